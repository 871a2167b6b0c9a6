/** Delay before attempt number `attempt` (from 1): doubles from `baseMs` up to `maxMs`, with jitter. */
export function backoffMs(attempt: number, baseMs: number, maxMs: number): number {
  return Math.min(maxMs, baseMs * 2 ** Math.min(attempt - 1, 20)) * (0.5 + Math.random() / 2);
}
