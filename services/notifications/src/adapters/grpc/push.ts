import type { NotificationsServiceService } from "@metercast/contracts/notifications/v1/notifications.ts";
import { type Handlers, MetercastError } from "@metercast/runtime";

type Service = Handlers<typeof NotificationsServiceService>;

export function push(): Pick<
  Service,
  "getPushKey" | "listPushSubscriptions" | "addPushSubscription" | "removePushSubscription"
> {
  const later = async () => {
    throw new MetercastError("unavailable", "not built yet");
  };
  return {
    getPushKey: later,
    listPushSubscriptions: later,
    addPushSubscription: later,
    removePushSubscription: later,
  };
}
