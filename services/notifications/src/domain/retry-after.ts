/**
 * The wait that a Retry-After header (RFC 9110) asks for, in ms: seconds or a date. Bounded, so that nobody
 * can stop a queue for a month; undefined where there is none or it can't be read.
 */
export function retryAfterMs(header: string | undefined, nowMs: number, mostMs: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), mostMs);
}
