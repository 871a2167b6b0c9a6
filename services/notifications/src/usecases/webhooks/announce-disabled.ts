import { publicId } from "@metercast/contracts";
import { webhookDisabled } from "../../domain/kinds/webhook-disabled.ts";
import type { WebhookEndpoint } from "../../domain/webhooks/endpoint.ts";
import type { Transaction } from "../../ports/store.ts";
import { addNotices } from "../add-notices.ts";

/** Admins learn that an endpoint was disabled, in the transaction that did it. Wake the relay after it. */
export async function announceDisabled(
  tx: Transaction,
  { id, url, disabled }: WebhookEndpoint,
  now: Date,
): Promise<void> {
  const endpoint = publicId("webhookEndpoint", id);
  // The host alone: a path or a query may be a secret.
  const params = { endpoint, host: new URL(url).host, reason: disabled?.reason ?? "" };
  // An endpoint that is enabled and fails a second time is announced a second time.
  const eventId = `${endpoint}:disabled:${now.toISOString()}`;
  const notices = [{ kind: webhookDisabled, to: { role: "admin" as const }, params }];
  await addNotices(tx, { eventId, at: now, now, notices });
}
