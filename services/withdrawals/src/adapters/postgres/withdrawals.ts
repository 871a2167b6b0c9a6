import type { Withdrawals } from "../../ports.ts";
import { type Database, inTransaction } from "./client.ts";
import { decide, holdEnded, holdRefused } from "./decisions.ts";
import { begin, claimPlacing, standing } from "./placing.ts";
import { listWithdrawals, openOf, paidOutTo, readDetails, readStats } from "./reads.ts";
import { search } from "./search.ts";

/** Withdrawals in Postgres. */
export function postgresWithdrawals(database: Database): Withdrawals {
  return {
    begin: (row, seconds) => inTransaction(database, (tx) => begin(tx, row, seconds)),
    standing: (id, event) => inTransaction(database, (tx) => standing(tx, id, event)),
    async drop(id) {
      await database.$executeRawUnsafe("DELETE FROM withdrawal WHERE id = $1::uuid AND hold = 'placing'", id);
    },
    claimPlacing: (seconds, limit) => inTransaction(database, (tx) => claimPlacing(tx, seconds, limit)),
    find: (id) => readDetails(database, id),
    list: (query) => listWithdrawals(database, query),
    openOf: (creatorId) => openOf(database, creatorId),
    paidOutTo: (creatorId) => paidOutTo(database, creatorId),
    decide: (id, judge) => inTransaction(database, (tx) => decide(tx, id, judge)),
    holdEnded: (message, id, hold) => inTransaction(database, (tx) => holdEnded(tx, message, id, hold)),
    holdRefused: (message, id) => inTransaction(database, (tx) => holdRefused(tx, message, id)),
    stats: () => readStats(database),
    search: (query) => search(database, query),
  };
}
