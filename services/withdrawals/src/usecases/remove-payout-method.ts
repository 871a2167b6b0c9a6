import { MetercastError } from "@metercast/runtime";
import { nextDefault } from "../domain/payout-method.ts";
import type { Store, Transaction } from "../ports/store.ts";

/**
 * Deletes a method; another one becomes the default. @throws payout_method_in_use while an open withdrawal
 * goes there, payout_method_not_found
 */
export function removePayoutMethod(
  { store }: { store: Store },
  { id, creatorId }: { id: string; creatorId: string },
): Promise<void> {
  return store.transaction(async (tx) => {
    await tx.methods.lockOf(creatorId);
    const found = (await tx.methods.list(creatorId)).find((method) => method.id === id);
    if (!found) throw new MetercastError("payout_method_not_found");
    if (await tx.methods.isInUse(id)) throw new MetercastError("payout_method_in_use");
    await tx.methods.delete(id);
    await promoteDefault(tx, creatorId);
  });
}

/**
 * Ends a method whose account is closed, or could not be made. A withdrawal that goes there waits until the
 * creator names another method. A method that never had an account is deleted.
 */
export function closePayoutMethod({ store }: { store: Store }, id: string): Promise<void> {
  return store.transaction(async (tx) => {
    const method = await tx.methods.find({ id });
    if (!method) return;
    await tx.methods.lockOf(method.creatorId);
    await tx.methods.close(id);
    if (method.accountId !== undefined) return; // Onboarding makes another one at once, which becomes the default.
    await tx.methods.delete(id);
    await promoteDefault(tx, method.creatorId);
  });
}

async function promoteDefault({ methods }: Transaction, creatorId: string): Promise<void> {
  const next = nextDefault(await methods.list(creatorId));
  if (next) await methods.setDefault(next.id, true);
}
