import type { NotificationsServiceService } from "@metercast/contracts/notifications/v1/notifications.ts";
import { type Handlers, MetercastError } from "@metercast/runtime";

type Service = Handlers<typeof NotificationsServiceService>;

export function emails(): Pick<
  Service,
  "requestEmailConfirmation" | "confirmEmail" | "getUnsubscription" | "unsubscribe"
> {
  const later = async () => {
    throw new MetercastError("unavailable", "not built yet");
  };
  return {
    requestEmailConfirmation: later,
    confirmEmail: later,
    getUnsubscription: later,
    unsubscribe: later,
  };
}
