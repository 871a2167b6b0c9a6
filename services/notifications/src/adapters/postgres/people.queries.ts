// Made by `npm run sql` from people.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface SeePersonParams {
  userId: string;
  roles: readonly string[] | Buffer;
  language: string;
  issuedAt: Date | string;
  seenAt: Date | string;
}

/** Of two tokens the one that was issued later counts, as far as it says something. */
export const seePerson: Statement<SeePersonParams, never> = {
  sql: `INSERT INTO person (user_id, roles, language, issued_at, seen_at)
VALUES ($1, $2::text[], $3, $4::timestamptz, $5::timestamptz)
ON CONFLICT (user_id) DO UPDATE SET roles = CASE WHEN cardinality(excluded.roles) > 0 THEN excluded.roles ELSE person.roles END,
  language = coalesce(nullif(excluded.language, ''), person.language), issued_at = excluded.issued_at,
  seen_at = greatest(person.seen_at, excluded.seen_at)
WHERE person.issued_at <= excluded.issued_at`,
  parameters: ["userId", "roles", "language", "issuedAt", "seenAt"],
};
