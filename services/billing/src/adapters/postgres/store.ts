import { appendEvents } from "@metercast/outbox";
import type { Store } from "../../ports/store.ts";
import type { Transaction } from "../../ports/transaction.ts";
import { type Database, inTransaction, lock, type Tx } from "./database.ts";
import * as rates from "./rates.ts";
import { search } from "./search.ts";
import * as sessions from "./sessions.ts";
import * as streams from "./streams.ts";

/** Streams, sessions and rates in Postgres. */
export function postgresStore(database: Database): Store {
  return {
    streams: streams.streamStore(database),
    sessions: sessions.sessionStore(database),
    rates: rates.rateStore(database),
    search: (query) => search(database, query),
    transaction: (work) => inTransaction(database, (tx) => work(transaction(tx))),
  };
}

const transaction = (tx: Tx): Transaction => ({
  append: (events) => appendEvents(tx, events),
  lockViewer: (viewerId) => lock(tx, `viewer:${viewerId}`),
  lockCreator: (creatorId) => lock(tx, `creator:${creatorId}`),
  lockRateScope: (scope, scopeId) => lock(tx, `rate:${scope}:${scopeId}`),
  ...streams.streamsIn(tx),
  ...sessions.sessionsIn(tx),
  ...rates.ratesIn(tx),
});
