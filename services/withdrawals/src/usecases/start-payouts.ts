import { newUuid } from "@metercast/contracts";
import { type Clock, failpoint } from "@metercast/runtime";
import { type DueWithdrawal, obstacleOf } from "../domain/payout-start.ts";
import type { ReviewReason } from "../domain/withdrawal.ts";
import type { Rails } from "../ports/rails.ts";
import type { Store, Transaction } from "../ports/store.ts";
import { reviewEvents } from "./events.ts";

export interface StartPayoutsPorts {
  store: Store;
  rails: Rails;
  clock: Clock;
}

/**
 * A withdrawal that can't start is due again after this; whatever removes the obstacle makes it due at
 * once.
 */
const AGAIN_SECONDS = 30;

/** Creates the attempts of approved withdrawals whose hold is posted. Gives how many withdrawals were due. */
export async function startPayouts(
  { store, rails, clock }: StartPayoutsPorts,
  limit: number,
): Promise<number> {
  const payable = [...rails.keys()];
  const due = await store.transaction(async (tx) => {
    const rows = await tx.attempts.lockDue(limit);
    if (rows.length === 0) return 0;
    // The lock on the freeze lasts until the commit: an admin who freezes payouts has seen the last one
    // start.
    const frozen = await tx.freeze.stopsPayouts();
    const now = new Date(clock.now());
    const started = [];
    for (const row of rows) {
      const obstacle = obstacleOf(row, frozen, payable, now);
      if (obstacle === "") started.push(await start(tx, row, now));
      else await wait(tx, row, obstacle, now);
    }
    if (started.length > 0) failpoint("withdrawals.before_attempt_commit");
    return rows.length;
  });
  if (due > 0) failpoint("withdrawals.after_attempt_commit");
  return due;
}

async function start(tx: Transaction, due: DueWithdrawal, now: Date): Promise<void> {
  const { id: withdrawalId, creatorId, amount, kind, destination, speed, fee: charged } = due;
  if (kind === undefined) return;
  const id = newUuid(now.getTime());
  await tx.attempts.insert({
    id,
    withdrawalId,
    creatorId,
    amount,
    method: kind,
    destination,
    speed,
    charged,
  });
  await tx.attempts.addChange(id, { from: "", to: "created", note: "" });
  await tx.withdrawals.update(withdrawalId, { needsReview: "" });
}

async function wait(
  tx: Transaction,
  due: DueWithdrawal,
  needsReview: ReviewReason,
  now: Date,
): Promise<void> {
  const isUnseen = due.needsReview === needsReview;
  const lockedMs =
    needsReview === "payout_method_locked" ? Number(due.lockedUntil) - now.getTime() : undefined;
  const nextInSeconds = lockedMs === undefined ? AGAIN_SECONDS : lockedMs / 1_000;
  await tx.withdrawals.update(due.id, { needsReview, nextInSeconds, isUnseen });
  await tx.append(reviewEvents(due, needsReview, now));
}
