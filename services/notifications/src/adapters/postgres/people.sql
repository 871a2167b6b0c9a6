/* @name SeePerson
   Of two tokens the later one counts. */
INSERT INTO person (user_id, name, email, roles, language, seen_at)
VALUES (:userId, :name, :email, :roles::text[], :language, :seenAt::timestamptz)
ON CONFLICT (user_id) DO UPDATE SET name = excluded.name, email = excluded.email, roles = excluded.roles,
  language = excluded.language, seen_at = excluded.seen_at
WHERE person.seen_at <= excluded.seen_at;
