import { appendEvents, firstTime } from "@metercast/outbox";
import type { Sql } from "@metercast/postgres";
import type { LedgerTransaction } from "../../../ports/ledger-transaction.ts";
import { lockAccounts, openAccounts, writeBalances } from "./accounts.ts";
import { clawbackBooks } from "./clawbacks.ts";
import { findEarningsPolicy, insertEarningsPolicy } from "./earnings-policies.ts";
import { toWire } from "./events.ts";
import { findHolds, insertHold, lockHold, markHoldEnded } from "./holds.ts";
import { earningsBooks, insertLot, markLotEnded } from "./reserve.ts";
import { findTopUpMoney, insertTopUpMoney, sumTopUpMoney } from "./top-up-money.ts";
import { appendTransfers, findTransferRequest, insertRejection, insertTransferRequest } from "./transfers.ts";

/** The rows of the books in one transaction of Postgres. */
export function ledgerTransaction(tx: Sql): LedgerTransaction {
  return {
    ...earningsBooks(tx),
    ...clawbackBooks(tx),
    firstTime: ({ consumer, id }) => firstTime(tx, consumer, id),
    openAccounts: (wanted) => openAccounts(tx, wanted),
    lockAccounts: (wanted) => lockAccounts(tx, wanted),
    writeBalances: (accounts) => writeBalances(tx, accounts),
    findTransferRequest: (key, content) => findTransferRequest(tx, key, content),
    insertTransferRequest: (key, content, rejection) => insertTransferRequest(tx, key, content, rejection),
    insertRejection: (key, rejection) => insertRejection(tx, key, rejection),
    appendTransfers: (request, transfers) => appendTransfers(tx, request, transfers),
    findHold: async (id) => (await findHolds(tx, [id]))[0],
    lockHold: (id) => lockHold(tx, id),
    insertHold: (hold) => insertHold(tx, hold),
    markHoldEnded: (hold, status) => markHoldEnded(tx, hold, status),
    insertLot: (account, lot) => insertLot(tx, account, lot),
    markLotEnded: (account, lot) => markLotEnded(tx, account, lot),
    findEarningsPolicy: (requestId) => findEarningsPolicy(tx, requestId),
    insertEarningsPolicy: (policy) => insertEarningsPolicy(tx, policy),
    findTopUpMoney: (id) => findTopUpMoney(tx, id),
    sumTopUpMoney: (topUpId) => sumTopUpMoney(tx, topUpId),
    insertTopUpMoney: (money, step) => insertTopUpMoney(tx, money, step),
    appendEvents: (events) => appendEvents(tx, events.map(toWire)),
  };
}
