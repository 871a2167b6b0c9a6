import type { SourceEvent } from "../../domain/event.ts";
import { isWebhookEventType } from "../../domain/webhooks/event-types.ts";
import { messageOf } from "../../domain/webhooks/message.ts";
import type { Transaction } from "../../ports/store.ts";

/**
 * Writes an event for the endpoints that ask for its type, in the consumer's transaction. Resolves with the
 * number of deliveries that are due.
 */
export async function fanOut(
  tx: Pick<Transaction, "webhooks">,
  { id, type, payload, at }: SourceEvent,
): Promise<number> {
  if (!isWebhookEventType(type)) return 0;
  // The sender's own JSON, with fields that this release does not know.
  const data = JSON.parse(Buffer.from(payload).toString("utf8"));
  return tx.webhooks.insertForEndpoints(messageOf({ id, type, at, data }), at);
}
