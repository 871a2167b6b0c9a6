import { inboxChanged } from "./inbox-changed.ts";
import type { MarkNotificationPorts } from "./mark-notification.ts";

export interface MarkAllReadRequest {
  userId: string;
  /** The newest notification that the person has seen: later ones stay unread. */
  upTo: string;
}

/** Marks everything up to a notification as read. Gives the number of those that stay unread. */
export async function markAllRead(
  { store, clock, relay }: MarkNotificationPorts,
  { userId, upTo }: MarkAllReadRequest,
): Promise<number> {
  const now = new Date(clock.now());
  const { unread, isChanged } = await store.transaction(async ({ inbox, append }) => {
    const before = await inbox.lockState(userId);
    const marked = await inbox.markAll(userId, upTo, now);
    if (marked === 0) return { unread: before.unread, isChanged: false };
    const state = await inbox.change(userId, -marked);
    await append([inboxChanged(userId, state)]);
    return { unread: state.unread, isChanged: true };
  });
  if (isChanged) relay.wake();
  return unread;
}
