import { minuteEnd, minutesEndedBy, type Timing } from "./minutes.ts";

/** An open session as the forecast needs it. */
export interface Consumer extends Timing {
  /** Minutes already paid. */
  paid: number;
  tokensPerMinute: number;
}

/** Tokens that last longer than this need no forecast. */
const HORIZON_MS = 365 * 24 * 3_600_000;

/**
 * When a viewer's tokens run out: the end of the minute after which a session ends because the rest does
 * not cover its next minute. All open sessions consume their minutes in the order in which the minutes end.
 * Undefined if the tokens last a year.
 */
export function runsOutAt(available: bigint, sessions: readonly Consumer[]): number | undefined {
  // A viewer whom the media plane has not seen consumes nothing.
  const paying = sessions.filter((session) => session.tokensPerMinute > 0 && session.mediaFrom !== 0);
  if (paying.length === 0) return undefined;
  const dearest = BigInt(Math.max(...paying.map(({ tokensPerMinute }) => tokensPerMinute)));
  const leftAt = (at: number) =>
    paying.reduce((left, session) => left - priceOf(session, minutesLeft(session, at)), available);
  // No session ends while the rest covers the dearest minute: find that point by bisection, then go minute
  // by minute.
  let enough = Math.min(...paying.map((session) => minuteEnd(session, session.paid + 1))) - 1;
  let tooFar = enough + HORIZON_MS;
  if (leftAt(tooFar) >= dearest) return undefined;
  if (leftAt(enough) < dearest) return endOneByOne(available, paying);
  while (tooFar - enough > 1) {
    const middle = Math.floor((enough + tooFar) / 2);
    if (leftAt(middle) >= dearest) enough = middle;
    else tooFar = middle;
  }
  const then = paying.map((session) => ({ ...session, paid: session.paid + minutesLeft(session, enough) }));
  return endOneByOne(leftAt(enough), then);
}

/** Minutes that end by `at` and are not paid. */
const minutesLeft = (session: Consumer, at: number): number =>
  Math.max(0, minutesEndedBy(session, at) - session.paid);

const priceOf = ({ tokensPerMinute }: Consumer, minutes: number): bigint =>
  BigInt(minutes) * BigInt(tokensPerMinute);

/** Bounded: the rest does not cover the dearest session, so its next minute is the last one at the latest. */
function endOneByOne(available: bigint, sessions: readonly Consumer[]): number {
  const open = sessions.map((session) => ({ ...session }));
  // If the rest does not cover the next minute already, the session ends with its last paid minute.
  const paidLast = open.filter(({ paid }) => paid > 0).sort((a, b) => endOfPaid(b) - endOfPaid(a))[0];
  if (paidLast !== undefined && available < BigInt(paidLast.tokensPerMinute)) return endOfPaid(paidLast);
  for (let left = available; ; ) {
    const next = open.reduce((a, b) => (minuteEnd(b, b.paid + 1) < minuteEnd(a, a.paid + 1) ? b : a));
    next.paid += 1;
    left -= priceOf(next, 1);
    if (left < BigInt(next.tokensPerMinute)) return minuteEnd(next, next.paid);
  }
}

const endOfPaid = (session: Consumer): number => minuteEnd(session, session.paid);
