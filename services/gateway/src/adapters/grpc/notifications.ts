import type { WebhookEndpoints } from "../../ports/webhook-endpoints.ts";
import { notificationsCaller } from "./notifications-caller.ts";
import { webhookEndpoints } from "./notifications-webhooks.ts";

/** What the notifications service does, by subject. */
export interface NotificationsClient {
  webhookEndpoints: WebhookEndpoints;
  close(): void;
}

export function connectNotifications(address: string | undefined, deadlineMs: number): NotificationsClient {
  const caller = notificationsCaller(address, deadlineMs);
  return { webhookEndpoints: webhookEndpoints(caller), close: () => caller.close() };
}
