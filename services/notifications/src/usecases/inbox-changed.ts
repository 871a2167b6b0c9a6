import { type AnyEvent, publicId } from "@metercast/contracts";
import type { InboxState } from "../ports/inbox.ts";

/** For open pages. `arrived` is the notification that is new; undefined where one was read or archived. */
export const inboxChanged = (userId: string, state: InboxState, arrived?: string): AnyEvent => ({
  type: "notifications.inbox.changed.v1",
  message: {
    userId,
    unread: state.unread,
    version: state.version,
    notificationId: arrived === undefined ? "" : publicId("notification", arrived),
  },
});
