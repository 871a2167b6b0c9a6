/**
 * What an endpoint may ask for, with the field that names the object of the event: a receiver orders events
 * by it and by `sequence`. These are the public events about money: JSON, of billing, wallet and
 * withdrawals. Batches of minutes are for the services, and events of notifications for one person.
 */
const OBJECT_FIELDS = {
  "billing.stream.started.v1": "streamId",
  "billing.stream.ended.v1": "streamId",
  "billing.session.started.v1": "sessionId",
  "billing.session.ended.v1": "sessionId",
  "billing.top_up.failed.v1": "topUpId",
  "billing.spending_limit.near.v1": "viewerId",
  "billing.case.opened.v1": "caseId",
  "billing.case.answered.v1": "caseId",
  "billing.case.replied.v1": "caseId",
  "billing.case.resolved.v1": "caseId",
  "wallet.transfer.posted.v1": "transferId",
  "wallet.transfer.rejected.v1": "requestId",
  "wallet.balance.low.v1": "userId",
  "wallet.balance.exhausted.v1": "userId",
  "wallet.balance.recovered.v1": "userId",
  "wallet.hold.posted.v1": "holdId",
  "wallet.hold.voided.v1": "holdId",
  "wallet.integrity.failed.v1": undefined,
  "withdrawals.withdrawal.requested.v1": "withdrawalId",
  "withdrawals.withdrawal.approved.v1": "withdrawalId",
  "withdrawals.withdrawal.rejected.v1": "withdrawalId",
  "withdrawals.withdrawal.canceled.v1": "withdrawalId",
  "withdrawals.withdrawal.completed.v1": "withdrawalId",
  "withdrawals.withdrawal.failed.v1": "withdrawalId",
  "withdrawals.withdrawal.needs_review.v1": "withdrawalId",
  "withdrawals.run.skipped.v1": "creatorId",
  "withdrawals.schedule.changed.v1": "creatorId",
  "withdrawals.payout_method.changed.v1": "payoutMethodId",
  "withdrawals.freeze.changed.v1": undefined,
  "withdrawals.payout.sent.v1": "withdrawalId",
  "withdrawals.payout.paid.v1": "withdrawalId",
  "withdrawals.payout.failed.v1": "withdrawalId",
  "withdrawals.payout.returned.v1": "withdrawalId",
} as const;

export type WebhookEventType = keyof typeof OBJECT_FIELDS;

export const WEBHOOK_EVENT_TYPES = Object.keys(OBJECT_FIELDS) as readonly WebhookEventType[];

/** A filter with this alone takes every type, also those of later versions. */
export const EVERY_TYPE = "*";

/** The type of the message that an admin sends to try an endpoint. No filter needs it. */
export const TEST_TYPE = "metercast.webhook.test.v1";

export const isWebhookEventType = (type: string): type is WebhookEventType =>
  Object.hasOwn(OBJECT_FIELDS, type);

/** The id of the event's object; "platform" where it is about no single one. */
export function objectOf(type: WebhookEventType, data: Readonly<Record<string, unknown>>): string {
  const field = OBJECT_FIELDS[type];
  return field === undefined ? "platform" : String(data[field] ?? "");
}
