import { minuteEnd, minutesEndedBy, type Timing } from "./minutes.ts";

/** An open session as the forecast needs it. */
export interface Consumer extends Timing {
  /** Minutes already paid. */
  paid: number;
  tokensPerMinute: number;
}

/** Whoever has tokens for longer than this need not be told when they end. */
const HORIZON_MS = 365 * 24 * 3_600_000;

/**
 * When the tokens of a viewer run out: the end of the first minute that can't be paid when all open sessions consume their minutes in the order
 * in which they end. Undefined where nothing is consumed within a year.
 */
export function runsOutAt(available: bigint, sessions: readonly Consumer[]): number | undefined {
  const paying = sessions.filter((session) => session.tokensPerMinute > 0);
  if (paying.length === 0) return undefined;
  const needed = (at: number) =>
    paying.reduce(
      (sum, session) =>
        sum +
        BigInt(Math.max(0, minutesEndedBy(session, at) - session.paid)) * BigInt(session.tokensPerMinute),
      0n,
    );
  // `needed` only grows, and grows at ends of minutes only: the first moment at which it is too much is such an end.
  let low = Math.min(...paying.map((session) => minuteEnd(session, session.paid + 1))) - 1;
  let high = low + HORIZON_MS;
  if (needed(high) <= available) return undefined;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (needed(middle) > available) high = middle;
    else low = middle;
  }
  return high;
}
