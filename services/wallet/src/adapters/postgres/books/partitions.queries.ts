// Made by `npm run sql` from partitions.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface MakePartitionsParams {
  starts: readonly (bigint | number)[] | Buffer;
  hours: number;
}

export interface MakePartitionsRow {
  made: number;
}

/** Makes the partitions in which the times (ms since 1970) lie. */
export const makePartitions: Statement<MakePartitionsParams, MakePartitionsRow> = {
  sql: `SELECT make_minute_partitions($1::bigint[], $2::integer) AS "made"`,
  parameters: ["starts", "hours"],
};

export interface CountPartitionsAheadRow {
  ahead: number;
}

/** How many partitions begin after now. */
export const countPartitionsAhead: Statement<void, CountPartitionsAheadRow> = {
  sql: `SELECT count(*)::integer AS "ahead" FROM minute_partition WHERE minute_time(from_id) > now()`,
  parameters: [],
};

export interface ClosePartitionsParams {
  days: number;
}

export interface ClosePartitionsRow {
  closed: number;
}

/** Closes the partitions that ended so many days ago. */
export const closePartitions: Statement<ClosePartitionsParams, ClosePartitionsRow> = {
  sql: `SELECT close_minute_partitions($1::integer) AS "closed"`,
  parameters: ["days"],
};

export interface DetachPartitionParams {
  days: number;
}

export interface DetachPartitionRow {
  detached: string | null;
}

/** Detaches the oldest partition, where it ended so many days ago and may go. */
export const detachPartition: Statement<DetachPartitionParams, DetachPartitionRow> = {
  sql: `SELECT detach_minute_partition($1::integer) AS detached`,
  parameters: ["days"],
};
