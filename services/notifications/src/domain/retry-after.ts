/**
 * The wait that a Retry-After header (RFC 9110) asks for, in ms: seconds or a date. Bounded, so that nobody
 * can stop a queue for a month; undefined where there is none or it can't be read.
 */
export function retryAfterMs(header: string | undefined, nowMs: number, mostMs: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : dateMs(text) - nowMs;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), mostMs);
}

/** The preferred form of HTTP dates only: `Date.parse` takes far more for a date. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

const dateMs = (text: string): number => (HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN);
