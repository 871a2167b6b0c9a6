import { MetercastError } from "@metercast/runtime";
import { available } from "../domain/account.ts";
import {
  isSameMoney,
  moneyMoved,
  type ReversalStep,
  type TopUpMoney,
  topUpMoneyMoved,
} from "../domain/top-up-money.ts";
import type { Transfer } from "../domain/transfer.ts";
import type { LedgerTransaction } from "../ports/ledger-transaction.ts";
import { answerTransfer, type PostTransferPorts, rejectionError } from "./post-transfer.ts";

export type MovedTopUpMoney = ReversalStep & { replayed: boolean };

/**
 * Books a balance transaction of a refund or dispute, once by its id, and takes the viewer's tokens for it
 * or gives them back. @throws account_not_found, idempotency_conflict
 */
export async function moveTopUpMoney(
  { ledger, relay, lowBelow }: PostTransferPorts,
  money: TopUpMoney,
): Promise<MovedTopUpMoney> {
  const moved = await ledger.transaction((tx) => book(tx, money, lowBelow));
  relay.wake();
  return moved;
}

/**
 * The viewer's lock comes first: it keeps minutes from spending the tokens, and puts a top-up's money in
 * one order.
 */
async function book(tx: LedgerTransaction, money: TopUpMoney, lowBelow: bigint): Promise<MovedTopUpMoney> {
  const [account] = await tx.lockAccounts([{ userId: money.userId, asset: "TOKEN" }]);
  if (!account) throw new MetercastError("account_not_found");
  const booked = await tx.findTopUpMoney(money.balanceTransactionId);
  if (booked) {
    if (!isSameMoney(booked, money)) throw new MetercastError("idempotency_conflict");
    const { tokens, recoveredCents, lostCents } = booked;
    return { tokens, recoveredCents, lostCents, replayed: true };
  }
  const before = await tx.sumTopUpMoney(money.topUpId);
  const step = moneyMoved(money, before, money.amountCents, available(account));
  const transfers = topUpMoneyMoved(money.userId, step, money.feeCents);
  if (transfers.length > 0) await post(tx, money, transfers, lowBelow);
  await tx.insertTopUpMoney(money, step);
  return { ...step, replayed: false };
}

async function post(
  tx: LedgerTransaction,
  { balanceTransactionId, topUpId, amountCents, sourceId }: TopUpMoney,
  transfers: readonly Transfer[],
  lowBelow: bigint,
): Promise<void> {
  const request = {
    source: "top-up-money",
    requestId: balanceTransactionId,
    transfers,
    referenceType: amountCents > 0n ? "TOP_UP_REINSTATED" : "TOP_UP_REVERSAL",
    referenceId: topUpId,
    reason: sourceId,
    actorId: "",
  };
  const answer = await answerTransfer(tx, request, lowBelow);
  if (answer.outcome === "rejected") throw rejectionError(answer.code);
}
