import type { Sql } from "@metercast/postgres";
import { openPostgres, retryConflicts } from "@metercast/postgres";
import { PrismaClient } from "../../../generated/prisma/client.ts";

export type Database = PrismaClient;
/** A place in the pool is waited for this long: longer queues are better seen as `unavailable`. */
const MAX_WAIT_MS = 3_000;
/** No transaction of ours has more than a dozen short statements. */
const TIMEOUT_MS = 8_000;

export function openDatabase(url: string, connections: number): Database {
  return new PrismaClient({ adapter: openPostgres(url, "billing", connections) });
}

/**
 * One transaction, run again where Postgres rolled it back for another's sake: so `work` must decide by what it reads in it. Inside only `tx`
 * may be used: the pool may have no second connection.
 */
export function inTransaction<T>(database: Database, work: (tx: Sql) => Promise<T>): Promise<T> {
  return retryConflicts(() =>
    database.$transaction((tx) => work(tx), { maxWait: MAX_WAIT_MS, timeout: TIMEOUT_MS }),
  );
}
