import { newUuid, publicId, uuidOf } from "@metercast/contracts";
import { MetercastError } from "@metercast/runtime";
import type { Act } from "../domain/act.ts";
import type { WithdrawalDetails } from "../domain/withdrawal.ts";
import { awaitWallet } from "./await-wallet.ts";
import { type ActPorts, type ExecuteAct, type ExecutorPorts, executedInTransaction } from "./execute-act.ts";
import { judgeFailure, notOwn } from "./judge-decision.ts";
import { requestAct } from "./request-act.ts";
import { lockDetails, writeDecision } from "./write-decision.ts";

export interface GiveBackPorts {
  store: ActPorts["store"];
  clock: ActPorts["clock"];
  walletWaitMs: number;
  dualControl: ActPorts;
}

export interface GiveBackRequest {
  withdrawalId: string;
  actorId: string;
  note: string;
  internalNote: string;
}

/**
 * An admin reports that a manual payout failed or came back: the creator gets the money again. Above the
 * limit a second admin must confirm it.
 */
export async function giveBack(
  ports: GiveBackPorts,
  { withdrawalId, actorId, note, internalNote }: GiveBackRequest,
): Promise<{ details: WithdrawalDetails; act: Act | undefined }> {
  const now = new Date(ports.clock.now());
  const found = await ports.store.withdrawals.find(withdrawalId);
  if (!found) throw new MetercastError("withdrawal_not_found");
  notOwn(found, actorId);
  // Refused before a second admin has to confirm it.
  judgeFailure(found, { actorId, note }, now);
  const object = publicId("withdrawal", withdrawalId);
  const act = await requestAct(ports.dualControl, {
    kind: "give_back",
    subject: found.withdrawal.creatorId,
    object,
    cents: found.withdrawal.amount,
    details: { giveBack: { withdrawalId: object, note, internalNote } },
    reason: note,
    actorId,
    // A repeated request finds the open act of this withdrawal, or its effect.
    idempotencyKey: `give_back:${newUuid(ports.clock.now())}`,
  });
  const details = await awaitWallet(ports, withdrawalId);
  return { details, act: act.state === "executed" ? undefined : act };
}

/** Gives the money back. Act and effect are one transaction. */
export function executeGiveBack({ store, relay, clock }: ExecutorPorts): ExecuteAct {
  return async (act) => {
    const id = uuidOf("withdrawal", act.object);
    if (id === undefined) throw new MetercastError("withdrawal_not_found");
    const { note = "", internalNote = "" } = (act.details.giveBack ?? {}) as Record<string, string>;
    const confirmed = act.decidedBy === "" ? "" : `Confirmed by ${act.decidedBy}.`;
    const words = {
      actorId: act.requestedBy,
      note,
      internalNote: [internalNote, confirmed].filter((text) => text !== "").join(" "),
    };
    await store.transaction(async (tx) => {
      const found = await lockDetails(tx, id);
      await writeDecision(tx, found, judgeFailure(found, words, new Date(clock.now())));
      await executedInTransaction(tx, act, new Date(clock.now()));
    });
    relay.wake();
    return act.object;
  };
}
