import type { Sql } from "@metercast/postgres";
import type { Logger } from "@metercast/runtime";
import type { Database } from "../database.ts";
import { sumUp } from "./closing.ts";
import { CHECK_LOCK, RUN_TIMEOUT_MS, verify } from "./integrity.ts";
import { partToSum, summedParts } from "./parts.ts";

/** In one turn; the next goes on. A platform of years that closes its first has more than that. */
const MOST_PARTITIONS = 100;

/** Closes what ended at least `days` ago, and sums up what is closed: each partition in one transaction, oldest first, by one replica at a time. */
export async function closePartitions(
  database: Database,
  readers: Database,
  days: number,
  log: Logger,
): Promise<void> {
  await database.$queryRawUnsafe("SELECT close_minute_partitions($1::integer) AS closed", days);
  for (let count = 0; count < MOST_PARTITIONS; count++) {
    const summed = await readers.$transaction(sumNext, {
      isolationLevel: "RepeatableRead",
      maxWait: 5_000,
      timeout: RUN_TIMEOUT_MS,
    });
    if (!summed) return;
    const { name, verdict } = summed;
    // Without sums it stays among what every run of the checks reads in full: these say what is wrong.
    if (verdict.wrong > 0n)
      return log.error({ partition: name, ...shown(verdict) }, "A CLOSED PARTITION IS WRONG");
    log.info({ partition: name }, "partition closed and summed up");
  }
}

async function sumNext(tx: Sql) {
  await tx.$executeRawUnsafe(`SET LOCAL statement_timeout = ${RUN_TIMEOUT_MS}`);
  await tx.$queryRawUnsafe(`SELECT 1 AS locked FROM (SELECT pg_advisory_xact_lock(${CHECK_LOCK})) AS l`);
  const part = await partToSum(tx);
  return part && { name: part.name, verdict: await sumUp(tx, part) };
}

/** Detaches what ended at least `days` ago, oldest first, each after one more look at whether its lines say what its sums will go on saying. */
export async function detachPartitions(
  database: Database,
  readers: Database,
  days: number,
  log: Logger,
): Promise<void> {
  for (let count = 0; count < MOST_PARTITIONS; count++) {
    const [oldest] = (await summedParts(readers)).sort((a, b) => (a.fromId < b.fromId ? -1 : 1));
    if (!oldest || idTimeMs(oldest.toId) > Date.now() - days * DAY_MS) return;
    const verdict = await verify(readers, oldest);
    if (verdict.wrong > 0n)
      return log.error(
        { partition: oldest.name, ...shown(verdict) },
        "A CLOSED PARTITION IS WRONG: it stays",
      );
    const [row] = await database.$queryRawUnsafe<{ detached: string | null }[]>(
      "SELECT detach_minute_partition($1::integer) AS detached",
      days,
    );
    if (!row?.detached) return;
    log.info({ partition: row.detached }, "partition detached");
  }
}

const DAY_MS = 86_400_000;
const idTimeMs = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
const shown = ({ wrong, detail }: { wrong: bigint; detail: string }) => ({ wrong: Number(wrong), detail });
