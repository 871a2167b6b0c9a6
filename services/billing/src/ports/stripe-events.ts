/** An event as it is stored. */
export interface StripeEvent {
  id: string;
  type: string;
  /** The Checkout session or charge that the event is about. */
  objectId: string;
  payload: string;
}

export interface ClaimedEvent {
  id: string;
  type: string;
  objectId: string;
  /** Including this one. */
  attempts: number;
}

export interface StripeEvents {
  /** Gives how many of them are new. */
  store(events: readonly StripeEvent[]): Promise<number>;
  /** Claims up to `limit` for some seconds; after a crash another replica claims them. */
  claim(limit: number, leaseSeconds: number): Promise<ClaimedEvent[]>;
  handled(id: string, outcome: string, error: string): Promise<void>;
  again(id: string, error: string, afterMs: number): Promise<void>;
  /** Counted up to 10,000. */
  waiting(): Promise<number>;
}

/** Checks a webhook's signature. @throws invalid_signature */
export type ReadWebhook = (payload: Uint8Array, signature: string) => StripeEvent;
