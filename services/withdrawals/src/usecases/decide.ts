import { MetercastError } from "@metercast/runtime";
import { estimatedArrival } from "../domain/arrival.ts";
import { tieOf } from "../domain/dual-control.ts";
import { type Action, type Status, transition, weighApproval } from "../domain/withdrawal.ts";
import type { Attempt, Decision, Wakeable, WithdrawalDetails, Withdrawals } from "../ports.ts";
import { approved, canceled, payoutFailed, payoutPaid, payoutReturned, rejected } from "./events.ts";

export type DecisionRequest = {
  withdrawalId: string;
  actorId: string;
} /** `payoutMethodId`: where the admin saw that it goes; undefined: the caller does not say. */ & (
  | { action: "approve"; note: string; internalNote: string; payoutMethodId: string | undefined }
  | { action: "reject"; note: string; internalNote: string }
  | { action: "cancel" }
  | { action: "mark_paid"; reference: string; note: string; internalNote: string }
);

const LOOK_MS = 25;
const pause = () => new Promise((resolve) => setTimeout(resolve, LOOK_MS));

interface Ports {
  withdrawals: Withdrawals;
  relay: Wakeable;
  /** The wallet answers in some 10 ms; who waited this long is told what is known. */
  walletWaitMs: number;
  /** Above this one admin alone does not pay. */
  secondAboveCents: bigint;
}

/** An admin decides, or the creator cancels. Of several at the same moment exactly one finds the state that it needs. */
export async function decide(ports: Ports, request: DecisionRequest): Promise<WithdrawalDetails> {
  await ports.withdrawals.decide(request.withdrawalId, (found) =>
    judge(found, request, ports.secondAboveCents),
  );
  ports.relay.wake();
  return walletsPart(ports, request.withdrawalId);
}

/** Waits for the wallet's part, so that a client reads its own writes. */
export async function walletsPart(
  { withdrawals, walletWaitMs }: Pick<Ports, "withdrawals" | "walletWaitMs">,
  id: string,
): Promise<WithdrawalDetails> {
  for (const until = Date.now() + walletWaitMs; ; await pause()) {
    const found = await withdrawals.find(id);
    if (!found) throw new MetercastError("withdrawal_not_found");
    const waits = found.withdrawal.status !== "PENDING" && found.withdrawal.hold === "held";
    if (!waits || Date.now() > until) return found;
  }
}

function judge(found: WithdrawalDetails, request: DecisionRequest, secondAboveCents: bigint): Decision {
  const { withdrawal } = found;
  if (request.action === "cancel") {
    // Somebody else's does not exist for this creator.
    if (withdrawal.creatorId !== request.actorId) throw new MetercastError("withdrawal_not_found");
    return decision(found, "cancel", { ...request, note: "" }, { events: [canceled(withdrawal)] });
  }
  notOwn(found, request.actorId);
  switch (request.action) {
    case "approve":
      if (request.payoutMethodId !== undefined && request.payoutMethodId !== withdrawal.payoutMethodId)
        throw new MetercastError("destination_changed", "It goes to another place now. Look at it again.");
      return approve(found, request);
    case "reject":
      return decision(found, "reject", request, {
        reason: request.note,
        events: [rejected(withdrawal, request.actorId, request.note)],
      });
    case "mark_paid": {
      const attempt = manualAttempt(found, "sent");
      notAlone(found, request.actorId, secondAboveCents);
      const said = { ...request, note: request.note || request.reference };
      return decision(found, "payout_paid", said, {
        attempt: { id: attempt.id, from: attempt.state, state: "paid", payoutRef: request.reference },
        events: payoutPaid(attempt),
      });
    }
  }
}

export function notOwn({ withdrawal }: WithdrawalDetails, actorId: string): void {
  if (withdrawal.creatorId === actorId) throw new MetercastError("own_withdrawal");
}

/** One admin alone does not approve and pay a large amount, whatever the limit was when it was asked for. */
function notAlone({ withdrawal, approvedBy }: WithdrawalDetails, actorId: string, above: bigint): void {
  if (withdrawal.amount <= above || approvedBy.length > 1) return;
  if (tieOf("mark_paid", actorId, { sole_approver: approvedBy }))
    throw new MetercastError(
      "second_admin_required",
      "You alone approved it: a different admin must pay it.",
    );
}

type Said = Pick<Decision, "actorId" | "note"> & { internalNote?: string };

function approve(found: WithdrawalDetails, said: Said): Decision {
  const { actorId } = said;
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
  // The wallet has its word already: what is missing is somebody who has seen where it goes now.
  if (withdrawal.status === "APPROVED" && left > 0)
    return decision(found, "approve_destination", said, { approval: true, events: [] });
  if (weight === "approve_first")
    return decision(found, "approve_first", said, { approval: true, events: [] });
  return decision(found, "approve", said, {
    approval: true,
    estimatedArrival: estimatedArrival(new Date()),
    events: [approved(withdrawal, actorId)],
  });
}

/** The bank said no, or sent back what was marked as paid. */
export function markFailed(found: WithdrawalDetails, said: Said): Decision {
  const { note } = said;
  const returned = found.withdrawal.status === "COMPLETED";
  const attempt = manualAttempt(found, returned ? "paid" : "sent");
  return decision(found, returned ? "payout_returned" : "payout_failed", said, {
    reason: note,
    attempt: { id: attempt.id, from: attempt.state, state: returned ? "returned" : "failed", failure: note },
    events: returned ? payoutReturned(attempt, note) : payoutFailed(attempt, note),
  });
}

function manualAttempt({ withdrawal, attempts }: WithdrawalDetails, state: "sent" | "paid"): Attempt {
  const attempt = attempts.at(-1);
  if (attempt?.method === "manual" && attempt.state === state) return attempt;
  const what = attempt ? `its ${attempt.method} payout is ${attempt.state}` : "no payout has begun";
  throw new MetercastError("invalid_transition", `It is ${withdrawal.status}, and ${what}.`);
}

function decision(
  { withdrawal }: WithdrawalDetails,
  action: Action,
  { actorId, note, internalNote = "" }: Said,
  rest: Pick<Decision, "events"> & Partial<Decision>,
): Decision {
  return { action, to: follow(withdrawal.status, action), actorId, note, internalNote, ...rest };
}

/** @throws invalid_transition, with the states in its words */
export function follow(status: Status, action: Action): Status {
  const next = transition(status, action);
  if ("to" in next) return next.to;
  throw new MetercastError(next.error, `It is ${status}: ${action} is not possible.`);
}
