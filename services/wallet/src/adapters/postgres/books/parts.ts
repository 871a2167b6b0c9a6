import { one, rows, type Sql } from "@metercast/postgres";
import type { ClosedPart } from "./closing.ts";
import { type Part, WHOLE } from "./part.ts";
import * as statements from "./parts.queries.ts";

/**
 * What the checks read line by line: all after the newest partition that is summed up; or, `whole`, all
 * that is still there. Before it the sums stand.
 */
export async function openPart(sql: Sql, whole: boolean): Promise<Part> {
  const row = await one(sql, statements.openPart, { whole });
  return row ? { fromId: row.from_id, fromBatch: row.from_batch, keptFrom: row.kept_from } : WHOLE;
}

/**
 * The partitions that are closed, summed up and not detached; those first that were not verified for the
 * longest time.
 */
export async function summedParts(sql: Sql): Promise<(ClosedPart & { wrong: bigint })[]> {
  const found = await rows(sql, statements.summedParts);
  return found.map((row) => ({ ...toPart(row), wrong: row.wrong }));
}

/**
 * The oldest partition that is closed and not summed up. The batches that end with it are those before the
 * first with a later line; none that was still open when it was closed.
 */
export async function partToSum(sql: Sql): Promise<ClosedPart | undefined> {
  const row = await one(sql, statements.partToSum);
  if (!row) return undefined;
  // least() passes over null, where there is no later line.
  const [over] = await sql.$queryRawUnsafe<{ batch: bigint }[]>(
    `SELECT least(min(batch), ${row.closed_batch})::bigint AS batch FROM viewer_minute WHERE id >= '${row.to_id}'::uuid`,
  );
  return toPart({ ...row, to_batch: over?.batch ?? row.closed_batch });
}

const toPart = (row: Omit<statements.SummedPartsRow, "wrong">): ClosedPart => ({
  name: row.name,
  fromId: row.from_id,
  toId: row.to_id,
  fromBatch: row.from_batch,
  toBatch: row.to_batch,
  keptFrom: row.kept_from,
});
