import type { Wakeable } from "@metercast/runtime";
import type { Store } from "../ports/store.ts";
import { inboxChanged } from "./inbox-changed.ts";

/**
 * Deletes everything that is stored here about a person. The ledger keeps its entries under the user id. A
 * later request of the person makes new rows.
 */
export async function erasePerson(
  { store, relay }: { store: Store; relay: Wakeable },
  userId: string,
): Promise<void> {
  await store.transaction(async ({ personalData, inbox, append }) => {
    // Takes the lock first, in the order of all inboxes. Open pages then show an empty one.
    const { version } = await inbox.change(userId, 0);
    await personalData.erase(userId);
    await append([inboxChanged(userId, { unread: 0, version })]);
  });
  relay.wake();
}
