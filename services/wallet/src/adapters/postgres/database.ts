import type { Sql } from "@metercast/postgres";
import { openPostgres, retryConflicts } from "@metercast/postgres";
import { PrismaClient } from "../../../generated/prisma/client.ts";

export type Database = PrismaClient;
/** A place in the pool is waited for this long: longer queues are better seen as `unavailable`. */
const MAX_WAIT_MS = 3_000;
/** No transaction of ours has more than a dozen short statements. */
const TIMEOUT_MS = 8_000;

/** `patienceMs`: how long a statement may take, where the usual seconds are not enough. */
export function openDatabase(url: string, connections: number, patienceMs?: number): Database {
  return new PrismaClient({ adapter: openPostgres(url, "wallet", connections, patienceMs) });
}

/**
 * One transaction, run again where Postgres rolled it back for another's sake: so `work` must decide by
 * business keys, not by what it did the time before. Inside it only `tx` may be used: the pool may have no
 * second connection.
 */
export function inTransaction<T>(database: Database, work: (tx: Sql) => Promise<T>): Promise<T> {
  return retryConflicts(() =>
    database.$transaction((tx) => work(tx), { maxWait: MAX_WAIT_MS, timeout: TIMEOUT_MS }),
  );
}

/** Reads of one moment: every statement of `work` sees the same commits. */
export function inSnapshot<T>(database: Database, work: (tx: Sql) => Promise<T>): Promise<T> {
  return database.$transaction((tx) => work(tx), {
    isolationLevel: "RepeatableRead",
    maxWait: MAX_WAIT_MS,
    timeout: TIMEOUT_MS,
  });
}
