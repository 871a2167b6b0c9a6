import { type appendEvents, wakingAfterCommit } from "@metercast/outbox";
import type { Relay } from "../../ports/relay.ts";
import type { Store } from "../../ports/store.ts";
import type { Transaction } from "../../ports/transaction.ts";
import { audienceStore } from "./audiences.ts";
import { type Database, inTransaction, lock, type Tx } from "./database.ts";
import * as rates from "./rates.ts";
import { search } from "./search.ts";
import * as sessions from "./sessions.ts";
import { spendingReads, spendingWrites } from "./spending.ts";
import * as streams from "./streams.ts";

/** Streams, sessions and rates in Postgres. Wakes the relay after each commit with events. */
export function postgresStore(database: Database, relay: Relay): Store {
  return {
    streams: streams.streamStore(database),
    sessions: sessions.sessionStore(database),
    rates: rates.rateStore(database),
    audiences: audienceStore(database),
    search: (query) => search(database, query),
    transaction: (work) =>
      wakingAfterCommit(relay, (append) => inTransaction(database, (tx) => work(transaction(tx, append)))),
  };
}

const transaction = (tx: Tx, append: typeof appendEvents): Transaction => ({
  append: (events) => append(tx, events),
  lockViewer: (viewerId) => lock(tx, `viewer:${viewerId}`),
  lockCreator: (creatorId) => lock(tx, `creator:${creatorId}`),
  lockRateScope: (scope, scopeId) => lock(tx, `rate:${scope}:${scopeId}`),
  ...streams.streamsIn(tx),
  ...sessions.sessionsIn(tx),
  ...rates.ratesIn(tx),
  ...spendingReads(tx),
  ...spendingWrites(tx),
});
