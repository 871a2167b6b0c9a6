import { appendEvents } from "@metercast/outbox";
import type { Sql } from "@metercast/postgres";
import type { Store } from "../../ports/store.ts";
import type { Transaction } from "../../ports/transaction.ts";
import { type Database, inTransaction } from "./database.ts";
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

function transaction(tx: Sql): Transaction {
  return {
    append: (events) => appendEvents(tx, events),
    lockViewer: (viewerId) => lock(tx, `viewer:${viewerId}`),
    shareStream: (id) => streams.findStream(tx, id, "FOR SHARE"),
    lockStream: (id) => streams.findStream(tx, id, "FOR UPDATE"),
    currentRates: (stream) => rates.currentRates(tx, [stream]),
    lockCreator: (creatorId) => lock(tx, `creator:${creatorId}`),
    liveStreams: (creatorId, most) => streams.liveStreams(tx, creatorId, most),
    insertStream: (stream, key) => streams.insertStream(tx, stream, key),
    streamByKey: (creatorId, key) => streams.streamByKey(tx, creatorId, key),
    endStream: (id, at, by) => streams.endStream(tx, id, at, by),
    endSessionsOf: (stream, limit) => sessions.endSessionsOf(tx, stream, limit),
    markSessionsEnded: (id) => streams.markSessionsEnded(tx, id),
    openSession: (viewerId, streamId) => sessions.openSession(tx, viewerId, streamId),
    countActive: (viewerId) => sessions.countActive(tx, viewerId),
    unpaidSessions: (viewerId, creatorId, since) => sessions.unpaidSessions(tx, viewerId, creatorId, since),
    carryOn: (from, to) => sessions.carryOn(tx, from, to),
    insertJoining: (row) => sessions.insertJoining(tx, row),
    pricesUpTo: (viewerId, sequence) => sessions.pricesUpTo(tx, viewerId, sequence),
    activate: (id, accounts, carriedMs) => sessions.activate(tx, id, accounts, carriedMs),
    drop: (id) => sessions.dropJoining(tx, id),
    lockRateScope: (scope, scopeId) => lock(tx, `rate:${scope}:${scopeId}`),
    rateByKey: (createdBy, key) => rates.rateByKey(tx, createdBy, key),
    newestRate: (scope, scopeId) => rates.newestRate(tx, scope, scopeId),
    insertRate: (card, key) => rates.insertRate(tx, card, key),
  };
}

/** Held until the transaction ends. Two names that hash alike wait for each other without need, and without harm. */
async function lock(tx: Sql, name: string): Promise<void> {
  await tx.$executeRawUnsafe("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", name);
}
