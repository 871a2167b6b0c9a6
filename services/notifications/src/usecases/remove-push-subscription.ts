import { MetercastError } from "@metercast/runtime";
import type { Store } from "../ports/store.ts";

/** What waits for the browser is not sent. @throws not_found */
export async function removePushSubscription(
  { store }: { store: Store },
  { userId, id }: { userId: string; id: string },
): Promise<void> {
  const removed = await store.transaction(({ pushSubscriptions }) => pushSubscriptions.delete(userId, id));
  if (!removed) throw new MetercastError("not_found", "No such push subscription.");
}
