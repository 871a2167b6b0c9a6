/** What a join needs: the price of a minute of each session that is open or began to open before it, its own among them, and what it carries in. */
export interface Cost {
  pricesPerMinute: readonly number[];
  /** Tokens that are due the moment it opens. */
  dueAtOnce: bigint;
}

/** Whether a viewer with `available` tokens can pay what is due at once and, after it, the first minute. */
export const canOpen = (available: bigint, { pricesPerMinute, dueAtOnce }: Cost): boolean =>
  available >= pricesPerMinute.reduce((sum, price) => sum + BigInt(price), dueAtOnce);

/** A joining session that is older than this was left by a crash: nobody is working on it any more. */
export const JOINING_TIMEOUT_MS = 10_000;
