import { one, type Sql } from "@metercast/postgres";
import * as statements from "./partitions.queries.ts";

const HOUR_MS = 3_600_000;
/**
 * The present partition and these after it are there ahead of time. A missed day of the job harms nothing,
 * and posting makes what it lacks.
 */
export const PARTITIONS_AHEAD = 3;

/** Makes the partitions in which the times (ms since 1970) lie. Gives how many were missing. */
export async function makePartitions(sql: Sql, times: readonly number[], hours: number): Promise<number> {
  const starts = new Set(times.map((time) => Math.floor(time / HOUR_MS) * HOUR_MS));
  const row = await one(sql, statements.makePartitions, { starts: [...starts], hours });
  return row?.made ?? 0;
}

/** Makes what is missing of the present partition and those after it. */
export function makePartitionsAhead(sql: Sql, now: Date, hours: number): Promise<number> {
  const times = Array.from(
    { length: PARTITIONS_AHEAD + 1 },
    (_, ahead) => now.getTime() + ahead * hours * HOUR_MS,
  );
  return makePartitions(sql, times, hours);
}

/** How many partitions begin after now. */
export async function partitionsAhead(sql: Sql): Promise<number> {
  const row = await one(sql, statements.countPartitionsAhead);
  return row?.ahead ?? 0;
}
