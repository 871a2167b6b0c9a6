import { MetercastError } from "@metercast/runtime";
import { railAttempt } from "../domain/attempt.ts";
import type { WithdrawalDetails } from "../domain/withdrawal.ts";
import type { Payer } from "../ports/payer.ts";
import type { Rails } from "../ports/rails.ts";
import type { Store } from "../ports/store.ts";

export interface CancelPayoutPorts {
  store: Store;
  rails: Rails;
  payer: Payer;
}

/**
 * Takes back a payout that its receiver has not claimed; the payer then reads what became of it. `creatorId`
 * undefined: an admin asks. @throws withdrawal_not_found, not_cancelable, unavailable
 */
export async function cancelPayout(
  { store, rails, payer }: CancelPayoutPorts,
  { withdrawalId, creatorId }: { withdrawalId: string; creatorId: string | undefined },
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
    throw new MetercastError("unavailable", "The payer gives no answer; try again.", { cause });
  });
  if (result === "not_cancelable")
    throw new MetercastError("not_cancelable", "Its receiver has taken it, or it is under way back.");
  await store.attempts.notice({ id: attempt.id });
  payer.wake();
  return found;
}
