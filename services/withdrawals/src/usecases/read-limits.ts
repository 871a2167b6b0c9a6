import type { Minimums } from "../ports/minimums.ts";
import type { Store } from "../ports/store.ts";

export interface ReadLimitsPorts {
  store: Store;
  minimums: Minimums;
  settings: { minimumCents: bigint };
}

/** What a creator may withdraw. Cents. */
export async function readLimits({ store, minimums, settings }: ReadLimitsPorts, creatorId: string) {
  const openId = await store.withdrawals.openOf(creatorId);
  return {
    minimum: (await minimums.of(creatorId)) ?? settings.minimumCents,
    openId,
    // Read last: it includes a withdrawal that has just closed.
    paidOut: await store.withdrawals.paidOutTo(creatorId),
  };
}
