import { newUuid, uuidOf } from "@metercast/contracts";
import { MetercastError } from "@metercast/runtime";
import type { Act } from "../domain/act.ts";
import type { Attempt } from "../domain/attempt.ts";
import type { Outcome } from "../domain/resolution.ts";
import type { WithdrawalDetails } from "../domain/withdrawal.ts";
import type { Transaction } from "../ports/store.ts";
import { payoutEvents } from "./events.ts";
import { type ExecuteAct, type ExecutorPorts, executedInTransaction } from "./execute-act.ts";
import { follow } from "./judge-decision.ts";
import { judgeResolution, type ResolvePayoutRequest } from "./resolve-payout.ts";
import { lockDetails, reportAttempt } from "./write-decision.ts";

/** Ends the payout as confirmed. Act and effect are one transaction. */
export function executeResolution({ store, relay, clock }: ExecutorPorts): ExecuteAct {
  return async (act) => {
    const id = uuidOf("withdrawal", act.object);
    if (id === undefined) throw new MetercastError("withdrawal_not_found");
    await store.transaction(async (tx) => {
      const found = await lockDetails(tx, id);
      await writeResolution(tx, found, act, new Date(clock.now()));
      await executedInTransaction(tx, act, new Date(clock.now()));
    });
    relay.wake();
    return act.object;
  };
}

/** For the creator, where the admin gave no note. */
const NOTES: Readonly<Record<Outcome, string>> = {
  with_creator: "The money is in your account.",
  with_platform: "The payout was not possible; the money is yours again.",
};

async function writeResolution(
  tx: Transaction,
  found: WithdrawalDetails,
  { details, requestedBy, decidedBy }: Act,
  now: Date,
): Promise<void> {
  const { withdrawal } = found;
  const { id, status } = withdrawal;
  const { outcome, evidence, reference, ...words } = details.resolve as ResolvePayoutRequest;
  const { action, state, results } = judgeResolution(found, outcome);
  const to = follow(status, action);
  const note = words.note || NOTES[outcome];
  await tx.withdrawals.update(id, {
    status: to,
    needsReview: "",
    nextInSeconds: 0,
    ...(outcome === "with_platform" && { reason: note }),
  });
  const internalNote = `${evidence} (${reference}). Confirmed by ${decidedBy}.`;
  const change = { actorId: requestedBy, fromStatus: status, toStatus: to, note, internalNote };
  await tx.withdrawals.addChange(id, change);
  const attempt = await endAttempt(tx, found, state, note, now);
  const resolution = { outcome, evidence, reference, requestedBy, confirmedBy: decidedBy };
  await tx.withdrawals.addResolution(id, attempt.id, resolution);
  await tx.append(payoutEvents(attempt, results, note, now));
}

type Ended = Pick<
  Attempt,
  "id" | "withdrawalId" | "creatorId" | "amount" | "method" | "charged" | "fee" | "feeReturned"
>;

/** A payout that never began is kept as an attempt that failed. */
async function endAttempt(
  tx: Transaction,
  { withdrawal, attempts }: WithdrawalDetails,
  state: Attempt["state"],
  note: string,
  now: Date,
): Promise<Ended> {
  const known = attempts.at(-1);
  if (known) {
    const report = { id: known.id, from: known.state, state, failure: note, isPaid: state === "settled" };
    await reportAttempt(tx, { ...report, evenIfClaimed: false }, note);
    return known;
  }
  const { id: withdrawalId, creatorId, amount, destination, speed } = withdrawal;
  const method = withdrawal.method || ("manual" as const);
  const attempt = {
    id: newUuid(now.getTime()),
    withdrawalId,
    creatorId,
    amount,
    method,
    destination,
    speed,
    charged: 0n,
  };
  await tx.attempts.insert({ ...attempt, failure: note });
  await tx.attempts.addChange(attempt.id, { from: "", to: "failed", note });
  return { ...attempt, fee: 0n, feeReturned: 0n };
}
