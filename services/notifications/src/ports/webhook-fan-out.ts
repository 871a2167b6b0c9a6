import type { SourceEvent } from "../domain/event.ts";

export interface WebhookFanOut {
  /**
   * Writes an event's message and one delivery for each endpoint that asks for its type; nothing if none
   * does, or if the message was written before. Part of the consumer's transaction. Resolves with the number
   * of deliveries that are due.
   */
  fanOut(event: SourceEvent): Promise<number>;
}
