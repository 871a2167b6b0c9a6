import type { EmailLinks } from "../../ports/email-links.ts";
import type { Inboxes } from "../../ports/inboxes.ts";
import type { Preferences } from "../../ports/notification-preferences.ts";
import type { People } from "../../ports/people.ts";
import type { PushSubscriptions } from "../../ports/push-subscriptions.ts";
import type { WebhookEndpoints } from "../../ports/webhook-endpoints.ts";
import { notificationsCaller } from "./notifications-caller.ts";
import { emailLinks } from "./notifications-emails.ts";
import { inboxes } from "./notifications-inbox.ts";
import { people } from "./notifications-people.ts";
import { preferences } from "./notifications-preferences.ts";
import { pushSubscriptions } from "./notifications-push.ts";
import { webhookEndpoints } from "./notifications-webhooks.ts";

/** What the notifications service does, by subject. */
export interface NotificationsClient {
  inboxes: Inboxes;
  preferences: Preferences;
  emailLinks: EmailLinks;
  people: People;
  pushSubscriptions: PushSubscriptions;
  webhookEndpoints: WebhookEndpoints;
  close(): void;
}

export function connectNotifications(address: string | undefined, deadlineMs: number): NotificationsClient {
  const caller = notificationsCaller(address, deadlineMs);
  return {
    inboxes: inboxes(caller),
    preferences: preferences(caller),
    emailLinks: emailLinks(caller),
    people: people(caller),
    pushSubscriptions: pushSubscriptions(caller),
    webhookEndpoints: webhookEndpoints(caller),
    close: () => caller.close(),
  };
}
