import { callableBy, NOTIFICATIONS_CALLERS } from "@metercast/contracts";
import { NotificationsServiceService } from "@metercast/contracts/notifications/v1/notifications.ts";
import { callGrpc, MetercastError } from "@metercast/runtime";

const METHODS = callableBy("gateway", NotificationsServiceService, NOTIFICATIONS_CALLERS);

export type NotificationsCaller = Omit<ReturnType<typeof callGrpc<typeof METHODS>>, "ready">;

/** Without an address every call fails with `unavailable`; everything else works without notifications. */
export function notificationsCaller(address: string | undefined, deadlineMs: number): NotificationsCaller {
  if (address !== undefined) return callGrpc(METHODS, address, { deadlineMs });
  const fail = async () => {
    throw new MetercastError("unavailable", "notifications are not set up here");
  };
  const methods = Object.keys(METHODS).map((name) => [name, fail]);
  return { ...Object.fromEntries(methods), close: () => undefined } as NotificationsCaller;
}
