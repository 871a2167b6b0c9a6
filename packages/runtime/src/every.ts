import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "./log.ts";

/**
 * Runs `work` again and again, `intervalMs` after its last end, until stopped. A failure is logged and the next turn comes as always:
 * what runs here must be able to go on from wherever it was.
 */
export function every(
  intervalMs: number,
  log: Logger,
  name: string,
  work: () => Promise<unknown>,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const running = (async () => {
    while (!stopping.signal.aborted) {
      await work().catch((err) => log.warn({ err, job: name }, "failed; the next turn tries again"));
      await sleep(intervalMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
