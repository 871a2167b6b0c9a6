import type { NotificationsServiceService } from "@metercast/contracts/notifications/v1/notifications.ts";
import { type Handlers, MetercastError } from "@metercast/runtime";

type Service = Handlers<typeof NotificationsServiceService>;

export function people(): Pick<Service, "seePerson" | "getPerson" | "exportPerson" | "erasePerson"> {
  const later = async () => {
    throw new MetercastError("unavailable", "not built yet");
  };
  return {
    seePerson: later,
    getPerson: later,
    exportPerson: later,
    erasePerson: later,
  };
}
