import { appendEvents, firstTime } from "@metercast/outbox";
import type { Store, Transaction } from "../../ports/store.ts";
import type { Channels } from "./channels.ts";
import { type Connection, type Database, inTransaction } from "./database.ts";
import { earningsWrites } from "./earnings.ts";
import { emailReads, emailWrites } from "./emails.ts";
import { inboxReads, inboxWrites } from "./inbox.ts";
import { notificationWrites } from "./notifications.ts";
import { openRequestWrites } from "./open-requests.ts";
import { personReads, personWrites } from "./people.ts";
import { personalData, personalDataWrites } from "./personal-data.ts";
import { preferenceReads, preferenceWrites } from "./preferences.ts";
import { pushSubscriptionReads, pushSubscriptionWrites } from "./push-subscriptions.ts";
import { recipientReads } from "./recipients.ts";
import { deliveryReads, deliveryWrites } from "./webhook-deliveries.ts";
import { endpointReads, endpointWrites } from "./webhook-endpoints.ts";
import { webhookFanOut } from "./webhook-fan-out.ts";

export function postgresStore(database: Database, channels: Channels): Store {
  return {
    people: personReads(database),
    personalData: personalData(database),
    preferences: preferenceReads(database),
    emails: emailReads(database),
    inbox: inboxReads(database),
    webhookEndpoints: endpointReads(database),
    webhookDeliveries: deliveryReads(database),
    pushSubscriptions: pushSubscriptionReads(database),
    transaction: (work) => inTransaction(database, (tx) => work(transaction(tx, channels))),
  };
}

const transaction = (tx: Connection, channels: Channels): Transaction => ({
  people: personWrites(tx),
  personalData: personalDataWrites(tx),
  preferences: preferenceWrites(tx),
  emails: emailWrites(tx),
  inbox: inboxWrites(tx),
  notifications: notificationWrites(tx),
  recipients: recipientReads(tx, channels),
  openRequests: openRequestWrites(tx),
  earnings: earningsWrites(tx),
  webhooks: webhookFanOut(tx),
  webhookEndpoints: endpointWrites(tx),
  webhookDeliveries: deliveryWrites(tx),
  pushSubscriptions: pushSubscriptionWrites(tx),
  isFirst: ({ consumer, id }) => firstTime(tx, consumer, id),
  append: (events) => appendEvents(tx, events),
});
