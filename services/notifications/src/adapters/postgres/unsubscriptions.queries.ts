// Made by `npm run sql` from unsubscriptions.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface KeepUnsubscribeTokenParams {
  hash: Uint8Array;
  classes: readonly string[] | Buffer;
  now: Date | string;
  userId: string;
}

/** None of a person who was erased while the mail was written. */
export const keepUnsubscribeToken: Statement<KeepUnsubscribeTokenParams, never> = {
  sql: `INSERT INTO unsubscribe_token (token_hash, user_id, classes, created_at)
SELECT $1::bytea, a.user_id, $2::text[], $3::timestamptz FROM email_address a WHERE a.user_id = $4
ON CONFLICT DO NOTHING`,
  parameters: ["hash", "classes", "now", "userId"],
};

export interface FindUnsubscriptionParams {
  hash: Uint8Array;
}

export interface FindUnsubscriptionRow {
  userId: string;
  classes: string[];
  off: string[];
  language: string;
}

/** With what the person has switched off. */
export const findUnsubscription: Statement<FindUnsubscriptionParams, FindUnsubscriptionRow> = {
  sql: `SELECT u.user_id AS "userId", u.classes AS "classes", coalesce(p.off, '{}') AS "off", coalesce(nullif(p.language, ''), person.language, '') AS "language"
FROM unsubscribe_token u LEFT JOIN preference p ON p.user_id = u.user_id LEFT JOIN person ON person.user_id = u.user_id
WHERE u.token_hash = $1`,
  parameters: ["hash"],
};

export interface SwitchOffParams {
  userId: string;
  off: readonly string[] | Buffer;
  now: Date | string;
}

export const switchOff: Statement<SwitchOffParams, never> = {
  sql: `INSERT INTO preference (user_id, off, updated_at) VALUES ($1, $2::text[], $3::timestamptz)
ON CONFLICT (user_id) DO UPDATE SET updated_at = excluded.updated_at,
  off = ARRAY(SELECT DISTINCT one FROM unnest(preference.off || excluded.off) AS one ORDER BY one)`,
  parameters: ["userId", "off", "now"],
};
