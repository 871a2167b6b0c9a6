import { one, rows, type Sql } from "@metercast/postgres";
import type { LedgerPeriods } from "../../../ports/ledger-periods.ts";
import type { Database } from "../database.ts";
import { type ClosedPart, sumUp } from "./closing.ts";
import { takeLock } from "./integrity.queries.ts";
import { CHECK_LOCK, RUN_TIMEOUT_MS, verify } from "./integrity.ts";
import * as statements from "./partitions.queries.ts";
import { makePartitionsAhead } from "./partitions.ts";
import { partToSum, summedParts } from "./parts.ts";

/**
 * Ledger periods as partitions of the minutes, `hours` long from now on. `readers`: a pool whose statements
 * may take minutes.
 */
export function postgresPeriods(database: Database, readers: Database, hours: number): LedgerPeriods {
  return {
    makeAhead: (now) => makePartitionsAhead(database, now, hours),
    closeEnded: async (days) => void (await rows(database, statements.closePartitions, { days })),
    sumNext: () =>
      readers.$transaction(sumNext, {
        isolationLevel: "RepeatableRead",
        maxWait: 5_000,
        timeout: RUN_TIMEOUT_MS,
      }),
    async oldestSummed() {
      const oldest = await oldestPart(readers);
      return oldest && { name: oldest.name, endedAt: new Date(idTimeMs(oldest.toId)) };
    },
    async verify(name) {
      const part = (await summedParts(readers)).find((one) => one.name === name);
      if (!part) throw new Error(`no summed partition ${name}`);
      return verify(readers, part);
    },
    async detachOldest(days) {
      const row = await one(database, statements.detachPartition, { days });
      return row?.detached ?? undefined;
    },
  };
}

async function sumNext(tx: Sql) {
  await tx.$executeRawUnsafe(`SET LOCAL statement_timeout = ${RUN_TIMEOUT_MS}`);
  await rows(tx, takeLock, { lock: CHECK_LOCK });
  const part = await partToSum(tx);
  return part && { name: part.name, verdict: await sumUp(tx, part) };
}

async function oldestPart(sql: Sql): Promise<ClosedPart | undefined> {
  return (await summedParts(sql)).sort((a, b) => (a.fromId < b.fromId ? -1 : 1))[0];
}

const idTimeMs = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
