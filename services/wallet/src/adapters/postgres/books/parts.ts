import type { Sql } from "@metercast/postgres";
import type { ClosedPart } from "./closing.ts";
import { type Part, WHOLE } from "./part.ts";

interface PartitionRow {
  name: string;
  from_id: string;
  to_id: string;
  from_batch: bigint;
  to_batch: bigint;
}

/** Lines below this id were detached. */
const KEPT_FROM = `coalesce((SELECT to_id::text FROM minute_partition WHERE detached_at IS NOT NULL ORDER BY to_id DESC LIMIT 1), '${WHOLE.keptFrom}')`;

/**
 * What the checks read line by line: all after the newest partition that is summed up; or, `whole`, all
 * that is still there. Before it the sums stand.
 */
export async function openPart(sql: Sql, whole: boolean): Promise<Part> {
  const [row] = await sql.$queryRawUnsafe<{ from_id: string; from_batch: bigint; kept_from: string }[]>(
    `SELECT p.to_id::text AS from_id, c.to_batch AS from_batch, ${KEPT_FROM} AS kept_from
     FROM closed_partition c JOIN minute_partition p ON p.name = c.partition
     WHERE NOT $1::boolean OR p.detached_at IS NOT NULL ORDER BY p.to_id DESC LIMIT 1`,
    whole,
  );
  return row ? { fromId: row.from_id, fromBatch: row.from_batch, keptFrom: row.kept_from } : WHOLE;
}

/**
 * The partitions that are closed, summed up and not detached; those first that were not verified for the
 * longest time.
 */
export async function summedParts(sql: Sql): Promise<(ClosedPart & { wrong: bigint })[]> {
  const rows = await sql.$queryRawUnsafe<(PartitionRow & { kept_from: string; wrong: bigint })[]>(
    `SELECT c.wrong, p.name, p.from_id::text, p.to_id::text, c.from_batch, c.to_batch, ${KEPT_FROM} AS kept_from
     FROM closed_partition c JOIN minute_partition p ON p.name = c.partition WHERE p.detached_at IS NULL ORDER BY c.verified_at, p.from_id`,
  );
  return rows.map((row) => ({ ...toPart(row), wrong: row.wrong }));
}

/**
 * The oldest partition that is closed and not summed up. The batches that end with it are those before the
 * first with a later line; none that was still open when it was closed.
 */
export async function partToSum(sql: Sql): Promise<ClosedPart | undefined> {
  const [row] = await sql.$queryRawUnsafe<(PartitionRow & { kept_from: string; closed_batch: bigint })[]>(
    `SELECT p.name, p.from_id::text, p.to_id::text, p.closed_batch, ${KEPT_FROM} AS kept_from, 0::bigint AS to_batch,
            coalesce((SELECT max(to_batch) FROM closed_partition), 0) AS from_batch
     FROM minute_partition p WHERE p.closed_at IS NOT NULL AND NOT EXISTS (SELECT FROM closed_partition c WHERE c.partition = p.name)
     ORDER BY p.from_id LIMIT 1`,
  );
  if (!row) return undefined;
  // least() passes over null, where there is no later line.
  const [over] = await sql.$queryRawUnsafe<{ batch: bigint }[]>(
    `SELECT least(min(batch), ${row.closed_batch})::bigint AS batch FROM viewer_minute WHERE id >= '${row.to_id}'::uuid`,
  );
  return toPart({ ...row, to_batch: over?.batch ?? row.closed_batch });
}

const toPart = (row: PartitionRow & { kept_from: string }): ClosedPart => ({
  name: row.name,
  fromId: row.from_id,
  toId: row.to_id,
  fromBatch: row.from_batch,
  toBatch: row.to_batch,
  keptFrom: row.kept_from,
});
