// Made by `npm run sql` from schedules.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface ClaimDueParams {
  now: Date | string;
  seconds: number;
  limit: number;
}

export interface ClaimDueRow {
  creator_id: string;
}

/** Due by the service's clock. A next run over two months away was computed by a wrong clock. */
export const claimDue: Statement<ClaimDueParams, ClaimDueRow> = {
  sql: `UPDATE payout_due SET next_at = $1::timestamptz + make_interval(secs => $2::float8)
WHERE creator_id IN (
  SELECT creator_id FROM payout_due
  WHERE next_at <= $1::timestamptz OR next_at > $1::timestamptz + interval '64 days'
  ORDER BY next_at LIMIT $3::integer FOR UPDATE SKIP LOCKED)
RETURNING creator_id`,
  parameters: ["now", "seconds", "limit"],
};

export interface SetDueParams {
  creatorId: string;
  dueAt: Date | string | null;
  nextAt: Date | string | null;
  waitsFor: string;
}

export const setDue: Statement<SetDueParams, never> = {
  sql: `INSERT INTO payout_due (creator_id, due_at, next_at, waits_for) VALUES ($1, $2::timestamptz, $3::timestamptz, $4)
ON CONFLICT (creator_id) DO UPDATE SET due_at = excluded.due_at, next_at = excluded.next_at, waits_for = excluded.waits_for`,
  parameters: ["creatorId", "dueAt", "nextAt", "waitsFor"],
};

export interface InsertRunParams {
  id: string;
  creatorId: string;
  period: string;
  version: number;
  runOn: Date | string;
  outcome: string;
  reason: string;
  detail: string;
  withdrawalId: string | null;
  amount: bigint | number | null;
  nextOn: Date | string | null;
  at: Date | string;
}

/** No row where the period has a run. */
export const insertRun: Statement<InsertRunParams, never> = {
  sql: `INSERT INTO payout_run (id, creator_id, period, version, run_on, outcome, reason, detail, withdrawal, amount, next_on, at)
VALUES ($1::uuid, $2, $3, $4::integer, $5::date, $6, $7, $8, $9::uuid, $10::bigint, $11::date,
  $12::timestamptz)
ON CONFLICT (creator_id, period) DO NOTHING`,
  parameters: ["id", "creatorId", "period", "version", "runOn", "outcome", "reason", "detail", "withdrawalId", "amount", "nextOn", "at"],
};

export interface VersionsOfParams {
  creatorId: string;
  limit: number;
}

export interface VersionsOfRow {
  creatorId: string;
  version: number;
  cadence: string;
  anchorDay: number;
  zone: string;
  minimum: bigint;
  retain: bigint;
  payoutMethodId: string | null;
  effectiveFrom: Date;
  creatorName: string;
  creatorEmail: string;
  createdAt: Date;
}

/** Newest first. Of changes that begin together only the last one ever counts. */
export const versionsOf: Statement<VersionsOfParams, VersionsOfRow> = {
  sql: `SELECT creator_id AS "creatorId", version, cadence, anchor_day AS "anchorDay", zone, minimum, retain, payout_method AS "payoutMethodId",
  effective_from AS "effectiveFrom", creator_name AS "creatorName", creator_email AS "creatorEmail", created_at AS "createdAt"
FROM payout_schedule v WHERE creator_id = $1
  AND NOT EXISTS (SELECT FROM payout_schedule l WHERE l.creator_id = v.creator_id AND l.effective_from = v.effective_from AND l.version > v.version)
ORDER BY version DESC LIMIT $2::integer`,
  parameters: ["creatorId", "limit"],
};

export interface LastPausesParams {
  creatorId: string;
}

export interface LastPausesRow {
  by: string;
  paused: boolean;
  actor_id: string;
  reason: string;
  at: Date;
}

export const lastPauses: Statement<LastPausesParams, LastPausesRow> = {
  sql: `SELECT DISTINCT ON (by) by, paused, actor_id, reason, at FROM payout_pause WHERE creator_id = $1 ORDER BY by, id DESC`,
  parameters: ["creatorId"],
};
