import type { ReadWebhook, StripeEvents, Wakeable } from "../ports.ts";

/** Stores a webhook that Stripe has signed, once. Nothing else: Stripe waits for the answer. @throws invalid_signature */
export async function receiveWebhook(
  ports: { events: StripeEvents; readWebhook: ReadWebhook; worker: Wakeable },
  payload: Uint8Array,
  signature: string,
): Promise<boolean> {
  const stored = await ports.events.store(ports.readWebhook(payload, signature));
  if (stored) ports.worker.wake();
  return stored;
}
