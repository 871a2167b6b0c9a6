import type { Clock } from "@metercast/runtime";
import type { Message, Store } from "../ports/store.ts";
import { reviewEvents } from "./events.ts";

export interface RecordHoldPorts {
  store: Store;
  clock: Clock;
}

export interface EndedHold {
  message: Message;
  withdrawalId: string;
  hold: "posted" | "voided";
}

/**
 * The wallet has ended the hold of a withdrawal. A hold ends once, so only the first event counts; a payout
 * may start after it.
 */
export function recordHoldEnded(
  { store }: Pick<RecordHoldPorts, "store">,
  { message, withdrawalId, hold }: EndedHold,
): Promise<void> {
  return store.transaction(async ({ isFirst, withdrawals }) => {
    if (!(await isFirst(message))) return;
    const found = await withdrawals.lock(withdrawalId);
    if (found?.hold !== "held") return;
    const needsReview = found.needsReview === "channel_unknown" ? "" : found.needsReview;
    await withdrawals.update(withdrawalId, { hold, needsReview, nextInSeconds: 0 });
  });
}

/**
 * The wallet does not post the hold, because its books have no account for the payout channel. No money has
 * moved; the approval must be sent again.
 */
export function recordHoldRefused(
  { store, clock }: RecordHoldPorts,
  { message, withdrawalId }: Omit<EndedHold, "hold">,
): Promise<void> {
  return store.transaction(async ({ isFirst, withdrawals, append }) => {
    if (!(await isFirst(message))) return;
    const found = await withdrawals.lock(withdrawalId);
    if (found?.status !== "APPROVED" || found.hold !== "held") return;
    await withdrawals.update(withdrawalId, { needsReview: "channel_unknown" });
    await append(reviewEvents(found, "channel_unknown", new Date(clock.now())));
  });
}
