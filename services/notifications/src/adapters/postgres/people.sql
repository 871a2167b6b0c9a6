/* @name SeePerson
   Of two tokens the later one counts, as far as it says something. */
INSERT INTO person (user_id, name, email, roles, language, seen_at)
VALUES (:userId, :name, :email, :roles::text[], :language, :seenAt::timestamptz)
ON CONFLICT (user_id) DO UPDATE SET name = coalesce(nullif(excluded.name, ''), person.name),
  email = coalesce(nullif(excluded.email, ''), person.email), roles = excluded.roles,
  language = coalesce(nullif(excluded.language, ''), person.language), seen_at = excluded.seen_at
WHERE person.seen_at <= excluded.seen_at;
