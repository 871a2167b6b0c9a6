import { type Clock, MetercastError, type Wakeable } from "@metercast/runtime";
import type { InboxItem } from "../ports/inbox.ts";
import type { Store } from "../ports/store.ts";
import { inboxChanged } from "./inbox-changed.ts";

export interface MarkNotificationPorts {
  store: Store;
  clock: Clock;
  relay: Wakeable;
}

export interface MarkNotificationRequest {
  userId: string;
  id: string;
  /** An archived notification counts as read. */
  mark: "read" | "archived";
}

/**
 * Marks one notification of a person. A mark that it has changes nothing.
 * @throws not_found also where the notification is somebody else's
 */
export async function markNotification(
  { store, clock, relay }: MarkNotificationPorts,
  { userId, id, mark }: MarkNotificationRequest,
): Promise<InboxItem> {
  const now = new Date(clock.now());
  const { item, isChanged } = await store.transaction(async ({ inbox, append }) => {
    await inbox.lockState(userId);
    const found = await inbox.lock(userId, id);
    if (!found) throw new MetercastError("not_found", "No such notification.");
    const wasUnread = found.readAt === undefined;
    if (!wasUnread && (mark === "read" || found.archivedAt)) return { item: found, isChanged: false };
    const item = await inbox.mark(id, { readAt: now, ...(mark === "archived" && { archivedAt: now }) });
    const state = await inbox.change(userId, wasUnread ? -1 : 0);
    await append([inboxChanged(userId, state)]);
    return { item, isChanged: true };
  });
  if (isChanged) relay.wake();
  return item;
}
