const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The pause after each failed attempt, by Standard Webhooks: ten attempts within some 76 hours. */
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

/** Reads Retry-After: seconds or a date. Undefined if it is neither. */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * SECOND : dateMs(header, now);
  return ms === undefined ? undefined : Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS);
}

/** The preferred form of HTTP dates only: `Date.parse` takes far more for a date. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

function dateMs(header: string, now: Date): number | undefined {
  const at = HTTP_DATE.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(at) ? undefined : at - now.getTime();
}
