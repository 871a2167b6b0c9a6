// Made by `npm run sql` from earnings.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface AddStreamParams {
  streamId: string;
  creatorId: string;
  startedAt: Date | string;
}

export const addStream: Statement<AddStreamParams, never> = {
  sql: `INSERT INTO stream_owner (stream_id, creator_id, started_at) VALUES ($1::uuid, $2, $3::timestamptz) ON CONFLICT DO NOTHING`,
  parameters: ["streamId", "creatorId", "startedAt"],
};

export interface MakeDueParams {
  creatorId: string;
  dueAt: Date | string;
}

export const makeDue: Statement<MakeDueParams, never> = {
  sql: `INSERT INTO earnings_due (creator_id, due_at) VALUES ($1, $2::timestamptz) ON CONFLICT DO NOTHING`,
  parameters: ["creatorId", "dueAt"],
};

export interface AddEarningsParams {
  at: Date | string;
  streamIds: readonly string[] | Buffer;
  minutes: readonly (bigint | number)[] | Buffer;
  cents: readonly (bigint | number)[] | Buffer;
}

/** Rows in one order, so that two transactions never wait for each other. */
export const addEarnings: Statement<AddEarningsParams, never> = {
  sql: `INSERT INTO stream_earning (stream_id, from_at, minutes, cents)
SELECT e.stream_id, date_bin('15 minutes', $1::timestamptz, '2000-01-01T00:00Z'), sum(e.minutes), sum(e.cents)
FROM unnest($2::uuid[], $3::bigint[], $4::bigint[]) AS e (stream_id, minutes, cents)
GROUP BY e.stream_id ORDER BY e.stream_id
ON CONFLICT (stream_id, from_at) DO UPDATE SET minutes = stream_earning.minutes + excluded.minutes, cents = stream_earning.cents + excluded.cents`,
  parameters: ["at", "streamIds", "minutes", "cents"],
};

export interface LockDueParams {
  now: Date | string;
}

export interface LockDueRow {
  creatorId: string;
  zone: string;
}

export const lockDue: Statement<LockDueParams, LockDueRow> = {
  sql: `SELECT d.creator_id AS "creatorId", coalesce((SELECT p.zone FROM preference p WHERE p.user_id = d.creator_id), 'UTC') AS "zone"
FROM earnings_due d WHERE d.due_at <= $1::timestamptz ORDER BY d.due_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
  parameters: ["now"],
};

export interface SumEarningsParams {
  creatorId: string;
  from: Date | string;
  to: Date | string;
}

export interface SumEarningsRow {
  minutes: bigint;
  cents: bigint;
  streams: number;
}

export const sumEarnings: Statement<SumEarningsParams, SumEarningsRow> = {
  sql: `SELECT coalesce(sum(e.minutes), 0)::bigint AS "minutes", coalesce(sum(e.cents), 0)::bigint AS "cents",
  count(DISTINCT e.stream_id) FILTER (WHERE e.cents > 0)::integer AS "streams"
FROM stream_owner s JOIN stream_earning e ON e.stream_id = s.stream_id
WHERE s.creator_id = $1 AND e.from_at >= $2::timestamptz AND e.from_at < $3::timestamptz`,
  parameters: ["creatorId", "from", "to"],
};

export interface SetDueParams {
  dueAt: Date | string;
  creatorId: string;
}

export const setDue: Statement<SetDueParams, never> = {
  sql: `UPDATE earnings_due SET due_at = $1::timestamptz WHERE creator_id = $2`,
  parameters: ["dueAt", "creatorId"],
};
