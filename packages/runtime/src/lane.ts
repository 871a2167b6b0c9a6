import { setTimeout as sleep } from "node:timers/promises";

export interface LaneSettings<Item> {
  /** Items of a run. */
  most: number;
  /** A run that takes longer does not hold up the next one. */
  patienceMs: number;
  /** Runs at the same time, where they take so long. */
  mostRuns: number;
  /** Takes a run's items. Never rejects. */
  work(items: readonly Item[]): Promise<void>;
  /** The next run begins beside this one. Gives what to do at its end. */
  slow(items: readonly Item[]): () => void;
}

/**
 * A line of items that are taken in order, one run at a time. A run begins at once when none runs; what comes
 * meanwhile waits for the next.
 */
export function lane<Item>({
  most,
  patienceMs,
  mostRuns,
  work,
  slow,
}: LaneSettings<Item>): (item: Item) => void {
  let waiting: Item[] = [];
  let isRunning = false;
  const slowRuns = new Set<Promise<void>>();
  async function run(): Promise<void> {
    isRunning = true;
    // What one read of a socket brought belongs together.
    await new Promise(setImmediate);
    while (waiting.length > 0) {
      const items = waiting.slice(0, most);
      waiting = waiting.slice(most);
      await patiently(items);
      while (slowRuns.size >= mostRuns) await Promise.race(slowRuns);
    }
    isRunning = false;
  }
  async function patiently(items: readonly Item[]): Promise<void> {
    const ended = new AbortController();
    const whole = work(items).finally(() => ended.abort());
    const isSlow = await sleep(patienceMs, true, { signal: ended.signal }).catch(() => false);
    if (!isSlow) return;
    const after = slow(items);
    const rest = whole.finally(() => {
      slowRuns.delete(rest);
      after();
    });
    slowRuns.add(rest);
  }
  return (item) => {
    waiting.push(item);
    if (!isRunning) void run();
  };
}
