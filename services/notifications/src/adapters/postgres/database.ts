import { openPostgres, retryConflicts } from "@metercast/postgres";
import { type Prisma, PrismaClient } from "../../../generated/prisma/client.ts";

export type Database = PrismaClient;
/** A transaction, or the database where each statement is one. */
export type Connection = Prisma.TransactionClient;

/** A longer wait for a connection of the pool is better answered with `unavailable`. */
const MAX_WAIT_MS = 3_000;
const TIMEOUT_MS = 8_000;

export function openDatabase(url: string, connections: number): Database {
  return new PrismaClient({ adapter: openPostgres(url, "notifications", connections) });
}

/**
 * One transaction, repeated where Postgres rolled it back because of another one. Inside it only `tx` may
 * be used: the pool may have no second connection.
 */
export function inTransaction<T>(database: Database, work: (tx: Connection) => Promise<T>): Promise<T> {
  return retryConflicts(() =>
    database.$transaction((tx) => work(tx), { maxWait: MAX_WAIT_MS, timeout: TIMEOUT_MS }),
  );
}
