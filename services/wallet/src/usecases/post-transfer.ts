import { MetercastError } from "@metercast/runtime";
import type { Account } from "../domain/account.ts";
import { applyTransfers } from "../domain/apply-transfers.ts";
import { balanceCrossings, transfersPosted } from "../domain/events.ts";
import { type PostedTransfer, usersOf } from "../domain/transfer.ts";
import {
  answerAgain,
  contentOf,
  type Rejection,
  type TransferAnswer,
  type TransferRequest,
} from "../domain/transfer-request.ts";
import type { Ledger } from "../ports/ledger.ts";
import type { LedgerTransaction, MessageKey } from "../ports/ledger-transaction.ts";
import type { Relay } from "../ports/relay.ts";

export interface PostTransferPorts {
  ledger: Ledger;
  relay: Relay;
  /** Available tokens under this are low. */
  lowBelow: bigint;
}

/**
 * A call's request, or a message's: its rejection is then kept and announced as the request's permanent
 * answer.
 */
export type AskedTransfer = TransferRequest & { message?: MessageKey };

export type Posted = Extract<TransferAnswer, { outcome: "posted" }>;

/** Posts a call's request, once by (source, request id). @throws the rejection's code */
export async function postTransfer(
  { ledger, relay, lowBelow }: PostTransferPorts,
  request: TransferRequest,
): Promise<Posted> {
  const answer = await ledger.transaction((tx) => answerTransfer(tx, request, lowBelow));
  if (answer.outcome === "rejected") throw rejectionError(answer.code);
  relay.wake();
  return answer;
}

/** Callers know the lack of funds as `insufficient_balance`. */
export const rejectionError = (code: Rejection): MetercastError =>
  new MetercastError(code === "insufficient_funds" ? "insufficient_balance" : code);

/**
 * Answers a request: from its key where it was answered before, otherwise by its transfers. Two concurrent
 * requests with one key meet at the key's row; the later one runs again.
 */
export async function answerTransfer(
  tx: LedgerTransaction,
  request: AskedTransfer,
  lowBelow: bigint,
): Promise<TransferAnswer> {
  const { message, transfers } = request;
  const isFresh = message === undefined || (await tx.firstTime(message));
  const users = usersOf(transfers, "debit", "credit");
  await tx.openAccounts(usersOf(transfers, "credit"));
  const before = await tx.lockAccounts(users);
  // Read behind the locks, or the later of two concurrent requests misses the earlier one's answer.
  const earlier = await tx.findTransferRequest(request, contentOf(request));
  if (earlier) return repeat(tx, request, answerAgain(request, earlier), isFresh);
  const applied = before.length < users.length ? "insufficient_funds" : applyTransfers(transfers, before);
  if (typeof applied === "string") {
    if (message) await tx.insertTransferRequest(request, contentOf(request), applied);
    return reject(tx, request, applied);
  }
  await tx.insertTransferRequest(request, contentOf(request));
  await tx.writeBalances(applied.accounts);
  const posted = await tx.appendTransfers(request, applied.transfers);
  const crossed = balanceCrossings(before, applied.accounts, lowBelow);
  await tx.appendEvents([...transfersPosted(request, posted, applied.accounts), ...crossed]);
  return answerOf(posted[0], applied.accounts, false);
}

/** The same request in another message is announced again; the same message again is not. */
async function repeat(
  tx: LedgerTransaction,
  request: AskedTransfer,
  answer: PostedTransfer | Rejection,
  isFresh: boolean,
): Promise<TransferAnswer> {
  const isAnnounced = request.message !== undefined && isFresh;
  if (typeof answer === "string")
    return isAnnounced ? reject(tx, request, answer) : { outcome: "rejected", code: answer };
  const accounts = await tx.findAccounts(usersOf(request.transfers, "debit", "credit"));
  if (isAnnounced) await tx.appendEvents(transfersPosted(request, [answer], accounts));
  return answerOf(answer, accounts, true);
}

/** Only a message needs an event: a call has its own response. */
async function reject(
  tx: LedgerTransaction,
  request: AskedTransfer,
  code: Rejection,
): Promise<TransferAnswer> {
  if (request.message) await tx.appendEvents([{ type: "transfer_rejected", request, code, detail: "" }]);
  return { outcome: "rejected", code };
}

function answerOf(transfer: PostedTransfer | undefined, accounts: Account[], replayed: boolean): Posted {
  if (!transfer) throw new Error("a request has a transfer");
  return { outcome: "posted", transfer, accounts, replayed };
}
