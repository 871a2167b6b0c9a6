import { type AnyEvent, publicId } from "@metercast/contracts";
import type { Attempt } from "../domain/attempt.ts";
import type { Method } from "../domain/payout-method.ts";
import type { Result } from "../domain/resolution.ts";
import { isAnnounced, type ReviewReason, type Withdrawal } from "../domain/withdrawal.ts";
import type { Pauses, Run } from "../ports/schedules.ts";

type Subject = Pick<Withdrawal, "id" | "creatorId" | "amount">;
type Routed = Subject & Pick<Withdrawal, "method">;
type Paid = Pick<
  Attempt,
  "id" | "withdrawalId" | "creatorId" | "amount" | "method" | "charged" | "fee" | "feeReturned"
>;

const common = ({ id, creatorId, amount }: Subject) => ({
  withdrawalId: publicId("withdrawal", id),
  creatorId,
  amount,
});
const held = (subject: Subject, occurredAt: Date) => ({
  ...common(subject),
  holdId: publicId("hold", subject.id),
  occurredAt,
});
const ofWithdrawal = (attempt: Paid) => common({ ...attempt, id: attempt.withdrawalId });
const ofAttempt = (attempt: Paid) => ({
  ...ofWithdrawal(attempt),
  attemptId: publicId("attempt", attempt.id),
  method: attempt.method,
});

export const requested = (subject: Routed, now: Date): AnyEvent => ({
  type: "withdrawals.withdrawal.requested.v1",
  message: { ...held(subject, now), method: subject.method },
});
export const approved = (subject: Routed, decidedBy: string, now: Date): AnyEvent => ({
  type: "withdrawals.withdrawal.approved.v1",
  message: { ...held(subject, now), decidedBy, method: subject.method },
});
export const rejected = (subject: Subject, decidedBy: string, note: string, now: Date): AnyEvent => ({
  type: "withdrawals.withdrawal.rejected.v1",
  message: { ...held(subject, now), decidedBy, note },
});
export const canceled = (subject: Subject, now: Date): AnyEvent => ({
  type: "withdrawals.withdrawal.canceled.v1",
  message: held(subject, now),
});
const completed = (attempt: Paid, now: Date): AnyEvent => ({
  type: "withdrawals.withdrawal.completed.v1",
  message: { ...ofWithdrawal(attempt), occurredAt: now },
});
const failed = (attempt: Paid, reason: string, now: Date): AnyEvent => ({
  type: "withdrawals.withdrawal.failed.v1",
  message: { ...ofWithdrawal(attempt), reason, occurredAt: now },
});

/** The withdrawal waits for a person from now on; no event where it already waited for the same reason. */
export const reviewEvents = (
  subject: Subject & Pick<Withdrawal, "needsReview">,
  reason: ReviewReason,
  now: Date,
): AnyEvent[] =>
  isAnnounced(subject.needsReview, reason)
    ? [
        {
          type: "withdrawals.withdrawal.needs_review.v1",
          message: { ...common(subject), reason, occurredAt: now },
        },
      ]
    : [];

/** The rail took the payout. */
export const sent = (attempt: Paid, estimatedArrival: Date | undefined, now: Date): AnyEvent => ({
  type: "withdrawals.payout.sent.v1",
  message: { ...ofAttempt(attempt), estimatedArrival, occurredAt: now },
});

export const runSkipped = (
  { id, creatorId, reason }: Pick<Run, "id" | "creatorId" | "reason">,
  nextAt: Date | undefined,
  now: Date,
): AnyEvent => ({
  type: "withdrawals.run.skipped.v1",
  message: { runId: publicId("payoutRun", id), creatorId, reason, nextAt, occurredAt: now },
});

export const scheduleChanged = (
  { creatorId, changedBy, mode }: { creatorId: string; changedBy: string; mode: string },
  pauses: Pauses,
  now: Date,
): AnyEvent => ({
  type: "withdrawals.schedule.changed.v1",
  message: {
    creatorId,
    changedBy,
    mode,
    pausedBy: pauses.admin ? "admin" : pauses.creator ? "creator" : "",
    occurredAt: now,
  },
});

export type MethodChange =
  | "added"
  | "ready"
  | "destination_changed"
  | "made_default"
  | "needs_action"
  | "removed";

export const methodChanged = (
  { id, creatorId, kind, lockedUntil }: Method,
  change: MethodChange,
  now: Date,
): AnyEvent => ({
  type: "withdrawals.payout_method.changed.v1",
  message: {
    payoutMethodId: publicId("payoutMethod", id),
    creatorId,
    method: kind,
    change,
    lockedUntil,
    occurredAt: now,
  },
});

export const freezeChanged = (
  change: { frozen: boolean; by: string; reason: string },
  now: Date,
): AnyEvent => ({
  type: "withdrawals.freeze.changed.v1",
  message: { ...change, occurredAt: now },
});

const RESULTS: Readonly<Record<Result, (attempt: Paid, reason: string) => AnyEvent>> = {
  paid: (attempt) => ({
    type: "withdrawals.payout.paid.v1",
    message: { ...ofAttempt(attempt), charged: attempt.charged, railFee: attempt.fee },
  }),
  failed: (attempt, reason) => ({
    type: "withdrawals.payout.failed.v1",
    message: { ...ofAttempt(attempt), reason },
  }),
  returned: (attempt, reason) => ({
    type: "withdrawals.payout.returned.v1",
    message: {
      ...ofAttempt(attempt),
      reason,
      charged: attempt.charged,
      feeReturned: attempt.feeReturned,
    },
  }),
  // The money left through the provider and came back to the platform's bank, by hand.
  returned_by_bank: (attempt, reason) =>
    RESULTS.returned({ ...attempt, method: "manual", feeReturned: 0n }, reason),
};

export function payoutEvents(
  attempt: Paid,
  results: readonly Result[],
  reason: string,
  now: Date,
): AnyEvent[] {
  const last = results.at(-1);
  if (last === undefined) return [];
  const ending = last === "paid" ? completed(attempt, now) : failed(attempt, reason, now);
  return [...results.map((result) => RESULTS[result](attempt, reason)), ending];
}
