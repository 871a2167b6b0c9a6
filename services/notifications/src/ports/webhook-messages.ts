import type { WebhookMessage } from "../domain/webhooks/message.ts";

/** The part of a transaction that stores webhook messages. */
export interface WebhookMessages {
  /**
   * Stores a message and one delivery for each endpoint that asks for its type; nothing if none does or if
   * the message was stored before. For a disabled endpoint the delivery counts as failed, so that it can be
   * recovered. Returns the number of deliveries that are due.
   */
  insertForEndpoints(message: WebhookMessage, now: Date): Promise<number>;
}
