import { newUuid } from "@metercast/contracts";
import type { Sql } from "@metercast/postgres";
import type { IntegrityRun } from "@metercast/postgres/integrity";
import { withClient } from "@metercast/provision";
import { createTestDatabase, type TestDatabase } from "@metercast/testkit";
import { postgresBooks } from "../src/adapters/postgres/books/integrity.ts";
import { makePartitionsAhead } from "../src/adapters/postgres/books/partitions.ts";
import { type Database, openDatabase } from "../src/adapters/postgres/database.ts";
import { postgresLedger } from "../src/adapters/postgres/ledger/ledger.ts";
import { postgresReads } from "../src/adapters/postgres/reads/history.ts";
import type { Account } from "../src/domain/account.ts";
import { configuredTerms } from "../src/domain/earnings-policy.ts";
import type { Hold, HoldEnd, NewHold } from "../src/domain/hold.ts";
import type { DueMinute } from "../src/domain/minute.ts";
import { adjustment } from "../src/domain/templates.ts";
import type { TransferAnswer } from "../src/domain/transfer-request.ts";
import type { Ledger } from "../src/ports/ledger.ts";
import { checkBooks } from "../src/usecases/check-books.ts";
import { endHold } from "../src/usecases/end-hold.ts";
import { foldPlatformDeltas } from "../src/usecases/fold-platform-deltas.ts";
import { openAccounts } from "../src/usecases/open-accounts.ts";
import { placeHold } from "../src/usecases/place-hold.ts";
import { type AskedTransfer, answerTransfer } from "../src/usecases/post-transfer.ts";

export const LOW_BELOW = 10n;
export const STALE_MS = 1_800_000;

/** A wallet's books on a real Postgres, as a service's role sees them. */
export interface Books {
  ledger: Ledger;
  reads: ReturnType<typeof postgresReads>;
  /** The accounts of a user. */
  accountsOf(userId: string): Promise<Account[]>;
  postTransfer(request: AskedTransfer): Promise<TransferAnswer>;
  placeHold(hold: NewHold): Promise<Hold>;
  endHold(holdId: string, end: HoldEnd): Promise<Hold>;
  database: TestDatabase;
  /** The service's own connection. */
  client: Database;
  /** Runs SQL as the superuser, in the wallet's schema. */
  sql<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  /** `whole`: closed partitions too. */
  integrity(whole?: boolean, now?: number): Promise<IntegrityRun>;
  /** A viewer with so many tokens; gives the account number. */
  viewer(userId: string, tokens: bigint): Promise<bigint>;
  creator(userId: string): Promise<bigint>;
  /**
   * How many stored minutes Postgres looks at, in tables and indexes, for this work. Its backend counts,
   * and is asked in the same transaction: what it reports to others comes late.
   */
  minutesRead(work: (tx: Sql) => Promise<unknown>): Promise<number>;
  fold(): Promise<void>;
  credit(userId: string, asset: "TOKEN" | "USD", amount: bigint): Promise<TransferAnswer>;
  close(): Promise<void>;
}

let requests = 0;
/**
 * As many transactions run at once; who has waited for a place for some seconds is refused, and on a slow
 * machine forty before oneself take longer.
 */
const CONNECTIONS = 6;

/** All of it, as much at once as the books take. */
export async function atOnce<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (const [index, item] of queue) results[index] = await work(item);
    }),
  );
  return results;
}

export async function openBooks(): Promise<Books> {
  const database = await createTestDatabase();
  const client = openDatabase(database.urls.wallet ?? "", CONNECTIONS);
  // As the service does before it is ready.
  await makePartitionsAhead(client, new Date(), 24);
  const ledger = postgresLedger(client, { lowBelow: LOW_BELOW, partitionHours: 24 });
  const reads = postgresReads(client);
  const clock = { now: Date.now };
  const ports = { ledger, clock, configuredTerms: configuredTerms(0), relay: { wake: () => undefined } };
  const postTransfer: Books["postTransfer"] = (request) =>
    ledger.transaction((tx) => answerTransfer(tx, request, LOW_BELOW));
  const open = async (userId: string, asset: "TOKEN" | "USD") => {
    const [account] = await openAccounts(ports, [{ userId, asset }]);
    if (!account) throw new Error("no account");
    return account.account;
  };
  const credit: Books["credit"] = (userId, asset, amount) =>
    postTransfer({
      source: "adjustment",
      requestId: `credit-${requests++}`,
      transfers: adjustment(userId, asset, "credit", amount),
      referenceType: "ADJUSTMENT",
      referenceId: "",
      reason: "test",
      actorId: "",
    });
  return {
    ledger,
    reads,
    accountsOf: (userId) => reads.accounts.of(userId),
    postTransfer,
    placeHold: (hold) => placeHold(ports, { hold, channel: "" }),
    endHold: (holdId, end) => endHold(ports, { holdId, end }),
    database,
    client,
    sql: (text, values = []) =>
      withClient(database.adminUrl, async (connection) => {
        await connection.query("SET search_path = wallet");
        return (await connection.query(text, values)).rows;
      }),
    minutesRead: (work) => client.$transaction((tx) => countReads(tx, work), { timeout: 120_000 }),
    fold: async () => void (await foldPlatformDeltas(ports)),
    integrity: (whole = false, now = Date.now()) =>
      checkBooks(
        { ...ports, books: postgresBooks(client, client), staleMs: STALE_MS, clock: { now: () => now } },
        { runNow: true, whole },
      ),
    async viewer(userId, tokens) {
      const account = await open(userId, "TOKEN");
      if (tokens > 0n) await credit(userId, "TOKEN", tokens);
      return account;
    },
    creator: (userId) => open(userId, "USD"),
    credit,
    async close() {
      await client.$disconnect();
      await database.drop();
    },
  };
}

async function countReads(tx: Sql, work: (tx: Sql) => Promise<unknown>): Promise<number> {
  const soFar = async () => {
    const [row] = await tx.$queryRawUnsafe<{ read: number }[]>(
      "SELECT sum(pg_stat_get_xact_tuples_returned(oid))::integer AS read FROM pg_class WHERE relname LIKE 'viewer_minute%'",
    );
    return row?.read ?? 0;
  };
  const before = await soFar();
  await work(tx);
  return (await soFar()) - before;
}

/** A session of a viewer in a creator's stream, with the usual prices. */
export function session(
  viewer: bigint,
  creator: bigint,
  stream = newUuid(Date.now()),
  startedAt = Date.now(),
) {
  const id = newUuid(startedAt);
  return (minute: number, prices: Partial<Pick<DueMinute, "tokens" | "cents">> = {}): DueMinute => ({
    session: id,
    minute,
    viewer,
    creator,
    stream,
    tokens: 5n,
    cents: 1_320n,
    ...prices,
  });
}
