/** How long a burst is collected, and the shortest time between two runs. */
export interface Pace {
  waitMs: number;
  everyMs: number;
}

/**
 * However often it is called, `run` runs once for a burst, and once more for what came during a run. Runs
 * never overlap.
 */
export function coalesced(run: () => Promise<unknown>, { waitMs, everyMs }: Pace): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;
  let again = false;
  let lastAt = Number.NEGATIVE_INFINITY;

  function schedule(): void {
    if (running) {
      again = true;
      return;
    }
    if (timer !== undefined) return;
    timer = setTimeout(start, Math.max(waitMs, lastAt + everyMs - Date.now()));
  }

  async function start(): Promise<void> {
    timer = undefined;
    running = true;
    await run().catch(() => undefined);
    running = false;
    lastAt = Date.now();
    if (!again) return;
    again = false;
    schedule();
  }

  return schedule;
}
