import type { WebhookMessage } from "../domain/webhooks/message.ts";

export interface WebhookFanOut {
  /**
   * Writes a message and one delivery for each endpoint that asks for its type; nothing if none does, or if
   * the message was written before. Resolves with the number of deliveries that are due.
   */
  insertForEndpoints(message: WebhookMessage, at: Date): Promise<number>;
}
