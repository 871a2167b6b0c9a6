import { type Clock, failpoint } from "@metercast/runtime";
import { type Attempt, isFinal, isSentNow } from "../domain/attempt.ts";
import type { AttemptChange } from "../domain/attempt-machine.ts";
import { reasonAfter, startObstacleOf } from "../domain/payout-start.ts";
import { transition, type Withdrawal } from "../domain/withdrawal.ts";
import type { Store, Transaction } from "../ports/store.ts";
import { payoutEvents, reviewEvents, sent } from "./events.ts";

export interface SaveStepPorts {
  store: Store;
  clock: Clock;
}

/** An attempt that may not start is due this often. */
const AGAIN_SECONDS = 30;

/**
 * Stores a step of an attempt with its effect on the withdrawal. "lost": another worker has changed it.
 * "waits": it may not start now.
 */
export function saveStep(
  { store, clock }: SaveStepPorts,
  attempt: Attempt,
  change: AttemptChange,
  leaseSeconds: number,
): Promise<Attempt | "lost" | "waits"> {
  return store.transaction(async (tx) => {
    const withdrawal = await tx.withdrawals.lock(attempt.withdrawalId);
    if (!withdrawal) return "lost";
    if (await mayNotStart(tx, withdrawal, attempt, change, new Date(clock.now()))) return "waits";
    // A notice during the call makes the attempt due at once, unless it is at its end.
    const noticesSeen = isFinal(change.state ?? attempt.state) ? undefined : attempt.notices;
    const saved = await tx.attempts.update(attempt, { change, leaseSeconds, noticesSeen });
    if (!saved) return "lost";
    if (saved.state !== attempt.state || change.note) {
      const note = change.note ?? change.failure ?? "";
      await tx.attempts.addChange(attempt.id, { from: attempt.state, to: saved.state, note });
    }
    const now = new Date(clock.now());
    if (isSentNow(attempt.state, saved))
      await tx.append([sent(saved, change.estimatedArrival ?? withdrawal.estimatedArrival, now)]);
    if (change.settles) await settle(tx, withdrawal, saved, change.settles, now);
    else {
      const needsReview = reasonAfter(withdrawal.needsReview, saved.state, change.needsReview);
      await review(tx, withdrawal, { ...change, needsReview }, now);
    }
    if (change.isReply) failpoint("withdrawals.before_reply_stored");
    return saved;
  });
}

/** Puts an attempt off that may not start. The withdrawal is locked: what it shows is true at the start. */
async function mayNotStart(
  tx: Transaction,
  withdrawal: Withdrawal,
  attempt: Attempt,
  change: AttemptChange,
  now: Date,
): Promise<boolean> {
  if (attempt.state !== "created" || isFinal(change.state ?? attempt.state)) return false;
  const stop = change.starts ? await stopOf(tx, attempt.creatorId) : "";
  const needsReview = stop || startObstacleOf(withdrawal, now);
  if (needsReview === "") return false;
  const lockedMs =
    needsReview === "payout_method_locked" ? Number(withdrawal.lockedUntil) - now.getTime() : undefined;
  await tx.attempts.postpone(attempt, lockedMs === undefined ? AGAIN_SECONDS : lockedMs / 1_000);
  await review(tx, withdrawal, { needsReview }, now);
  return true;
}

async function stopOf(tx: Transaction, creatorId: string): Promise<"" | "frozen" | "payouts_paused"> {
  if (await tx.freeze.stopsPayouts()) return "frozen";
  return (await tx.schedules.pauses(creatorId)).admin ? "payouts_paused" : "";
}

const RESULT = { payout_paid: "paid", payout_failed: "failed", payout_returned: "returned" } as const;

/** The result of the payout: the withdrawal's new state, and the events by which the wallet books it. */
async function settle(
  tx: Transaction,
  { id, status }: Withdrawal,
  attempt: Attempt,
  { action, reason }: NonNullable<AttemptChange["settles"]>,
  now: Date,
): Promise<void> {
  const next = transition(status, action);
  if ("error" in next) throw new Error(`withdrawal ${id} is ${status}: ${action} is not possible`);
  await tx.withdrawals.update(id, { status: next.to, reason, needsReview: "" });
  const change = { actorId: "system", fromStatus: status, toStatus: next.to, note: reason, internalNote: "" };
  await tx.withdrawals.addChange(id, change);
  await tx.append(payoutEvents(attempt, [RESULT[action]], reason, now));
}

async function review(
  tx: Transaction,
  withdrawal: Withdrawal,
  {
    needsReview,
    estimatedArrival,
    isStuck,
  }: Pick<AttemptChange, "needsReview" | "estimatedArrival" | "isStuck">,
  now: Date,
): Promise<void> {
  const sameArrival =
    estimatedArrival === undefined || estimatedArrival.getTime() === withdrawal.estimatedArrival?.getTime();
  if (withdrawal.needsReview === needsReview && sameArrival && !isStuck) return;
  await tx.withdrawals.update(withdrawal.id, {
    needsReview,
    ...(estimatedArrival && { estimatedArrival }),
    ...(isStuck && { isStuck }),
  });
  await tx.append(reviewEvents(withdrawal, needsReview, now));
}
