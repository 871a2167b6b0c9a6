import { type Clock, MetercastError } from "@metercast/runtime";
import { nextDefault } from "../domain/payout-method.ts";
import type { Store, Transaction } from "../ports/store.ts";
import { methodChanged } from "./events.ts";

export interface RemovePayoutMethodPorts {
  store: Store;
  clock: Clock;
}

/**
 * Deletes a method; another one becomes the default. @throws payout_method_in_use while an open withdrawal
 * goes there, payout_method_not_found
 */
export function removePayoutMethod(
  { store, clock }: RemovePayoutMethodPorts,
  { id, creatorId }: { id: string; creatorId: string },
): Promise<void> {
  return store.transaction(async (tx) => {
    await tx.methods.lockOf(creatorId);
    const found = (await tx.methods.list(creatorId)).find((method) => method.id === id);
    if (!found) throw new MetercastError("payout_method_not_found");
    if (await tx.methods.isInUse(id)) throw new MetercastError("payout_method_in_use");
    const now = new Date(clock.now());
    await tx.methods.delete(id);
    await tx.append([methodChanged(found, "removed", now)]);
    await promoteDefault(tx, creatorId, now);
  });
}

/**
 * Ends a method whose account is closed, or could not be made. A withdrawal that goes there waits until the
 * creator names another method. A method that never had an account is deleted.
 */
export function closePayoutMethod({ store, clock }: RemovePayoutMethodPorts, id: string): Promise<void> {
  return store.transaction(async (tx) => {
    const known = await tx.methods.find({ id });
    if (!known) return;
    await tx.methods.lockOf(known.creatorId);
    const method = await tx.methods.find({ id });
    // Another request was faster.
    if (!method || method.closedAt) return;
    const now = new Date(clock.now());
    await tx.methods.close(id);
    if (method.accountId !== undefined) {
      if (method.state !== "restricted") await tx.append([methodChanged(method, "needs_action", now)]);
      return; // Onboarding makes another one at once, which becomes the default.
    }
    await tx.methods.delete(id);
    await tx.append([methodChanged(method, "removed", now)]);
    await promoteDefault(tx, method.creatorId, now);
  });
}

async function promoteDefault({ methods, append }: Transaction, creatorId: string, now: Date): Promise<void> {
  const next = nextDefault(await methods.list(creatorId));
  if (!next) return;
  await methods.setDefault(next.id, true);
  await append([methodChanged(next, "made_default", now)]);
}
