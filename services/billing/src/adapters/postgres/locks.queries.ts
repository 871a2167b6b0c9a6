// Made by `npm run sql` from locks.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface LockNameParams {
  name: string;
}

export interface LockNameRow {
  locked: string | null;
}

/** Held until the transaction ends. Two names with the same hash wait for each other, which does no harm. */
export const lockName: Statement<LockNameParams, LockNameRow> = {
  sql: `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text AS locked`,
  parameters: ["name"],
};
