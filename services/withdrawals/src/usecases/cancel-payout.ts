import { MetercastError } from "@metercast/runtime";
import { railAttempt } from "../domain/attempt.ts";
import type { WithdrawalDetails } from "../domain/withdrawal.ts";
import type { Payer } from "../ports/payer.ts";
import type { Rails } from "../ports/rails.ts";
import type { Store, Transaction } from "../ports/store.ts";

export interface CancelPayoutPorts {
  store: Store;
  rails: Rails;
  payer: Payer;
}

/** For the creator. */
const TAKEN_BACK = "Took back the payout, which its receiver had not claimed.";

export interface CancelPayoutRequest {
  withdrawalId: string;
  /** Undefined: an admin asks. */
  creatorId: string | undefined;
  /** Who asks. */
  actorId: string;
}

/**
 * Takes back a payout that its receiver has not claimed; the payer then reads what became of it.
 * @throws withdrawal_not_found, not_cancelable, unavailable
 */
export async function cancelPayout(
  { store, rails, payer }: CancelPayoutPorts,
  { withdrawalId, creatorId, actorId }: CancelPayoutRequest,
): Promise<WithdrawalDetails> {
  const found = await store.withdrawals.find(withdrawalId);
  if (!found || (creatorId !== undefined && found.withdrawal.creatorId !== creatorId))
    throw new MetercastError("withdrawal_not_found");
  const attempt = found.attempts.at(-1);
  const adapter = attempt && rails.get(attempt.method)?.adapter;
  if (attempt?.state !== "sent" || !attempt.claimUntil || !adapter?.cancel)
    throw new MetercastError(
      "not_cancelable",
      "Only a payout that waits for its receiver can be taken back.",
    );
  const receiver = await store.attempts.receiverOf(withdrawalId);
  const result = await adapter.cancel(railAttempt(attempt, receiver)).catch((cause: unknown) => {
    throw new MetercastError("unavailable", "The provider gives no answer; try again.", { cause });
  });
  if (result === "not_cancelable")
    throw new MetercastError("not_cancelable", "Its receiver has taken it, or it is under way back.");
  await store.transaction((tx) => writeHistory(tx, withdrawalId, actorId));
  await store.attempts.notice({ id: attempt.id });
  payer.wake();
  return (await store.withdrawals.find(withdrawalId)) ?? found;
}

/** The status follows once the payer reports the money back. */
async function writeHistory(tx: Transaction, withdrawalId: string, actorId: string): Promise<void> {
  const withdrawal = await tx.withdrawals.lock(withdrawalId);
  if (!withdrawal) return;
  const { status } = withdrawal;
  const change = { actorId, fromStatus: status, toStatus: status, note: TAKEN_BACK, internalNote: "" };
  await tx.withdrawals.addChange(withdrawalId, change);
}
