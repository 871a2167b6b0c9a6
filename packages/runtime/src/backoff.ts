/** Delay before try number `attempt` (from 1): doubling from `baseMs`, at most `maxMs`, with jitter. */
export function backoffMs(attempt: number, baseMs: number, maxMs: number): number {
  return Math.min(maxMs, baseMs * 2 ** Math.min(attempt - 1, 20)) * (0.5 + Math.random() / 2);
}
