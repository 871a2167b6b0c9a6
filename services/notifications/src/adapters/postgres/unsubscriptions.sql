/* @name KeepUnsubscribeToken
   None of a person who was erased while the mail was written. */
INSERT INTO unsubscribe_token (token_hash, user_id, classes, created_at)
SELECT :hash::bytea, a.user_id, :classes::text[], :now::timestamptz FROM email_address a WHERE a.user_id = :userId
ON CONFLICT DO NOTHING;

/* @name FindUnsubscription
   With what the person has switched off. */
SELECT u.user_id AS "userId!", u.classes AS "classes!", coalesce(p.off, '{}') AS "off!", coalesce(nullif(p.language, ''), person.language, '') AS "language!"
FROM unsubscribe_token u LEFT JOIN preference p ON p.user_id = u.user_id LEFT JOIN person ON person.user_id = u.user_id
WHERE u.token_hash = :hash;

/* @name SwitchOff */
INSERT INTO preference (user_id, off, updated_at) VALUES (:userId, :off::text[], :now::timestamptz)
ON CONFLICT (user_id) DO UPDATE SET updated_at = excluded.updated_at,
  off = ARRAY(SELECT DISTINCT one FROM unnest(preference.off || excluded.off) AS one ORDER BY one);
