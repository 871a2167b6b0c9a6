/* @name SeePerson
   Of two tokens the one that was issued later counts, as far as it says something. */
INSERT INTO person (user_id, roles, language, issued_at, seen_at)
VALUES (:userId, :roles::text[], :language, :issuedAt::timestamptz, :seenAt::timestamptz)
ON CONFLICT (user_id) DO UPDATE SET roles = CASE WHEN cardinality(excluded.roles) > 0 THEN excluded.roles ELSE person.roles END,
  language = coalesce(nullif(excluded.language, ''), person.language), issued_at = excluded.issued_at,
  seen_at = greatest(person.seen_at, excluded.seen_at)
WHERE person.issued_at <= excluded.issued_at;
