import { newUuid, publicId, uuidOf } from "@metercast/contracts";
import { MetercastError } from "@metercast/runtime";
import { type Outcome, type Resolved, resolve } from "../domain/resolution.ts";
import type { Act, Attempt, Decision, Wakeable, WithdrawalDetails, Withdrawals } from "../ports.ts";
import { type ActPorts, type ExecuteAct, requestAct } from "./acts.ts";
import { follow, notOwn, walletsPart } from "./decide.ts";
import { resolvedEvents } from "./events.ts";

export interface ResolveRequest {
  withdrawalId: string;
  actorId: string;
  outcome: Outcome;
  /** What shows it, for admins: a statement, a mail of the payer. */
  evidence: string;
  /** Where it is found again. */
  reference: string;
  /** For the creator. */
  note: string;
}

interface Ports {
  withdrawals: Withdrawals;
  relay: Wakeable;
  walletWaitMs: number;
  dualControl: ActPorts;
}

/** An admin says where the money of a payout is that can't end by itself. A second admin must confirm it, at any amount. */
export async function askToResolve(
  ports: Ports,
  request: ResolveRequest,
): Promise<{ details: WithdrawalDetails; act: Act | undefined }> {
  const { withdrawalId, actorId, outcome, evidence, reference, note } = request;
  const found = await ports.withdrawals.find(withdrawalId);
  if (!found) throw new MetercastError("withdrawal_not_found");
  notOwn(found, actorId);
  // Refused before anybody is asked to confirm it.
  judge(found, outcome);
  const object = publicId("withdrawal", withdrawalId);
  const act = await requestAct(
    ports.dualControl,
    {
      // Of each outcome its own: who says something else does not confirm this.
      kind: `resolve_${outcome}`,
      subject: found.withdrawal.creatorId,
      object,
      cents: found.withdrawal.amount,
      details: { resolve: { withdrawalId: object, outcome, evidence, reference, note } },
      reason: evidence,
      actorId,
      // A repetition meets the open act of this withdrawal, or its effect.
      idempotencyKey: `resolve:${newUuid(Date.now())}`,
    },
    new Date(),
  );
  return {
    details: await walletsPart(ports, withdrawalId),
    act: act.state === "executed" ? undefined : act,
  };
}

/** Ends it as confirmed. The act is executed in the same transaction. */
export function executeResolve({ withdrawals, relay }: Pick<Ports, "withdrawals" | "relay">): ExecuteAct {
  return async (act) => {
    const id = uuidOf("withdrawal", act.object);
    if (id === undefined) throw new MetercastError("withdrawal_not_found");
    await withdrawals.decide(id, (found) => decisionOf(found, act));
    relay.wake();
    return act.object;
  };
}

function decisionOf(found: WithdrawalDetails, act: Act): Decision {
  const said = act.details.resolve as Omit<ResolveRequest, "withdrawalId" | "actorId">;
  const { outcome, evidence, reference } = said;
  const { withdrawal, attempts } = found;
  const { action, state, results } = judge(found, outcome);
  const known = attempts.at(-1);
  const attempt = known ?? neverBegun(found);
  const note = said.note || WORDS[outcome];
  const resolution = {
    outcome,
    evidence,
    reference,
    requestedBy: act.requestedBy,
    confirmedBy: act.decidedBy,
    ...(known === undefined && { newAttempt: attempt }),
  };
  return {
    action,
    to: follow(withdrawal.status, action),
    actorId: act.requestedBy,
    note,
    internalNote: `${evidence} (${reference}). Confirmed by ${act.decidedBy}.`,
    actId: act.id,
    attempt: { id: attempt.id, from: attempt.state, state },
    resolution,
    events: resolvedEvents(attempt, results, note),
    ...(outcome === "with_platform" && { reason: note }),
  };
}

/** For the creator, where the admin has said nothing. */
const WORDS: Readonly<Record<Outcome, string>> = {
  with_creator: "The money is in your account.",
  with_platform: "The payout was not possible; the money is yours again.",
};

function neverBegun({ withdrawal }: WithdrawalDetails) {
  const { id: withdrawalId, creatorId, amount, method, destination } = withdrawal;
  const id = newUuid(Date.now());
  const state: Attempt["state"] = "created";
  return { id, withdrawalId, creatorId, amount, method: method || ("manual" as const), destination, state };
}

function judge({ withdrawal, attempts }: WithdrawalDetails, outcome: Outcome): Resolved {
  const last = attempts.at(-1);
  const attempt = last && {
    state: last.state,
    method: last.method,
    wasPaid: last.paidAt !== undefined,
    wasFunded: last.fundingRef !== "",
  };
  const resolved = resolve({ status: withdrawal.status, attempt }, outcome);
  if ("refused" in resolved) throw new MetercastError("invalid_transition", resolved.refused);
  if (withdrawal.hold !== "posted")
    throw new MetercastError("invalid_transition", "Its hold is not posted yet.");
  return resolved;
}
