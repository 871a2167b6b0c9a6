import { MetercastError } from "@metercast/runtime";
import { available } from "../domain/account.ts";
import { type ClawbackPolicy, lostTokens } from "../domain/clawback.ts";
import {
  afterStep,
  isSameMoney,
  moneyMoved,
  type ReversalStep,
  type TopUpMoney,
  topUpMoneyMoved,
} from "../domain/top-up-money.ts";
import type { Transfer } from "../domain/transfer.ts";
import type { LedgerTransaction } from "../ports/ledger-transaction.ts";
import { answerTransfer, type PostTransferPorts, rejectionError } from "./post-transfer.ts";

export interface MoveTopUpMoneyPorts extends PostTransferPorts {
  clawbackPolicy: ClawbackPolicy;
  /** Works off the clawback that was committed. */
  clawbackJob: { wake(): void };
}

export type MovedTopUpMoney = ReversalStep & { replayed: boolean };

/**
 * Books a balance transaction of a refund or dispute, once by its id, and takes the viewer's tokens for it
 * or gives them back. What is lost is committed with it, to be taken back from creators after it. @throws account_not_found, idempotency_conflict
 */
export async function moveTopUpMoney(
  { ledger, relay, lowBelow, clawbackPolicy, clawbackJob }: MoveTopUpMoneyPorts,
  money: TopUpMoney,
): Promise<MovedTopUpMoney> {
  const moved = await ledger.transaction((tx) => book(tx, money, lowBelow, clawbackPolicy));
  relay.wake();
  clawbackJob.wake();
  return moved;
}

/**
 * The viewer's lock comes first: it keeps minutes from spending the tokens, and puts a top-up's money in
 * one order.
 */
async function book(
  tx: LedgerTransaction,
  money: TopUpMoney,
  lowBelow: bigint,
  policy: ClawbackPolicy,
): Promise<MovedTopUpMoney> {
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
  const after = afterStep(before, money.amountCents, step);
  const lost = lostTokens(money, after);
  const tokens = lost - lostTokens(money, before);
  const { balanceTransactionId: id, topUpId, sourceId } = money;
  if (tokens !== 0n)
    await tx.insertClawback({
      id,
      topUpId,
      sourceId,
      viewer: account.account,
      tokens,
      lostTokens: lost,
      lostCents: after.cents - after.recoveredCents,
      policy,
    });
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
