import type { AnyEvent } from "@metercast/contracts";
import { railOf } from "@metercast/rails";
import { MetercastError } from "@metercast/runtime";
import { type BankCalendar, BUSINESS_DAYS, estimatedArrival } from "../domain/arrival.ts";
import type { Attempt } from "../domain/attempt.ts";
import { tieOf } from "../domain/dual-control.ts";
import {
  type Action,
  type Status,
  transition,
  type Withdrawal,
  type WithdrawalDetails,
  weighApproval,
} from "../domain/withdrawal.ts";
import type { AttemptReport } from "../ports/attempts.ts";
import { approved, canceled, payoutEvents, rejected } from "./events.ts";

export type DecisionRequest = { withdrawalId: string; actorId: string } & (
  | {
      action: "approve";
      note: string;
      internalNote: string;
      /** The destination that the admin saw; undefined: not compared. */
      payoutMethodId: string | undefined;
    }
  | { action: "reject"; note: string; internalNote: string }
  | { action: "cancel" }
  | { action: "mark_paid"; reference: string; note: string; internalNote: string }
);

export interface Decision {
  to: Status;
  actorId: string;
  note: string;
  internalNote: string;
  reason?: string;
  approval?: boolean;
  estimatedArrival?: Date;
  attempt?: AttemptReport & { from: Attempt["state"] };
  events: AnyEvent[];
}

export type Words = { actorId: string; note: string; internalNote?: string };

export interface Rules {
  /** Above this one admin alone does not pay. */
  secondAboveCents: bigint;
  banks: BankCalendar;
  now: Date;
}

export const rulesOf = (
  ports: { banks: BankCalendar; settings: { secondApprovalAboveCents: bigint } },
  now: number,
): Rules => ({
  secondAboveCents: ports.settings.secondApprovalAboveCents,
  banks: ports.banks,
  now: new Date(now),
});

/**
 * What a request does to a withdrawal as it is now. @throws invalid_transition, own_withdrawal,
 * destination_changed, second_admin_required, withdrawal_not_found
 */
export function judgeDecision(found: WithdrawalDetails, request: DecisionRequest, rules: Rules): Decision {
  const { withdrawal } = found;
  if (request.action === "cancel") {
    // For this creator the withdrawals of others do not exist.
    if (withdrawal.creatorId !== request.actorId) throw new MetercastError("withdrawal_not_found");
    return decision(found, "cancel", { ...request, note: "" }, { events: [canceled(withdrawal, rules.now)] });
  }
  notOwn(found, request.actorId);
  switch (request.action) {
    case "approve":
      if (request.payoutMethodId !== undefined && request.payoutMethodId !== withdrawal.payoutMethodId)
        throw new MetercastError("destination_changed", "It goes to another place now. Look at it again.");
      return approve(found, request, rules);
    case "reject":
      return decision(found, "reject", request, {
        reason: request.note,
        events: [rejected(withdrawal, request.actorId, request.note, rules.now)],
      });
    case "mark_paid": {
      const attempt = manualAttempt(found, "sent");
      notAlone(found, request.actorId, rules.secondAboveCents);
      const words = { ...request, note: request.note || request.reference };
      return decision(found, "payout_paid", words, {
        attempt: { ...reportOn(attempt, "paid"), payoutRef: request.reference },
        events: payoutEvents(attempt, ["paid"], "", rules.now),
      });
    }
  }
}

/** The bank refused a manual payout, or returned one that was marked as paid. */
export function judgeFailure(found: WithdrawalDetails, words: Words, now: Date): Decision {
  const { note } = words;
  const returned = found.withdrawal.status === "COMPLETED";
  const attempt = manualAttempt(found, returned ? "paid" : "sent");
  return decision(found, returned ? "payout_returned" : "payout_failed", words, {
    reason: note,
    attempt: { ...reportOn(attempt, returned ? "returned" : "failed"), failure: note },
    events: payoutEvents(attempt, [returned ? "returned" : "failed"], note, now),
  });
}

export function notOwn({ withdrawal }: WithdrawalDetails, actorId: string): void {
  if (withdrawal.creatorId === actorId) throw new MetercastError("own_withdrawal");
}

/** One admin alone does not approve and pay a large amount, whatever the limit was when it was requested. */
function notAlone({ withdrawal, approvedBy }: WithdrawalDetails, actorId: string, above: bigint): void {
  if (withdrawal.amount <= above || approvedBy.length > 1) return;
  if (tieOf("mark_paid", actorId, { sole_approver: approvedBy }))
    throw new MetercastError(
      "second_admin_required",
      "You alone approved it: a different admin must pay it.",
    );
}

function approve(found: WithdrawalDetails, words: Words, { banks, now }: Rules): Decision {
  const { actorId } = words;
  const { withdrawal, approvedBy } = found;
  const left = withdrawal.approvalsNeeded;
  const weight = weighApproval(approvedBy, actorId, approvedBy.length + left);
  if (weight === "same_admin" && left > 0) {
    throw new MetercastError("invalid_transition", "A different admin must give the second approval.");
  }
  if (left > 0 && tieOf("approve", actorId, { adjuster: found.barredApprovers }))
    throw new MetercastError(
      "second_admin_required",
      "You changed this creator's balance by hand: other admins must approve this withdrawal.",
    );
  // The wallet has its event already. What is missing is an admin who has seen the present destination.
  if (withdrawal.status === "APPROVED" && left > 0)
    return decision(found, "approve_destination", words, { approval: true, events: [] });
  if (weight === "approve_first")
    return decision(found, "approve_first", words, { approval: true, events: [] });
  return decision(found, "approve", words, {
    approval: true,
    estimatedArrival: arrivalOf(withdrawal, banks, now),
    events: [approved(withdrawal, actorId, now)],
  });
}

/** A changed destination is paid from the end of its lock on. */
function arrivalOf({ method, speed, lockedUntil }: Withdrawal, banks: BankCalendar, now: Date): Date {
  const from = lockedUntil && lockedUntil > now ? lockedUntil : now;
  if (speed === "instant") return from;
  const days = method === "" ? BUSINESS_DAYS : railOf(method).arrival.businessDays;
  return estimatedArrival(from, days, banks);
}

function manualAttempt({ withdrawal, attempts }: WithdrawalDetails, state: "sent" | "paid"): Attempt {
  const attempt = attempts.at(-1);
  if (attempt?.method === "manual" && attempt.state === state) return attempt;
  const what = attempt ? `its ${attempt.method} payout is ${attempt.state}` : "no payout has begun";
  throw new MetercastError("invalid_transition", `It is ${withdrawal.status}, and ${what}.`);
}

const reportOn = ({ id, state: from }: Attempt, state: Attempt["state"]) => ({
  id,
  from,
  state,
  isPaid: state === "paid",
  evenIfClaimed: true,
});

function decision(
  { withdrawal }: WithdrawalDetails,
  action: Action,
  { actorId, note, internalNote = "" }: Words,
  rest: Pick<Decision, "events"> & Partial<Decision>,
): Decision {
  return { to: follow(withdrawal.status, action), actorId, note, internalNote, ...rest };
}

/** @throws invalid_transition */
export function follow(status: Status, action: Action): Status {
  const next = transition(status, action);
  if ("to" in next) return next.to;
  throw new MetercastError(next.error, `It is ${status}: ${action} is not possible.`);
}
