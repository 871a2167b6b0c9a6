import { decodeEvent, type EventType } from "@metercast/contracts";
import type { Logger } from "@metercast/runtime";
import type { InboxPages } from "./inbox-pages.ts";
import type { EventsShown } from "./show-events.ts";

const TYPE = "notifications.inbox.changed.v1";
export const INBOX_SUBJECTS = { NOTIFICATIONS: [TYPE] } as const satisfies Record<
  string,
  readonly EventType[]
>;

/**
 * Applies the events of notifications to open pages. They have a feed of their own: heartbeats use caches
 * that are trusted only while the other feed is up, and must not depend on notifications.
 */
export function showInboxEvents({ pages, log }: { pages: InboxPages; log: Logger }): EventsShown {
  return {
    handle(_subject, data) {
      try {
        const { userId, unread, version, notificationId } = decodeEvent(TYPE, data);
        pages.changed(userId, { unread, version, arrived: notificationId || undefined });
      } catch (err) {
        log.warn({ err }, "live: skipping an unreadable message");
      }
    },
    async gap() {
      pages.refresh();
    },
  };
}
