/** Webhooks of Stripe, and events that no webhook brought. Each is stored once, then handled. */
export interface StripeEvents {
  /** Verifies and stores a webhook; false where it was stored before. @throws invalid_signature */
  receive(payload: Uint8Array, signature: string): Promise<boolean>;
  /** Stores the events that Stripe has of a time (ms); gives how many of them are new. */
  fetch(from: number, to: number): Promise<number>;
}
