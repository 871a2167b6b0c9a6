import type { NotificationsServiceService } from "@metercast/contracts/notifications/v1/notifications.ts";
import { type Handlers, MetercastError } from "@metercast/runtime";

type Service = Handlers<typeof NotificationsServiceService>;

export function inbox(): Pick<
  Service,
  "listInbox" | "getUnread" | "markRead" | "markAllRead" | "archiveNotification"
> {
  const later = async () => {
    throw new MetercastError("unavailable", "not built yet");
  };
  return {
    listInbox: later,
    getUnread: later,
    markRead: later,
    markAllRead: later,
    archiveNotification: later,
  };
}
