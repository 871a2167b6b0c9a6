import { unfinishedMs } from "./minutes.ts";
import type { Session } from "./session.ts";

/** Within this time after its end, an unfinished minute is carried into the next session. */
export const CARRY_WITHIN_MS = 10 * 60_000;

/**
 * What a session that starts now takes over from the same viewer's last session in the same stream, so that leaving at 59 s again and again
 * is not free viewing. Chained: what that one took over and did not finish is in it. Nothing is carried after `insufficient_funds`.
 */
export function carriedInto(previous: Session | undefined, now: number, minuteMs: number): number {
  if (previous?.endedAt === undefined || previous.endReason === "insufficient_funds") return 0;
  if (now - previous.endedAt > CARRY_WITHIN_MS) return 0;
  const seen = Math.min(previous.lastSeenAt, previous.endedAt);
  // Another minute length may have been configured since: what is carried stays less than a whole one.
  return Math.min(unfinishedMs(previous, seen), minuteMs - 1);
}

/** Whether a viewer with `available` tokens can pay one minute of this session and of each that was open or began to open before it. */
export const canOpen = (available: bigint, pricesPerMinute: readonly number[]): boolean =>
  available >= pricesPerMinute.reduce((sum, price) => sum + BigInt(price), 0n);

/** A joining session that is older than this was left by a crash: nobody is working on it any more. */
export const JOINING_TIMEOUT_MS = 10_000;
