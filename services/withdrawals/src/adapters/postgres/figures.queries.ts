// Made by `npm run sql` from figures.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface OpenFiguresRow {
  status: string;
  count: number;
  cents: number;
  oldestSeconds: number;
}

/** Open withdrawals are few. The indexes on status, needs_review and unknown_since answer all of these. */
export const openFigures: Statement<void, OpenFiguresRow> = {
  sql: `SELECT status, count(*)::integer AS "count", sum(amount)::float8 AS "cents", extract(epoch FROM now() - min(created_at))::float8 AS "oldestSeconds"
FROM withdrawal WHERE status IN ('PENDING', 'APPROVED') AND hold <> 'placing' GROUP BY status`,
  parameters: [],
};

export interface ReviewFiguresRow {
  reason: string;
  count: number;
}

export const reviewFigures: Statement<void, ReviewFiguresRow> = {
  sql: `SELECT needs_review AS reason, count(*)::integer AS "count" FROM withdrawal WHERE needs_review NOT IN ('', 'payout_method_locked') GROUP BY needs_review`,
  parameters: [],
};

export interface UnsettledFiguresRow {
  count: number;
  oldestSeconds: number;
}

export const unsettledFigures: Statement<void, UnsettledFiguresRow> = {
  sql: `SELECT count(*)::integer AS "count", coalesce(extract(epoch FROM now() - min(a.created_at)), 0)::float8 AS "oldestSeconds"
FROM payout_attempt a JOIN withdrawal w ON w.id = a.withdrawal
WHERE w.status = 'APPROVED' AND a.state NOT IN ('paid', 'failed', 'reversed', 'returned')`,
  parameters: [],
};

export interface UnknownFiguresRow {
  count: number;
  oldestSeconds: number;
}

export const unknownFigures: Statement<void, UnknownFiguresRow> = {
  sql: `SELECT count(*)::integer AS "count", coalesce(extract(epoch FROM now() - min(unknown_since)), 0)::float8 AS "oldestSeconds"
FROM payout_attempt WHERE unknown_since IS NOT NULL`,
  parameters: [],
};

export interface FrozenFigureRow {
  frozen: boolean;
}

export const frozenFigure: Statement<void, FrozenFigureRow> = {
  sql: `SELECT frozen FROM payout_freeze`,
  parameters: [],
};

export interface DueRunFiguresRow {
  count: number;
  oldestSeconds: number;
}

/** By the database's clock. A claimed one keeps its due_at. */
export const dueRunFigures: Statement<void, DueRunFiguresRow> = {
  sql: `SELECT count(*)::integer AS "count", coalesce(extract(epoch FROM now() - min(coalesce(due_at, next_at))), 0)::float8 AS "oldestSeconds"
FROM payout_due WHERE coalesce(due_at, next_at) <= now()`,
  parameters: [],
};

export interface RailFiguresRow {
  rail: string;
  open: bigint;
  unknown: bigint;
  underWay: bigint;
  paidToday: bigint;
  oldestOpenAt: Date | null;
}

/** Attempts that are not at their end, and those that were paid today. */
export const railFigures: Statement<void, RailFiguresRow> = {
  sql: `SELECT method AS "rail", count(*) FILTER (WHERE open) AS "open", count(*) FILTER (WHERE unknown_since IS NOT NULL) AS "unknown",
  coalesce(sum(amount) FILTER (WHERE open), 0)::bigint AS "underWay",
  coalesce(sum(amount) FILTER (WHERE paid_at >= date_trunc('day', now(), 'UTC') AND state IN ('paid', 'settled')), 0)::bigint AS "paidToday",
  min(created_at) FILTER (WHERE open) AS "oldestOpenAt"
FROM (SELECT *, state IN ('created', 'funding', 'funded', 'sending', 'sent', 'reversing') AS open FROM payout_attempt) AS each
WHERE open OR paid_at >= date_trunc('day', now(), 'UTC')
GROUP BY method`,
  parameters: [],
};
