// Made by `npm run sql` from statement.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface SumTransfersParams {
  account: bigint | number;
  opens: bigint | number;
  closes: bigint | number;
}

export interface SumTransfersRow {
  referenceType: string;
  amount: bigint;
}

/** The transfers of an account after a version, up to and with another, summed by what they refer to. */
export const sumTransfers: Statement<SumTransfersParams, SumTransfersRow> = {
  sql: `SELECT reference_type AS "referenceType", sum(amount)::bigint AS "amount" FROM (
  SELECT reference_type, -amount AS amount FROM transfer
   WHERE debit_account = $1::bigint AND debit_version > $2::bigint AND debit_version <= $3::bigint
  UNION ALL
  SELECT reference_type, amount FROM transfer
   WHERE credit_account = $1::bigint AND credit_version > $2::bigint AND credit_version <= $3::bigint
) AS transferred GROUP BY reference_type ORDER BY reference_type`,
  parameters: ["account", "opens", "closes"],
};

export interface FindDetachedParams {
  account: bigint | number;
  opens: bigint | number;
  closes: bigint | number;
}

export interface FindDetachedRow {
  detached: boolean;
}

/** Whether minutes between two versions were detached. */
export const findDetached: Statement<FindDetachedParams, FindDetachedRow> = {
  sql: `SELECT EXISTS (SELECT FROM closed_run r JOIN minute_partition p ON p.name = r.partition
  WHERE r.account = $1::bigint AND r.last_version > $2::bigint AND r.first_version <= $3::bigint AND r.amount < 0
    AND p.detached_at IS NOT NULL) AS "detached"`,
  parameters: ["account", "opens", "closes"],
};

export interface TotalsByMonthParams {
  zone: string;
  account: bigint | number;
  opens: bigint | number;
  closes: bigint | number;
}

export interface TotalsByMonthRow {
  month: string;
  referenceType: string;
  minutes: bigint;
  amount: bigint;
}

/** The entries between two versions, summed by the month of a zone and by what they refer to. */
export const totalsByMonth: Statement<TotalsByMonthParams, TotalsByMonthRow> = {
  sql: `SELECT to_char(at AT TIME ZONE $1::text, 'YYYY-MM') AS "month", reference_type AS "referenceType",
       sum(minutes)::bigint AS "minutes", sum(amount)::bigint AS "amount"
  FROM (
    SELECT b.posted_at AS at, 'STREAM_VIEW' AS reference_type, 1 AS minutes, -m.tokens::bigint AS amount
      FROM viewer_minute m JOIN minute_batch b ON b.id = m.batch
     WHERE m.viewer = $2::bigint AND m.version > $3::bigint AND m.version <= $4::bigint AND m.paid AND m.tokens > 0
    UNION ALL
    SELECT b.posted_at, 'STREAM_EARNINGS', p.lines, p.cents FROM creator_posting p JOIN minute_batch b ON b.id = p.batch
     WHERE p.creator = $2::bigint AND p.version > $3::bigint AND p.version <= $4::bigint
    UNION ALL
    SELECT created_at, reference_type, 0, -amount FROM transfer
     WHERE debit_account = $2::bigint AND debit_version > $3::bigint AND debit_version <= $4::bigint
    UNION ALL
    SELECT created_at, reference_type, 0, amount FROM transfer
     WHERE credit_account = $2::bigint AND credit_version > $3::bigint AND credit_version <= $4::bigint
  ) AS entry GROUP BY 1, 2 ORDER BY 1, 2`,
  parameters: ["zone", "account", "opens", "closes"],
};

export interface TotalsByStreamParams {
  account: bigint | number;
  opens: bigint | number;
  closes: bigint | number;
  limit: number;
}

export interface TotalsByStreamRow {
  stream: string;
  minutes: bigint;
  amount: bigint;
}

/** The minutes between two versions, summed by stream, the most watched first. */
export const totalsByStream: Statement<TotalsByStreamParams, TotalsByStreamRow> = {
  sql: `SELECT stream::text AS "stream", sum(minutes)::bigint AS "minutes", sum(amount)::bigint AS "amount"
  FROM (
    SELECT stream, 1 AS minutes, -tokens::bigint AS amount FROM viewer_minute
     WHERE viewer = $1::bigint AND version > $2::bigint AND version <= $3::bigint AND paid AND tokens > 0
    UNION ALL
    SELECT stream, lines, cents FROM creator_posting
     WHERE creator = $1::bigint AND version > $2::bigint AND version <= $3::bigint
  ) AS watched GROUP BY stream ORDER BY sum(minutes) DESC, stream LIMIT $4::integer`,
  parameters: ["account", "opens", "closes", "limit"],
};

export interface TransfersBetweenParams {
  account: bigint | number;
  opens: bigint | number;
  closes: bigint | number;
  limit: number;
}

export interface TransfersBetweenRow {
  id: string;
  batch: bigint | null;
  amount: bigint;
  balance_after: bigint;
  version: bigint;
  created_at: Date;
  reference_type: string;
  reference: string;
  minute: number | null;
  lines: number | null;
  reason: string | null;
  actor: string | null;
}

/** The transfers between two versions, oldest first. */
export const transfersBetween: Statement<TransfersBetweenParams, TransfersBetweenRow> = {
  sql: `SELECT id::text AS "id", NULL::bigint AS batch, amount AS "amount", balance_after AS "balance_after", version AS "version",
       created_at AS "created_at", reference_type AS "reference_type", reference_id AS "reference", NULL::integer AS minute,
       NULL::integer AS lines, reason, actor_id AS actor
  FROM (
    (SELECT id, -amount AS amount, debit_balance_after AS balance_after, debit_version AS version, created_at, reference_type, reference_id,
            reason, actor_id
       FROM transfer WHERE debit_account = $1::bigint AND debit_version > $2::bigint AND debit_version <= $3::bigint
      ORDER BY debit_version LIMIT $4::integer)
    UNION ALL
    (SELECT id, amount, credit_balance_after, credit_version, created_at, reference_type, reference_id, reason, actor_id
       FROM transfer WHERE credit_account = $1::bigint AND credit_version > $2::bigint AND credit_version <= $3::bigint
      ORDER BY credit_version LIMIT $4::integer)
  ) AS moved ORDER BY version LIMIT $4::integer`,
  parameters: ["account", "opens", "closes", "limit"],
};
