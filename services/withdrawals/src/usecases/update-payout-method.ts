import { type Clock, MetercastError } from "@metercast/runtime";
import { lockAfter } from "../domain/method-lock.ts";
import type { Method } from "../domain/payout-method.ts";
import type { Payer } from "../ports/payer.ts";
import type { Store, Transaction } from "../ports/store.ts";
import { methodChanged } from "./events.ts";
import { redirectWithdrawal } from "./redirect-withdrawal.ts";

export interface UpdatePayoutMethodPorts {
  store: Store;
  payer: Payer;
  clock: Clock;
  methodLockHours: number;
}

/** Makes a method the default one. @throws payout_method_not_found, payouts_not_available if it is closed */
export async function makeDefault(
  ports: UpdatePayoutMethodPorts,
  { id, creatorId }: { id: string; creatorId: string },
): Promise<Method> {
  const method = await ports.store.transaction(async (tx) => {
    await tx.methods.lockOf(creatorId);
    const methods = await tx.methods.list(creatorId);
    const found = methods.find((one) => one.id === id);
    if (!found) throw new MetercastError("payout_method_not_found");
    if (found.closedAt) throw new MetercastError("payouts_not_available", "This account is closed.");
    if (found.isDefault) return found;
    for (const other of methods) if (other.isDefault) await tx.methods.setDefault(other.id, false);
    await tx.methods.setDefault(id, true);
    await lockDefault(ports, tx, found);
    const now = new Date(ports.clock.now());
    await redirectWithdrawal(tx, creatorId, now);
    await tx.withdrawals.wakeOf(creatorId);
    const changed = (await tx.methods.find({ id })) ?? found;
    await tx.append([methodChanged(changed, "made_default", now)]);
    return changed;
  });
  ports.payer.wake();
  return method;
}

/** Locks a young method that becomes the default one in place of another. */
export async function lockDefault(
  { clock, methodLockHours }: Pick<UpdatePayoutMethodPorts, "clock" | "methodLockHours">,
  { methods }: Transaction,
  method: Method,
): Promise<void> {
  const before = (await methods.countOf(method.creatorId)) > 1;
  const until = lockAfter({ kind: "made_default", method, before }, methodLockHours, new Date(clock.now()));
  if (until) await methods.setLock(method.id, until);
}
