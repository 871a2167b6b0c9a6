import type { NotificationsServiceService } from "@metercast/contracts/notifications/v1/notifications.ts";
import { type Handlers, MetercastError } from "@metercast/runtime";

type Service = Handlers<typeof NotificationsServiceService>;

export function preferences(): Pick<
  Service,
  | "getPreferences"
  | "setPreferences"
  | "requestEmailConfirmation"
  | "confirmEmail"
  | "getUnsubscription"
  | "unsubscribe"
> {
  const later = async () => {
    throw new MetercastError("unavailable", "not built yet");
  };
  return {
    getPreferences: later,
    setPreferences: later,
    requestEmailConfirmation: later,
    confirmEmail: later,
    getUnsubscription: later,
    unsubscribe: later,
  };
}
