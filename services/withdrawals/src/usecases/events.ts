import { type AnyEvent, publicId } from "@metercast/contracts";
import type { Result } from "../domain/resolution.ts";
import type { Attempt, Withdrawal } from "../ports.ts";

/** What withdrawals tells others, in the field's own words. */
const common = ({ id, creatorId, amount }: Pick<Withdrawal, "id" | "creatorId" | "amount">) => ({
  withdrawalId: publicId("withdrawal", id),
  creatorId,
  amount,
});
type Subject = Pick<Withdrawal, "id" | "creatorId" | "amount">;
type Routed = Subject & Pick<Withdrawal, "method">;
const held = (subject: Subject) => ({
  ...common(subject),
  holdId: publicId("hold", subject.id),
  occurredAt: new Date(),
});

export const requested = (subject: Routed): AnyEvent => ({
  type: "withdrawals.withdrawal.requested.v1",
  message: { ...held(subject), method: subject.method },
});
export const approved = (subject: Routed, decidedBy: string): AnyEvent => ({
  type: "withdrawals.withdrawal.approved.v1",
  message: { ...held(subject), decidedBy, method: subject.method },
});
export const rejected = (subject: Subject, decidedBy: string, note: string): AnyEvent => ({
  type: "withdrawals.withdrawal.rejected.v1",
  message: { ...held(subject), decidedBy, note },
});
export const canceled = (subject: Subject): AnyEvent => ({
  type: "withdrawals.withdrawal.canceled.v1",
  message: held(subject),
});

type Paid = Pick<Attempt, "id" | "withdrawalId" | "creatorId" | "amount" | "method">;
const ofAttempt = (attempt: Paid) => ({
  ...common({ ...attempt, id: attempt.withdrawalId }),
  attemptId: publicId("attempt", attempt.id),
  method: attempt.method,
});
const failed = (attempt: Paid, reason: string): AnyEvent => ({
  type: "withdrawals.withdrawal.failed.v1",
  message: { ...common({ ...attempt, id: attempt.withdrawalId }), reason, occurredAt: new Date() },
});

/** The money has left. */
export const payoutPaid = (attempt: Paid): AnyEvent[] => [
  { type: "withdrawals.payout.paid.v1", message: ofAttempt(attempt) },
  {
    type: "withdrawals.withdrawal.completed.v1",
    message: { ...common({ ...attempt, id: attempt.withdrawalId }), occurredAt: new Date() },
  },
];
/** It never left, or came back before it was paid. */
export const payoutFailed = (attempt: Paid, reason: string): AnyEvent[] => [
  { type: "withdrawals.payout.failed.v1", message: { ...ofAttempt(attempt), reason } },
  failed(attempt, reason),
];
/** It was paid and came back. */
export const payoutReturned = (attempt: Paid, reason: string): AnyEvent[] => [
  { type: "withdrawals.payout.returned.v1", message: { ...ofAttempt(attempt), reason } },
  failed(attempt, reason),
];

/** How people resolved a payout. What left through the payer and is at the platform's bank came back by hand. */
export function resolvedEvents(attempt: Paid, results: readonly Result[], reason: string): AnyEvent[] {
  const [paid, completed] = payoutPaid(attempt);
  const [, withdrawalFailed] = payoutFailed(attempt, reason);
  const [returned] = payoutReturned({ ...attempt, method: "manual" }, reason);
  const [payoutFailure] = payoutFailed(attempt, reason);
  const ofResult = { paid, failed: payoutFailure, returned_by_bank: returned };
  const last = results.at(-1);
  const ending = last === undefined ? undefined : last === "paid" ? completed : withdrawalFailed;
  return [...results.map((result) => ofResult[result]), ending].filter((event) => event !== undefined);
}
