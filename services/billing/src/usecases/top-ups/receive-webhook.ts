import type { TopUpPorts } from "./ports.ts";

/** Stores a webhook that Stripe has signed, once. Nothing else: Stripe waits for the answer. @throws invalid_signature */
export function receiveWebhook({ events, readWebhook }: TopUpPorts, stored: () => void) {
  return async (payload: Uint8Array, signature: string): Promise<boolean> => {
    const isNew = (await events.store([readWebhook(payload, signature)])) === 1;
    if (isNew) stored();
    return isNew;
  };
}
