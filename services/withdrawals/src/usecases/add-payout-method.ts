import { newUuid } from "@metercast/contracts";
import { fieldFaults, type RailName, railOf } from "@metercast/rails";
import { type Clock, MetercastError } from "@metercast/runtime";
import { lockAfter } from "../domain/method-lock.ts";
import { addition, type Method, type NewMethod } from "../domain/payout-method.ts";
import type { Payer } from "../ports/payer.ts";
import type { Rails } from "../ports/rails.ts";
import type { Store } from "../ports/store.ts";
import { type MethodChange, methodChanged } from "./events.ts";
import { redirectWithdrawal } from "./redirect-withdrawal.ts";
import { lockDefault } from "./update-payout-method.ts";

export interface AddPayoutMethodPorts {
  store: Store;
  rails: Rails;
  payer: Payer;
  clock: Clock;
  maxPayoutMethods: number;
  methodLockHours: number;
}

/**
 * Adds a way to be paid. @throws invalid_request with the faults of its fields, too_many_payout_methods,
 * payouts_not_available where the rail is not configured
 */
export async function addPayoutMethod(
  ports: AddPayoutMethodPorts,
  request: Pick<Method, "creatorId" | "kind" | "fields" | "isDefault">,
): Promise<Method> {
  const rail = railOf(request.kind);
  if (!ports.rails.has(request.kind)) throw notConfigured(request.kind);
  const faults = fieldFaults(rail, request.fields);
  if (faults.length > 0) throw new MetercastError("invalid_request", undefined, { fields: faults });
  const state = rail.setup === "fields" ? "ready" : "onboarding";
  const id = newUuid(ports.clock.now());
  const method = await keepMethod(ports, { ...request, id, state, email: "" });
  ports.payer.wake();
  return method;
}

/**
 * Of a rail with one method for each creator: the present one, if there is one. The first method becomes
 * the default. @throws
 * too_many_payout_methods
 */
export function keepMethod(ports: KeepMethodPorts, method: NewMethod): Promise<Method> {
  return ports.store.transaction(async (tx) => {
    const { creatorId } = method;
    await tx.methods.lockOf(creatorId);
    const added = addition(await tx.methods.list(creatorId), method, ports.maxPayoutMethods);
    if (added === "too_many")
      throw new MetercastError(
        "too_many_payout_methods",
        "You have as many as there may be: remove one first.",
      );
    const { known, becomesDefault, replaced } = added;
    for (const { id } of replaced) await tx.methods.setDefault(id, false);
    const id = known?.id ?? method.id;
    const now = new Date(ports.clock.now());
    const changes: MethodChange[] = known ? [] : ["added"];
    if (becomesDefault && (known ? !known.isDefault : replaced.length > 0)) changes.push("made_default");
    if (known && becomesDefault) {
      await tx.methods.setDefault(id, true);
      if (!known.isDefault) await lockDefault(ports, tx, known);
    }
    if (!known) {
      const before = (await tx.methods.countOf(creatorId)) > 0;
      const lockedUntil = lockAfter({ kind: "added", before }, ports.methodLockHours, now);
      await tx.methods.insert({ ...method, isDefault: becomesDefault, lockedUntil });
    }
    if (becomesDefault) await redirectWithdrawal(tx, creatorId, now);
    await tx.withdrawals.wakeOf(creatorId);
    const kept = await tx.methods.find({ id });
    if (!kept) throw new Error("the method was written in this transaction");
    await tx.append(changes.map((change) => methodChanged(kept, change, now)));
    return kept;
  });
}

type KeepMethodPorts = Pick<AddPayoutMethodPorts, "store" | "clock" | "maxPayoutMethods" | "methodLockHours">;

export const notConfigured = (rail: RailName) =>
  new MetercastError("payouts_not_available", `${railOf(rail).label} is not configured here.`);
