import { one, openPostgres, retryConflicts } from "@metercast/postgres";
import { type Prisma, PrismaClient } from "../../../generated/prisma/client.ts";
import { lockName } from "./locks.queries.ts";

export type Database = PrismaClient;
export type Tx = Prisma.TransactionClient;
/** The longest wait for a connection of the pool: after that the caller gets `unavailable`. */
const MAX_WAIT_MS = 3_000;
/** A transaction has at most a dozen short statements. */
const TIMEOUT_MS = 8_000;

export function openDatabase(url: string, connections: number): Database {
  return new PrismaClient({ adapter: openPostgres(url, "billing", connections) });
}

/**
 * Runs `work` in one transaction, and again if Postgres rolls it back because of a conflict, so `work` must
 * decide by what it reads in it. It may use `tx` only: the pool may have no second connection.
 */
export function inTransaction<T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  return retryConflicts(() => database.$transaction(work, { maxWait: MAX_WAIT_MS, timeout: TIMEOUT_MS }));
}

/** Serializes transactions that lock the same name. */
export async function lock(tx: Tx, name: string): Promise<void> {
  await one(tx, lockName, { name });
}
