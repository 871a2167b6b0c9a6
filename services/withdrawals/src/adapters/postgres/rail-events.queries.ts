// Made by `npm run sql` from rail-events.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface StoreRailEventParams {
  rail: string;
  id: string;
  type: string;
  notice: string | null;
}

/** Once by the rail and its event id. */
export const storeRailEvent: Statement<StoreRailEventParams, never> = {
  sql: `INSERT INTO rail_event (rail, id, type, notice) VALUES ($1, $2, $3, $4::jsonb) ON CONFLICT DO NOTHING`,
  parameters: ["rail", "id", "type", "notice"],
};

export interface ClaimRailEventsParams {
  leaseSeconds: number;
  limit: number;
}

export interface ClaimRailEventsRow {
  rail: string;
  id: string;
  notice: unknown;
  attempts: number;
}

export const claimRailEvents: Statement<ClaimRailEventsParams, ClaimRailEventsRow> = {
  sql: `UPDATE rail_event SET attempts = attempts + 1, next_at = now() + make_interval(secs => $1::float8)
WHERE (rail, id) IN (SELECT rail, id FROM rail_event WHERE handled_at IS NULL AND next_at <= now() ORDER BY next_at LIMIT $2::integer FOR UPDATE SKIP LOCKED)
RETURNING rail, id, notice, attempts`,
  parameters: ["leaseSeconds", "limit"],
};

export interface FinishRailEventParams {
  outcome: string;
  error: string;
  rail: string;
  id: string;
}

export const finishRailEvent: Statement<FinishRailEventParams, never> = {
  sql: `UPDATE rail_event SET handled_at = now(), outcome = $1, error = $2 WHERE rail = $3 AND id = $4 AND handled_at IS NULL`,
  parameters: ["outcome", "error", "rail", "id"],
};

export interface RepeatRailEventParams {
  error: string;
  afterMs: number;
  rail: string;
  id: string;
}

export const repeatRailEvent: Statement<RepeatRailEventParams, never> = {
  sql: `UPDATE rail_event SET error = $1, next_at = now() + $2::float8 * interval '1 millisecond' WHERE rail = $3 AND id = $4 AND handled_at IS NULL`,
  parameters: ["error", "afterMs", "rail", "id"],
};
