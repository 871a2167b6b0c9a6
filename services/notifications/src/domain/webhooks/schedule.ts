const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * The pause after each failed attempt, by Standard Webhooks: ten attempts within 75.6 hours, with all of the
 * jitter within 83.
 */
export const RETRY_PAUSES_MS: readonly number[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/** Spreads what failed together, such as all messages of an outage. */
const JITTER = 0.1;
/** No endpoint may ask for a longer pause. */
export const MAX_RETRY_AFTER_MS = 24 * HOUR;

/**
 * When attempt `step` (from 1) of a schedule failed: the time of the next one; undefined after the last. An
 * endpoint may ask for a longer pause than the schedule's, not for a shorter one.
 */
export function nextAttemptAt(
  step: number,
  { now, random, retryAfterMs = 0 }: { now: Date; random: number; retryAfterMs?: number },
): Date | undefined {
  const pause = RETRY_PAUSES_MS[step - 1];
  if (pause === undefined) return undefined;
  return new Date(now.getTime() + Math.max(pause * (1 + JITTER * random), retryAfterMs));
}
