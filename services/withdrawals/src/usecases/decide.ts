import { MetercastError } from "@metercast/runtime";
import { estimatedArrival } from "../domain/arrival.ts";
import { type Action, type Status, transition, weighApproval } from "../domain/withdrawal.ts";
import type { Announcer, Attempt, Decision, WithdrawalDetails, Withdrawals } from "../ports.ts";
import { approved, canceled, payoutFailed, payoutPaid, payoutReturned, rejected } from "./events.ts";

export type DecisionRequest = {
  withdrawalId: string;
  actorId: string;
} /** `payoutMethodId`: where the admin saw that it goes; undefined: the caller does not say. */ & (
  | { action: "approve"; note: string; payoutMethodId: string | undefined }
  | { action: "reject"; note: string }
  | { action: "cancel" }
  | { action: "mark_paid"; reference: string; note: string }
  | { action: "mark_failed"; note: string }
);

const LOOK_MS = 25;
const pause = () => new Promise((resolve) => setTimeout(resolve, LOOK_MS));

interface Ports {
  withdrawals: Withdrawals;
  announcer: Announcer;
  /** The wallet answers in some 10 ms; who waited this long is told what is known. */
  walletWaitMs: number;
}

/** An admin decides, or the creator cancels. Of several at the same moment exactly one finds the state that it needs. */
export async function decide(ports: Ports, request: DecisionRequest): Promise<WithdrawalDetails> {
  await ports.withdrawals.decide(request.withdrawalId, (found) => judge(found, request));
  ports.announcer.kick();
  return walletsPart(ports, request.withdrawalId);
}

/** Waits for the wallet's part, so that a client reads its own writes. */
async function walletsPart({ withdrawals, walletWaitMs }: Ports, id: string): Promise<WithdrawalDetails> {
  for (const until = Date.now() + walletWaitMs; ; await pause()) {
    const found = await withdrawals.find(id);
    if (!found) throw new MetercastError("withdrawal_not_found");
    const waits = found.withdrawal.status !== "PENDING" && found.withdrawal.hold === "held";
    if (!waits || Date.now() > until) return found;
  }
}

function judge(found: WithdrawalDetails, request: DecisionRequest): Decision {
  const { withdrawal } = found;
  if (request.action === "cancel") {
    // Somebody else's does not exist for this creator.
    if (withdrawal.creatorId !== request.actorId) throw new MetercastError("withdrawal_not_found");
    return decision(found, "cancel", request.actorId, "", { events: [canceled(withdrawal)] });
  }
  if (withdrawal.creatorId === request.actorId) throw new MetercastError("own_withdrawal");
  switch (request.action) {
    case "approve":
      if (request.payoutMethodId !== undefined && request.payoutMethodId !== withdrawal.payoutMethodId)
        throw new MetercastError("destination_changed", "It goes to another place now. Look at it again.");
      return approve(found, request.actorId, request.note);
    case "reject":
      return decision(found, "reject", request.actorId, request.note, {
        reason: request.note,
        events: [rejected(withdrawal, request.actorId, request.note)],
      });
    case "mark_paid": {
      const attempt = manualAttempt(found, "sent");
      return decision(found, "payout_paid", request.actorId, request.note || request.reference, {
        attempt: { id: attempt.id, from: attempt.state, state: "paid", payoutRef: request.reference },
        events: payoutPaid(attempt),
      });
    }
    case "mark_failed":
      return markFailed(found, request.actorId, request.note);
  }
}

function approve(found: WithdrawalDetails, actorId: string, note: string): Decision {
  const { withdrawal, approvedBy } = found;
  const left = withdrawal.approvalsNeeded;
  const weight = weighApproval(approvedBy, actorId, approvedBy.length + left);
  if (weight === "same_admin" && left > 0) {
    throw new MetercastError("invalid_transition", "A different admin must give the second approval.");
  }
  // The wallet has its word already: what is missing is somebody who has seen where it goes now.
  if (withdrawal.status === "APPROVED" && left > 0)
    return decision(found, "approve_destination", actorId, note, { approval: true, events: [] });
  if (weight === "approve_first")
    return decision(found, "approve_first", actorId, note, { approval: true, events: [] });
  return decision(found, "approve", actorId, note, {
    approval: true,
    estimatedArrival: estimatedArrival(new Date()),
    events: [approved(withdrawal, actorId)],
  });
}

/** The bank said no, or sent back what was marked as paid. */
function markFailed(found: WithdrawalDetails, actorId: string, note: string): Decision {
  const returned = found.withdrawal.status === "COMPLETED";
  const attempt = manualAttempt(found, returned ? "paid" : "sent");
  return decision(found, returned ? "payout_returned" : "payout_failed", actorId, note, {
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
  actorId: string,
  note: string,
  rest: Pick<Decision, "events"> & Partial<Decision>,
): Decision {
  return { action, to: follow(withdrawal.status, action), actorId, note, ...rest };
}

/** @throws invalid_transition, with the states in its words */
export function follow(status: Status, action: Action): Status {
  const next = transition(status, action);
  if ("to" in next) return next.to;
  throw new MetercastError(next.error, `It is ${status}: ${action} is not possible.`);
}
