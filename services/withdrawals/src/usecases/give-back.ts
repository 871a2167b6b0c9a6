import { newUuid, publicId, uuidOf } from "@metercast/contracts";
import { MetercastError } from "@metercast/runtime";
import type { Act, Wakeable, WithdrawalDetails, Withdrawals } from "../ports.ts";
import { type ActPorts, type ExecuteAct, requestAct } from "./acts.ts";
import { markFailed, notOwn, walletsPart } from "./decide.ts";

export interface GiveBackRequest {
  withdrawalId: string;
  actorId: string;
  note: string;
  internalNote: string;
}

interface Ports {
  withdrawals: Withdrawals;
  relay: Wakeable;
  walletWaitMs: number;
  dualControl: ActPorts;
}

/** An admin says that a payout by hand failed or came back: the creator gets the money again. Above the limit a second admin must confirm it. */
export async function giveBack(
  ports: Ports,
  { withdrawalId, actorId, note, internalNote }: GiveBackRequest,
): Promise<{ details: WithdrawalDetails; act: Act | undefined }> {
  const found = await ports.withdrawals.find(withdrawalId);
  if (!found) throw new MetercastError("withdrawal_not_found");
  notOwn(found, actorId);
  // Refused before anybody is asked to confirm it.
  markFailed(found, { actorId, note });
  const object = publicId("withdrawal", withdrawalId);
  const act = await requestAct(
    ports.dualControl,
    {
      kind: "give_back",
      subject: found.withdrawal.creatorId,
      object,
      cents: found.withdrawal.amount,
      details: { giveBack: { withdrawalId: object, note, internalNote } },
      reason: note,
      actorId,
      // A repetition meets the open act of this withdrawal, or its effect.
      idempotencyKey: `give_back:${newUuid(Date.now())}`,
    },
    new Date(),
  );
  const details = await walletsPart(ports, withdrawalId);
  return { details, act: act.state === "executed" ? undefined : act };
}

/** Gives back what was confirmed. The act is executed in the same transaction. */
export function executeGiveBack({ withdrawals, relay }: Pick<Ports, "withdrawals" | "relay">): ExecuteAct {
  return async (act) => {
    const id = uuidOf("withdrawal", act.object);
    if (id === undefined) throw new MetercastError("withdrawal_not_found");
    const { note = "", internalNote = "" } = (act.details.giveBack ?? {}) as Record<string, string>;
    const confirmed = act.decidedBy === "" ? "" : `Confirmed by ${act.decidedBy}.`;
    await withdrawals.decide(id, (found) => ({
      ...markFailed(found, {
        actorId: act.requestedBy,
        note,
        internalNote: [internalNote, confirmed].filter((text) => text !== "").join(" "),
      }),
      actId: act.id,
    }));
    relay.wake();
    return act.object;
  };
}
