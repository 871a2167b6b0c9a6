import type { Clock, Wakeable } from "@metercast/runtime";
import type { Store } from "../ports/store.ts";
import { inboxChanged } from "./inbox-changed.ts";

export interface PurgeNotificationsPorts {
  store: Store;
  clock: Clock;
  relay: Wakeable;
  retentionDays: number;
}

const DAY_MS = 86_400_000;
/** Of one run; the next one follows at once. */
const MOST_CHUNKS = 20;

/** Deletes old notifications in short transactions. Open pages receive the lower counts. */
export async function purgeNotifications(ports: PurgeNotificationsPorts): Promise<"again" | undefined> {
  const { store, clock, relay, retentionDays } = ports;
  const before = new Date(clock.now() - retentionDays * DAY_MS);
  for (let chunk = 0; chunk < MOST_CHUNKS; chunk++) {
    const deleted = await store.transaction(async ({ notifications, append }) => {
      const old = await notifications.old(before);
      if (old.length === 0) return 0;
      // Inboxes first, as everywhere: a person who reads meanwhile waits, or made the row read before.
      await notifications.lockInboxes([...new Set(old.map(({ userId }) => userId))]);
      const changed = await notifications.delete(old.map(({ id }) => id));
      await append(changed.map((state) => inboxChanged(state.userId, state)));
      return old.length;
    });
    if (deleted === 0) return undefined;
    relay.wake();
  }
  return "again";
}
