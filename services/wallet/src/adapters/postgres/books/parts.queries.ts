// Made by `npm run sql` from parts.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface OpenPartParams {
  whole: boolean;
}

export interface OpenPartRow {
  from_id: string;
  from_batch: bigint;
  kept_from: string;
}

/** Where the part begins that the checks read line by line. */
export const openPart: Statement<OpenPartParams, OpenPartRow> = {
  sql: `SELECT p.to_id::text AS "from_id", c.to_batch AS from_batch,
       coalesce((SELECT to_id::text FROM minute_partition WHERE detached_at IS NOT NULL ORDER BY to_id DESC LIMIT 1),
                '00000000-0000-0000-0000-000000000000') AS "kept_from"
  FROM closed_partition c JOIN minute_partition p ON p.name = c.partition
 WHERE NOT $1::boolean OR p.detached_at IS NOT NULL ORDER BY p.to_id DESC LIMIT 1`,
  parameters: ["whole"],
};

export interface SummedPartsRow {
  wrong: bigint;
  name: string;
  from_id: string;
  to_id: string;
  from_batch: bigint;
  to_batch: bigint;
  kept_from: string;
}

/** Partitions that are summed up and not detached; first those that were not verified for the longest time. */
export const summedParts: Statement<void, SummedPartsRow> = {
  sql: `SELECT c.wrong, p.name, p.from_id::text AS "from_id", p.to_id::text AS "to_id", c.from_batch, c.to_batch,
       coalesce((SELECT to_id::text FROM minute_partition WHERE detached_at IS NOT NULL ORDER BY to_id DESC LIMIT 1),
                '00000000-0000-0000-0000-000000000000') AS "kept_from"
  FROM closed_partition c JOIN minute_partition p ON p.name = c.partition WHERE p.detached_at IS NULL ORDER BY c.verified_at, p.from_id`,
  parameters: [],
};

export interface PartToSumRow {
  name: string;
  from_id: string;
  to_id: string;
  closed_batch: bigint;
  kept_from: string;
  to_batch: bigint;
  from_batch: bigint;
}

/** The oldest partition that is closed and not summed up. */
export const partToSum: Statement<void, PartToSumRow> = {
  sql: `SELECT p.name, p.from_id::text AS "from_id", p.to_id::text AS "to_id", p.closed_batch AS "closed_batch",
       coalesce((SELECT to_id::text FROM minute_partition WHERE detached_at IS NOT NULL ORDER BY to_id DESC LIMIT 1),
                '00000000-0000-0000-0000-000000000000') AS "kept_from",
       0::bigint AS "to_batch", coalesce((SELECT max(to_batch) FROM closed_partition), 0) AS "from_batch"
  FROM minute_partition p WHERE p.closed_at IS NOT NULL AND NOT EXISTS (SELECT FROM closed_partition c WHERE c.partition = p.name)
 ORDER BY p.from_id LIMIT 1`,
  parameters: [],
};
