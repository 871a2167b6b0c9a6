import { type Clock, failpoint, MetercastError } from "@metercast/runtime";
import { sameUser } from "../domain/dual-control.ts";
import { type HeldDecision, isSameDecision } from "../domain/held-decision.ts";
import type { WithdrawalDetails } from "../domain/withdrawal.ts";
import type { Store } from "../ports/store.ts";
import type { DecideWithdrawalPorts } from "./decide-withdrawal.ts";
import { type DecisionRequest, judgeDecision, rulesOf } from "./judge-decision.ts";
import { lockDetails } from "./write-decision.ts";

export type HoldDecisionPorts = Pick<DecideWithdrawalPorts, "store" | "clock" | "banks" | "settings">;

export type UndoableRequest = Extract<DecisionRequest, { action: "approve" | "reject" }>;

/**
 * Keeps a decision that takes effect later, unless it is undone. It must be possible now, and is judged again
 * then. @throws decision_pending, and what the decision itself would answer
 */
export async function holdDecision(
  ports: HoldDecisionPorts,
  request: UndoableRequest,
  undoSeconds: number,
): Promise<{ details: WithdrawalDetails; decision: HeldDecision }> {
  const held = await ports.store.transaction(async (tx) => {
    const found = await lockDetails(tx, request.withdrawalId);
    const { id, destinationVersion } = found.withdrawal;
    const now = ports.clock.now();
    judgeDecision(found, request, rulesOf(ports, now));
    const { action, actorId, note, internalNote } = request;
    const decision: HeldDecision = {
      withdrawalId: id,
      action,
      actorId,
      note,
      internalNote,
      destinationVersion,
      madeAt: new Date(now),
      takesEffectAt: new Date(now + undoSeconds * 1_000),
    };
    const known = await tx.decisions.find(id);
    if (known && !sameUser(known.actorId, actorId)) throw new MetercastError("decision_pending");
    if (known && isSameDecision(known, decision)) return known;
    await tx.decisions.hold(decision);
    // Pages show it.
    await tx.withdrawals.update(id, {});
    return decision;
  });
  failpoint("decisions.held");
  return { details: await readDetails(ports.store, request.withdrawalId), decision: held };
}

export interface UndoDecisionPorts {
  store: Store;
  clock: Clock;
}

/**
 * Any admin but the creator may undo a held decision: nothing has happened. @throws not_found without one,
 * decision_already_effective, own_withdrawal, withdrawal_not_found
 */
export async function undoDecision(
  { store }: Pick<UndoDecisionPorts, "store">,
  { withdrawalId, actorId }: { withdrawalId: string; actorId: string },
): Promise<WithdrawalDetails> {
  await store.transaction(async (tx) => {
    const { withdrawal, history } = await lockDetails(tx, withdrawalId);
    if (sameUser(withdrawal.creatorId, actorId)) throw new MetercastError("own_withdrawal");
    if (await tx.decisions.find(withdrawalId)) {
      await tx.decisions.undo(withdrawalId);
      await tx.withdrawals.update(withdrawalId, {});
      return;
    }
    // The first change is the request itself.
    if (history.length > 1) throw new MetercastError("decision_already_effective");
    throw new MetercastError("not_found", "No decision waits here.");
  });
  return readDetails(store, withdrawalId);
}

async function readDetails({ withdrawals }: Store, id: string): Promise<WithdrawalDetails> {
  const details = await withdrawals.find(id);
  if (!details) throw new MetercastError("withdrawal_not_found");
  return details;
}
