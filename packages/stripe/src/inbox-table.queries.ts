// Made by `npm run sql` from inbox-table.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface StoreEventsParams {
  ids: readonly string[] | Buffer;
  types: readonly string[] | Buffer;
  accounts: readonly string[] | Buffer;
  objectIds: readonly string[] | Buffer;
  payloads: readonly string[] | Buffer;
}

/** Each event once, by its id. */
export const storeEvents: Statement<StoreEventsParams, never> = {
  sql: `INSERT INTO stripe_event (id, type, account, object_id, payload)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::jsonb[])
ON CONFLICT DO NOTHING`,
  parameters: ["ids", "types", "accounts", "objectIds", "payloads"],
};

export interface ClaimEventsParams {
  leaseSeconds: number;
  limit: number;
}

export interface ClaimEventsRow {
  id: string;
  payload: unknown;
  attempts: number;
}

/** Due events; no other replica gets them for so long. */
export const claimEvents: Statement<ClaimEventsParams, ClaimEventsRow> = {
  sql: `UPDATE stripe_event SET attempts = attempts + 1, next_at = now() + make_interval(secs => $1::float8)
WHERE id IN (SELECT id FROM stripe_event WHERE handled_at IS NULL AND next_at <= now() ORDER BY next_at LIMIT $2::integer FOR UPDATE SKIP LOCKED)
RETURNING id, payload, attempts`,
  parameters: ["leaseSeconds", "limit"],
};

export interface FinishEventParams {
  outcome: string;
  error: string;
  id: string;
}

export const finishEvent: Statement<FinishEventParams, never> = {
  sql: `UPDATE stripe_event SET handled_at = now(), outcome = $1, error = $2 WHERE id = $3 AND handled_at IS NULL`,
  parameters: ["outcome", "error", "id"],
};

export interface RepeatEventParams {
  error: string;
  afterMs: number;
  id: string;
}

export const repeatEvent: Statement<RepeatEventParams, never> = {
  sql: `UPDATE stripe_event SET error = $1, next_at = now() + $2::float8 * interval '1 millisecond' WHERE id = $3 AND handled_at IS NULL`,
  parameters: ["error", "afterMs", "id"],
};

export interface CountWaitingRow {
  waiting: number;
}

/** Counting further would cost more than it shows. */
export const countWaiting: Statement<void, CountWaitingRow> = {
  sql: `SELECT count(*)::integer AS "waiting" FROM (SELECT FROM stripe_event WHERE handled_at IS NULL LIMIT 10000) AS waiting`,
  parameters: [],
};
