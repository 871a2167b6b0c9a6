import type { SourceEvent } from "../domain/event.ts";

export interface WebhookFanOut {
  /**
   * Writes an event's message and one delivery for each endpoint that asks for its type. Part of the
   * consumer's transaction. Resolves with the number of deliveries.
   */
  fanOut(event: SourceEvent): Promise<number>;
}
