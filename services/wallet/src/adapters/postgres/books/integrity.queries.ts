// Made by `npm run sql` from integrity.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface TakeLockParams {
  lock: bigint | number;
}

export interface TakeLockRow {
  locked: number | null;
}

/** Held until the transaction ends. */
export const takeLock: Statement<TakeLockParams, TakeLockRow> = {
  sql: `SELECT 1 AS locked FROM (SELECT pg_advisory_xact_lock($1::bigint)) AS l`,
  parameters: ["lock"],
};

export interface WrongPartitionsRow {
  partition: string;
  wrong: bigint;
  detail: string;
  fingerprint: string;
}

/** Closed partitions that were found wrong when they were last verified. */
export const wrongPartitions: Statement<void, WrongPartitionsRow> = {
  sql: `SELECT partition, wrong, detail, fingerprint FROM closed_partition WHERE wrong > 0 ORDER BY partition`,
  parameters: [],
};

export interface KeepVerdictParams {
  wrong: bigint | number;
  detail: string;
  fingerprint: string;
  partition: string;
}

/** Notes when a partition was verified, and with what verdict. */
export const keepVerdict: Statement<KeepVerdictParams, never> = {
  sql: `UPDATE closed_partition SET verified_at = now(), wrong = $1::bigint, detail = $2, fingerprint = $3 WHERE partition = $4`,
  parameters: ["wrong", "detail", "fingerprint", "partition"],
};
