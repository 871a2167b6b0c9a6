import type { Ledger } from "../../../ports/ledger.ts";
import { type Database, inSnapshot, inTransaction } from "../database.ts";
import { type PostingSettings, postMinutes } from "../minutes/post-minutes.ts";
import { findAccounts, openAccounts } from "./accounts.ts";
import { foldPlatformDeltas, openPlatformAccounts } from "./platform.ts";
import { earningsBooks } from "./reserve.ts";
import { ledgerTransaction } from "./transaction.ts";

/** The books in Postgres. */
export function postgresLedger(database: Database, posting: PostingSettings): Ledger {
  return {
    transaction: (work) => inTransaction(database, (tx) => work(ledgerTransaction(tx))),
    snapshot: (work) => inSnapshot(database, (tx) => work(earningsBooks(tx))),
    async openAccounts(wanted) {
      await openAccounts(database, wanted);
      return findAccounts(database, wanted);
    },
    openPlatformAccounts: (accounts) => openPlatformAccounts(database, accounts),
    postMinutes: (lines, answer) => postMinutes(database, lines, answer, posting),
    foldPlatformDeltas: () => foldPlatformDeltas(database),
  };
}
