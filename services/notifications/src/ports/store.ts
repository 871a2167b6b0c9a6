import type { AnyEvent } from "@metercast/contracts";
import type { EarningsWrites } from "./earnings.ts";
import type { EmailReads, EmailWrites } from "./emails.ts";
import type { InboxReads, InboxWrites } from "./inbox.ts";
import type { NotificationWrites } from "./notifications.ts";
import type { OpenRequestWrites } from "./open-requests.ts";
import type { PersonalData, PersonalDataWrites, PersonReads, PersonWrites } from "./people.ts";
import type { PreferenceReads, PreferenceWrites } from "./preferences.ts";
import type { PushSubscriptionReads, PushSubscriptionWrites } from "./push-subscriptions.ts";
import type { RecipientReads } from "./recipients.ts";
import type { DeliveryReads, DeliveryWrites } from "./webhook-deliveries.ts";
import type { EndpointReads, EndpointWrites } from "./webhook-endpoints.ts";
import type { WebhookFanOut } from "./webhook-fan-out.ts";

/** The tables of notifications. What is here runs outside a transaction. */
export interface Store {
  people: PersonReads;
  personalData: PersonalData;
  preferences: PreferenceReads;
  emails: EmailReads;
  inbox: InboxReads;
  webhookEndpoints: EndpointReads;
  webhookDeliveries: DeliveryReads;
  pushSubscriptions: PushSubscriptionReads;
  /**
   * Runs `work` in one transaction, and repeats it where Postgres rolled it back because of another one. So
   * `work` decides by what it reads in it, and calls nobody outside.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
}

/**
 * Locks are taken in this order: a webhook endpoint, inboxes by user id, their notifications, preferences,
 * addresses.
 */
export interface Transaction {
  people: PersonWrites;
  personalData: PersonalDataWrites;
  preferences: PreferenceWrites;
  emails: EmailWrites;
  inbox: InboxWrites;
  notifications: NotificationWrites;
  recipients: RecipientReads;
  openRequests: OpenRequestWrites;
  earnings: EarningsWrites;
  webhooks: WebhookFanOut;
  webhookEndpoints: EndpointWrites;
  webhookDeliveries: DeliveryWrites;
  pushSubscriptions: PushSubscriptionWrites;
  /** False where this consumer has handled the message before. */
  isFirst(message: { consumer: string; id: string }): Promise<boolean>;
  /** After the commit, wake the relay. */
  append(events: readonly AnyEvent[]): Promise<void>;
}
