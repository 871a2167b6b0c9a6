import type { Ledger } from "../../../ports/ledger.ts";
import { type Database, inTransaction } from "../database.ts";
import { minutesOf, type PostingSettings, postMinutes } from "../minutes/post-minutes.ts";
import { readEarnings } from "../reads/earnings.ts";
import { listEntries } from "../reads/entries.ts";
import { accountsOf, findAccounts, openMissing } from "./accounts.ts";
import { endHold, placeHold, readHolds } from "./holds.ts";
import { platformBalances } from "./platform.ts";
import { moveTopUpMoney } from "./top-ups.ts";
import { postTransfer, refuseTransfer } from "./transfers.ts";

/** The books in Postgres. `lowBelow`: available tokens under this are low. `partitionHours`: the length of a partition that posting finds missing. */
export function postgresLedger(database: Database, lowBelow: bigint, partitionHours = 24): Ledger {
  const posting: PostingSettings = { lowBelow, partitionHours };
  return {
    async openAccounts(wanted) {
      await openMissing(database, wanted);
      const found = await findAccounts(database, wanted);
      return wanted.flatMap(
        ({ userId, asset }) => found.find((a) => a.userId === userId && a.asset === asset) ?? [],
      );
    },
    accountsOf: (...userIds) => accountsOf(database, ...userIds),
    postMinutes: (lines, answer) => postMinutes(database, lines, answer, posting),
    minutesOf: (session, from, limit) => minutesOf(database, session, from, limit),
    postTransfer: (request) => inTransaction(database, (tx) => postTransfer(tx, request, lowBelow)),
    refuseTransfer: (refusal) => inTransaction(database, (tx) => refuseTransfer(tx, refusal)),
    moveTopUpMoney: (moved) => inTransaction(database, (tx) => moveTopUpMoney(tx, moved, lowBelow)),
    holds: (ids) => readHolds(database, ids),
    platformBalances: () => platformBalances(database),
    placeHold: (hold) => inTransaction(database, (tx) => placeHold(tx, hold)),
    endHold: (id, how) => inTransaction(database, (tx) => endHold(tx, id, how)),
    entries: (query) => listEntries(database, query),
    earnings: (creatorId, streams, since) => readEarnings(database, creatorId, streams, since),
  };
}
