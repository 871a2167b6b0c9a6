import { newUuid, publicId } from "@metercast/contracts";
import { MetercastError } from "@metercast/runtime";
import type { Act } from "../domain/act.ts";
import { type Outcome, type Resolved, resolve } from "../domain/resolution.ts";
import type { WithdrawalDetails } from "../domain/withdrawal.ts";
import { awaitWallet } from "./await-wallet.ts";
import type { ActPorts } from "./execute-act.ts";
import { notOwn } from "./judge-decision.ts";
import { requestAct } from "./request-act.ts";

export interface ResolvePayoutPorts {
  store: ActPorts["store"];
  clock: ActPorts["clock"];
  walletWaitMs: number;
  dualControl: ActPorts;
}

export interface ResolvePayoutRequest {
  withdrawalId: string;
  actorId: string;
  outcome: Outcome;
  /** What proves it, for admins: a statement, an email of the provider. */
  evidence: string;
  /** Where the evidence is found again. */
  reference: string;
  note: string;
}

/**
 * An admin reports where the money is of a payout that can't end without people. A second admin must
 * confirm it, at any amount.
 */
export async function resolvePayout(
  ports: ResolvePayoutPorts,
  request: ResolvePayoutRequest,
): Promise<{ details: WithdrawalDetails; act: Act | undefined }> {
  const { withdrawalId, actorId, outcome, evidence, reference, note } = request;
  const found = await ports.store.withdrawals.find(withdrawalId);
  if (!found) throw new MetercastError("withdrawal_not_found");
  notOwn(found, actorId);
  // Refused before a second admin has to confirm it.
  judgeResolution(found, outcome);
  const object = publicId("withdrawal", withdrawalId);
  const act = await requestAct(ports.dualControl, {
    // One kind per outcome: an admin who reports another outcome does not confirm this one.
    kind: `resolve_${outcome}`,
    subject: found.withdrawal.creatorId,
    object,
    cents: found.withdrawal.amount,
    details: { resolve: { withdrawalId: object, outcome, evidence, reference, note } },
    reason: evidence,
    actorId,
    // A repeated request finds the open act of this withdrawal, or its effect.
    idempotencyKey: `resolve:${newUuid(ports.clock.now())}`,
  });
  return {
    details: await awaitWallet(ports, withdrawalId),
    act: act.state === "executed" ? undefined : act,
  };
}

/** @throws invalid_transition */
export function judgeResolution({ withdrawal, attempts }: WithdrawalDetails, outcome: Outcome): Resolved {
  const last = attempts.at(-1);
  const attempt = last && {
    state: last.state,
    method: last.method,
    wasPaid: last.paidAt !== undefined,
    wasFunded: last.fundingRef !== "",
    isUnknown: last.unknownSince !== undefined,
  };
  const resolved = resolve({ status: withdrawal.status, attempt }, outcome);
  if ("refused" in resolved) throw new MetercastError("invalid_transition", resolved.refused);
  if (withdrawal.hold !== "posted")
    throw new MetercastError("invalid_transition", "Its hold is not posted yet.");
  return resolved;
}
