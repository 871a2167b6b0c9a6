// Made by `npm run sql` from people.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface SeePersonParams {
  userId: string;
  name: string;
  email: string;
  roles: readonly string[] | Buffer;
  language: string;
  seenAt: Date | string;
}

/** Of two tokens the later one counts, as far as it says something. */
export const seePerson: Statement<SeePersonParams, never> = {
  sql: `INSERT INTO person (user_id, name, email, roles, language, seen_at)
VALUES ($1, $2, $3, $4::text[], $5, $6::timestamptz)
ON CONFLICT (user_id) DO UPDATE SET name = coalesce(nullif(excluded.name, ''), person.name),
  email = coalesce(nullif(excluded.email, ''), person.email), roles = excluded.roles,
  language = coalesce(nullif(excluded.language, ''), person.language), seen_at = excluded.seen_at
WHERE person.seen_at <= excluded.seen_at`,
  parameters: ["userId", "name", "email", "roles", "language", "seenAt"],
};
