/**
 * A part of the ledger in time: the viewers' lines with ids from `fromId` up to, not with, `toId`, and the
 * creators' postings of the batches from `fromBatch` up to, not with, `toBatch`; without an end it is open.
 * Ids and numbers come from the database itself.
 */
export interface Part {
  fromId: string;
  toId?: string;
  fromBatch: bigint;
  toBatch?: bigint;
  /** Lines below this id were detached. */
  keptFrom: string;
}

const FIRST_ID = "00000000-0000-0000-0000-000000000000";
/** Every line and posting, where nothing was detached. */
export const WHOLE: Part = { fromId: FIRST_ID, fromBatch: 0n, keptFrom: FIRST_ID };

/** Constants, so that Postgres opens only the partitions of the part. */
export const partLines = ({ fromId, toId }: Part): string =>
  `(SELECT * FROM viewer_minute WHERE id >= '${fromId}'::uuid${toId === undefined ? "" : ` AND id < '${toId}'::uuid`})`;

export const partPostings = ({ fromBatch, toBatch }: Part): string =>
  `(SELECT * FROM creator_posting WHERE batch >= ${fromBatch}${toBatch === undefined ? "" : ` AND batch < ${toBatch}`})`;

/** The partitions whose sums stand for what is before the part. */
export const summedBefore = ({ fromId }: Part): string =>
  `(SELECT name FROM minute_partition WHERE to_id <= '${fromId}'::uuid)`;
