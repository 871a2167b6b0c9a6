import { setTimeout as sleep } from "node:timers/promises";

/**
 * Lets so many a second through, and at first as many at once as `burst`; gives how long the next one has
 * to wait. Pure: the time comes in.
 */
export function pace(perSecond: number, burst: number): (nowMs: number) => number {
  const stepMs = 1_000 / perSecond;
  let nextAt = Number.NEGATIVE_INFINITY;
  return (nowMs) => {
    const at = Math.max(nextAt, nowMs - (burst - 1) * stepMs);
    nextAt = at + stepMs;
    return Math.max(0, at - nowMs);
  };
}

/** At most so many at the same time; the others wait in the order in which they came. */
export function gate(places: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = places;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}

/** Waits for one's turn. */
export async function takeTurn(next: (nowMs: number) => number): Promise<void> {
  const wait = next(performance.now());
  if (wait > 0) await sleep(wait);
}
