import type { Clock } from "@metercast/runtime";
import { changeLimits, isLimited, type Limits } from "../../domain/spending-limits.ts";
import type { Store } from "../../ports/store.ts";
import {
  type GetSpendingLimitsPorts,
  getSpendingLimits,
  type SpendingLimits,
} from "./get-spending-limits.ts";

export interface SetSpendingLimits extends Limits {
  viewerId: string;
}

export interface SetSpendingLimitsPorts extends GetSpendingLimitsPorts {
  store: Pick<Store, "transaction">;
  clock: Clock;
}

/**
 * Sets what a viewer may spend. What is lower counts for every minute that begins from now on; what is higher
 * waits 24 hours. A later wish replaces one that waits.
 */
export async function setSpendingLimits(
  ports: SetSpendingLimitsPorts,
  { viewerId, ...wish }: SetSpendingLimits,
): Promise<SpendingLimits> {
  await ports.store.transaction(async (tx) => {
    // A join counts the limits that are there when it opens: both take this lock.
    await tx.lockViewer(viewerId);
    const now = ports.clock.now();
    const versions = (await tx.limitsOf([viewerId])).get(viewerId) ?? [];
    const added = changeLimits(versions, wish, now);
    if (!added) return;
    await tx.replaceLimits(viewerId, added, now);
    if (versions.length > 0 || isLimited(wish)) await tx.judgeAgain(viewerId);
  });
  return getSpendingLimits(ports, { viewerId, zone: wish.zone });
}
