import { notificationsCaller } from "./notifications-caller.ts";

/** What the notifications service does, by subject. */
export interface NotificationsClient {
  close(): void;
}

export function connectNotifications(address: string | undefined, deadlineMs: number): NotificationsClient {
  const caller = notificationsCaller(address, deadlineMs);
  return { close: () => caller.close() };
}
