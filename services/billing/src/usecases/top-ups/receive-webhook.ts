import type { ReadWebhook, StripeEvents } from "../../ports/stripe-events.ts";

export interface ReceiveWebhookPorts {
  events: StripeEvents;
  readWebhook: ReadWebhook;
  /** Wakes the job that handles events. */
  wakeEvents(): void;
}

export interface ReceiveWebhook {
  payload: Uint8Array;
  signature: string;
}

/** Stores a webhook that Stripe has signed, once; true if it is new. Nothing else, because Stripe waits. @throws invalid_signature */
export async function receiveWebhook(
  { events, readWebhook, wakeEvents }: ReceiveWebhookPorts,
  { payload, signature }: ReceiveWebhook,
): Promise<boolean> {
  const isNew = (await events.store([readWebhook(payload, signature)])) === 1;
  if (isNew) wakeEvents();
  return isNew;
}
