/* @name LearnPeople
   Stores what newer tokens say, and when people were seen, at most twice an hour. Returns whom it wrote. */
-- In the order of ids, so that two replicas do not wait for each other in a circle.
INSERT INTO person AS p (user_id, name, email, roles, issued_at)
SELECT user_id, name, email, string_to_array(roles, ' '), issued_at
  FROM unnest(:userIds::text[], :names::text[], :emails::text[], :roles::text[], :issuedAts::timestamptz[]) AS n (user_id, name, email, roles, issued_at)
 ORDER BY user_id
ON CONFLICT (user_id) DO UPDATE SET
  name = CASE WHEN excluded.issued_at >= p.issued_at AND excluded.name <> '' THEN excluded.name ELSE p.name END,
  email = CASE WHEN excluded.issued_at >= p.issued_at AND excluded.email <> '' THEN excluded.email ELSE p.email END,
  roles = CASE WHEN excluded.issued_at >= p.issued_at THEN excluded.roles ELSE p.roles END,
  issued_at = GREATEST(p.issued_at, excluded.issued_at), last_seen_at = now()
WHERE p.last_seen_at < now() - interval '30 minutes'
   OR (excluded.issued_at >= p.issued_at
       AND ((excluded.name <> '' AND excluded.name <> p.name) OR (excluded.email <> '' AND excluded.email <> p.email) OR excluded.roles <> p.roles))
RETURNING user_id AS "userId", name, email;

/* @name DropKeys
   Deletes the keys of these people that are not among the new ones. */
DELETE FROM person_key k
 WHERE k.user_id = ANY (:userIds::text[])
   AND NOT EXISTS (SELECT 1 FROM unnest(:ofs::text[], :keys::text[]) AS n (user_id, key) WHERE n.user_id = k.user_id AND n.key = k.key);

/* @name AddKeys */
INSERT INTO person_key (key, user_id)
SELECT n.key, n.user_id FROM unnest(:ofs::text[], :keys::text[]) AS n (user_id, key)
 ORDER BY n.key, n.user_id
ON CONFLICT DO NOTHING;

/* @name NamesOf
   The names of people who have one, else their addresses. */
SELECT user_id AS "userId", CASE WHEN name <> '' THEN name ELSE email END AS "name!"
  FROM person WHERE user_id = ANY (:userIds::text[]) AND (name <> '' OR email <> '');

/* @name FindPerson */
SELECT user_id AS "userId", name, email, roles, first_seen_at AS "firstSeenAt", last_seen_at AS "lastSeenAt"
  FROM person WHERE user_id = :userId;

/* @name PeopleByKey
   People of the first keys of a range, by key. A blank sorts before letters: whole words come first. */
SELECT p.user_id AS "userId", p.name, p.email, p.roles, p.first_seen_at AS "firstSeenAt", p.last_seen_at AS "lastSeenAt"
  FROM (SELECT key, user_id FROM person_key WHERE key >= :from AND key < :to ORDER BY key, user_id LIMIT :keys::int) AS k
  JOIN person p ON p.user_id = k.user_id
 ORDER BY k.key, k.user_id;

/* @name PeopleById
   People of a range of ids. */
SELECT user_id AS "userId", name, email, roles, first_seen_at AS "firstSeenAt", last_seen_at AS "lastSeenAt"
  FROM person WHERE user_id >= :from AND user_id < :to ORDER BY user_id LIMIT :limit::int;

/* @name AddNote
   The same key again changes nothing. */
INSERT INTO person_note (id, user_id, author_id, text) VALUES (md5(:key)::uuid, :userId, :authorId, :text)
ON CONFLICT (id) DO NOTHING;

/* @name FindNote */
SELECT id, user_id AS "userId", author_id AS "authorId", text, created_at AS "createdAt"
  FROM person_note WHERE id = md5(:key)::uuid;

/* @name NotesOf */
SELECT id, user_id AS "userId", author_id AS "authorId", text, created_at AS "createdAt"
  FROM person_note WHERE user_id = :userId ORDER BY created_at DESC, id DESC LIMIT :limit::int;

/* @name EraseNotes */
DELETE FROM person_note WHERE user_id = :userId;

/* @name ErasePerson
   With the keys. */
DELETE FROM person WHERE user_id = :userId;
