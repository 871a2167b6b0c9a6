import type { WebhookEndpoint } from "../../domain/webhooks/endpoint.ts";
import type { Transaction } from "../../ports/store.ts";

/** Admins learn that an endpoint was disabled, in the transaction that did it. */
export async function announceDisabled(
  _tx: Transaction,
  _endpoint: WebhookEndpoint,
  _now: Date,
): Promise<void> {
  // The catalogue of kinds has it: see domain/kinds.
}
