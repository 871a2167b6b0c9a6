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
