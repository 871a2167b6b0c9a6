import type { InboxItem } from "@metercast/contracts/notifications/v1/inbox.ts";
import type { Notification } from "../../domain/notification.ts";
import type { Inboxes } from "../../ports/inboxes.ts";
import type { NotificationsCaller } from "./notifications-caller.ts";
import { given, orUndefined, pageRequest, time } from "./values.ts";

export const inboxes = (caller: NotificationsCaller): Inboxes => ({
  async list({ userId, status, language, ...page }) {
    const answer = await caller.listInbox({ userId, status, language, ...pageRequest(page) });
    const { items, nextCursor, unread } = answer;
    return { items: items.map(notificationOf), nextCursor: orUndefined(nextCursor), unread };
  },
  unread: (userId, options) => caller.getUnread({ userId }, options),
  markRead: async (request) => notificationOf((await caller.markRead(request)).item),
  archive: async (request) => notificationOf((await caller.archiveNotification(request)).item),
  markAllRead: async (request) => (await caller.markAllRead(request)).unread,
});

function notificationOf(answered: InboxItem | undefined): Notification {
  const { createdAt, link, action, ...item } = given(answered, "a notification");
  return { ...item, createdAt: time(createdAt), link: orUndefined(link), action: orUndefined(action) };
}
