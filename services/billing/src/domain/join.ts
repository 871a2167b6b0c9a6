/** What a viewer must be able to pay to open a session. */
export interface Cost {
  /** Of each session that is open or began to open before this one, and of this one. */
  pricesPerMinute: readonly number[];
  /** Tokens that are due when it opens. */
  dueAtOnce: bigint;
}

/** Whether `available` tokens cover what is due at once and a minute of each open session. */
export const canOpen = (available: bigint, { pricesPerMinute, dueAtOnce }: Cost): boolean =>
  available >= pricesPerMinute.reduce((sum, price) => sum + BigInt(price), dueAtOnce);

/** A joining session that is older than this was left by a crash. */
export const JOINING_TIMEOUT_MS = 10_000;
