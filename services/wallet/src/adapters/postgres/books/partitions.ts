import type { Sql } from "@metercast/postgres";

const HOUR_MS = 3_600_000;
/**
 * The present partition and these after it are there ahead of time. A missed day of the job harms nothing,
 * and posting makes what it lacks.
 */
export const PARTITIONS_AHEAD = 3;

/** Makes the partitions in which the times (ms since 1970) lie. Gives how many were missing. */
export async function makePartitions(sql: Sql, times: readonly number[], hours: number): Promise<number> {
  const starts = new Set(times.map((time) => Math.floor(time / HOUR_MS) * HOUR_MS));
  const [row] = await sql.$queryRawUnsafe<{ made: number }[]>(
    "SELECT make_minute_partitions($1::bigint[], $2::integer) AS made",
    [...starts],
    hours,
  );
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
  const [row] = await sql.$queryRawUnsafe<{ ahead: number }[]>(
    "SELECT count(*)::integer AS ahead FROM minute_partition WHERE minute_time(from_id) > now()",
  );
  return row?.ahead ?? 0;
}
