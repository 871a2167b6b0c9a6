// Made by `npm run sql` from people.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface LearnPeopleParams {
  userIds: readonly string[] | Buffer;
  names: readonly string[] | Buffer;
  emails: readonly string[] | Buffer;
  roles: readonly string[] | Buffer;
  issuedAts: readonly (Date | string)[] | Buffer;
}

export interface LearnPeopleRow {
  userId: string;
  name: string;
  email: string;
}

/** Stores what newer tokens say, and when people were seen, at most twice an hour. Returns whom it wrote. */
export const learnPeople: Statement<LearnPeopleParams, LearnPeopleRow> = {
  sql: `INSERT INTO person AS p (user_id, name, email, roles, issued_at)
SELECT user_id, name, email, string_to_array(roles, ' '), issued_at
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[]) AS n (user_id, name, email, roles, issued_at)
 ORDER BY user_id
ON CONFLICT (user_id) DO UPDATE SET
  name = CASE WHEN excluded.issued_at >= p.issued_at AND excluded.name <> '' THEN excluded.name ELSE p.name END,
  email = CASE WHEN excluded.issued_at >= p.issued_at AND excluded.email <> '' THEN excluded.email ELSE p.email END,
  roles = CASE WHEN excluded.issued_at >= p.issued_at THEN excluded.roles ELSE p.roles END,
  issued_at = GREATEST(p.issued_at, excluded.issued_at), last_seen_at = now()
WHERE p.last_seen_at < now() - interval '30 minutes'
   OR (excluded.issued_at >= p.issued_at
       AND ((excluded.name <> '' AND excluded.name <> p.name) OR (excluded.email <> '' AND excluded.email <> p.email) OR excluded.roles <> p.roles))
RETURNING user_id AS "userId", name, email`,
  parameters: ["userIds", "names", "emails", "roles", "issuedAts"],
};

export interface DropKeysParams {
  userIds: readonly string[] | Buffer;
  ofs: readonly string[] | Buffer;
  keys: readonly string[] | Buffer;
}

/** Deletes the keys of these people that are not among the new ones. */
export const dropKeys: Statement<DropKeysParams, never> = {
  sql: `DELETE FROM person_key k
 WHERE k.user_id = ANY ($1::text[])
   AND NOT EXISTS (SELECT 1 FROM unnest($2::text[], $3::text[]) AS n (user_id, key) WHERE n.user_id = k.user_id AND n.key = k.key)`,
  parameters: ["userIds", "ofs", "keys"],
};

export interface AddKeysParams {
  ofs: readonly string[] | Buffer;
  keys: readonly string[] | Buffer;
}

export const addKeys: Statement<AddKeysParams, never> = {
  sql: `INSERT INTO person_key (key, user_id)
SELECT n.key, n.user_id FROM unnest($1::text[], $2::text[]) AS n (user_id, key)
 ORDER BY n.key, n.user_id
ON CONFLICT DO NOTHING`,
  parameters: ["ofs", "keys"],
};

export interface NamesOfParams {
  userIds: readonly string[] | Buffer;
}

export interface NamesOfRow {
  userId: string;
  name: string;
}

/** The names of people who have one, else their addresses. */
export const namesOf: Statement<NamesOfParams, NamesOfRow> = {
  sql: `SELECT user_id AS "userId", CASE WHEN name <> '' THEN name ELSE email END AS "name"
  FROM person WHERE user_id = ANY ($1::text[]) AND (name <> '' OR email <> '')`,
  parameters: ["userIds"],
};

export interface FindPersonParams {
  userId: string;
}

export interface FindPersonRow {
  userId: string;
  name: string;
  email: string;
  roles: string[];
  firstSeenAt: Date;
  lastSeenAt: Date;
}

export const findPerson: Statement<FindPersonParams, FindPersonRow> = {
  sql: `SELECT user_id AS "userId", name, email, roles, first_seen_at AS "firstSeenAt", last_seen_at AS "lastSeenAt"
  FROM person WHERE user_id = $1`,
  parameters: ["userId"],
};

export interface PeopleByKeyParams {
  from: string;
  to: string;
  keys: number;
}

export interface PeopleByKeyRow {
  userId: string;
  name: string;
  email: string;
  roles: string[];
  firstSeenAt: Date;
  lastSeenAt: Date;
}

/** People of the first keys of a range, by key. A blank sorts before letters: whole words come first. */
export const peopleByKey: Statement<PeopleByKeyParams, PeopleByKeyRow> = {
  sql: `SELECT p.user_id AS "userId", p.name, p.email, p.roles, p.first_seen_at AS "firstSeenAt", p.last_seen_at AS "lastSeenAt"
  FROM (SELECT key, user_id FROM person_key WHERE key >= $1 AND key < $2 ORDER BY key, user_id LIMIT $3::int) AS k
  JOIN person p ON p.user_id = k.user_id
 ORDER BY k.key, k.user_id`,
  parameters: ["from", "to", "keys"],
};

export interface PeopleByIdParams {
  from: string;
  to: string;
  limit: number;
}

export interface PeopleByIdRow {
  userId: string;
  name: string;
  email: string;
  roles: string[];
  firstSeenAt: Date;
  lastSeenAt: Date;
}

/** People of a range of ids. */
export const peopleById: Statement<PeopleByIdParams, PeopleByIdRow> = {
  sql: `SELECT user_id AS "userId", name, email, roles, first_seen_at AS "firstSeenAt", last_seen_at AS "lastSeenAt"
  FROM person WHERE user_id >= $1 AND user_id < $2 ORDER BY user_id LIMIT $3::int`,
  parameters: ["from", "to", "limit"],
};

export interface AddNoteParams {
  key: string;
  userId: string;
  authorId: string;
  text: string;
}

/** The same key again changes nothing. */
export const addNote: Statement<AddNoteParams, never> = {
  sql: `INSERT INTO person_note (id, user_id, author_id, text) VALUES (md5($1)::uuid, $2, $3, $4)
ON CONFLICT (id) DO NOTHING`,
  parameters: ["key", "userId", "authorId", "text"],
};

export interface FindNoteParams {
  key: string;
}

export interface FindNoteRow {
  id: string;
  userId: string;
  authorId: string;
  text: string;
  createdAt: Date;
}

export const findNote: Statement<FindNoteParams, FindNoteRow> = {
  sql: `SELECT id, user_id AS "userId", author_id AS "authorId", text, created_at AS "createdAt"
  FROM person_note WHERE id = md5($1)::uuid`,
  parameters: ["key"],
};

export interface NotesOfParams {
  userId: string;
  limit: number;
}

export interface NotesOfRow {
  id: string;
  userId: string;
  authorId: string;
  text: string;
  createdAt: Date;
}

export const notesOf: Statement<NotesOfParams, NotesOfRow> = {
  sql: `SELECT id, user_id AS "userId", author_id AS "authorId", text, created_at AS "createdAt"
  FROM person_note WHERE user_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2::int`,
  parameters: ["userId", "limit"],
};

export interface EraseNotesParams {
  userId: string;
}

export const eraseNotes: Statement<EraseNotesParams, never> = {
  sql: `DELETE FROM person_note WHERE user_id = $1`,
  parameters: ["userId"],
};

export interface ErasePersonParams {
  userId: string;
}

/** With the keys. */
export const erasePerson: Statement<ErasePersonParams, never> = {
  sql: `DELETE FROM person WHERE user_id = $1`,
  parameters: ["userId"],
};
