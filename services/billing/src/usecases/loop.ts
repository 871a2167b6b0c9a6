import { backoffMs } from "@metercast/runtime";
import type { Clock, Logger } from "../ports.ts";

/** Work that is done again and again. */
export interface Loop {
  name: string;
  everyMs: number;
  step: () => Promise<unknown>;
  /** True where the next step need not wait. */
  hurry?: () => boolean;
}

/** A step that fails is tried again, slower and slower up to this, for as long as it takes. */
const MAX_BACKOFF_MS = 5_000;
/** How soon a stop or a hurry is noticed. */
const LOOK_MS = 20;

/** Runs loops until stopped; resolves when the running steps are done. */
export function startLoops(
  loops: readonly Loop[],
  { clock, log }: { clock: Clock; log: Logger },
): { stop(): Promise<void> } {
  let stopping = false;
  const running = loops.map(run);

  async function run({ name, everyMs, step, hurry }: Loop): Promise<void> {
    for (let failures = 0; !stopping; ) {
      const began = clock.monotonic();
      try {
        await step();
        failures = 0;
      } catch (err) {
        failures += 1;
        log.warn({ err, loop: name, failures }, "trying again");
      }
      const took = clock.monotonic() - began;
      const wait =
        failures > 0
          ? backoffMs(failures, everyMs, Math.max(everyMs, MAX_BACKOFF_MS))
          : Math.max(5, everyMs - took);
      await pause(wait, () => stopping || (failures === 0 && hurry?.() === true));
    }
  }

  return {
    async stop() {
      stopping = true;
      await Promise.all(running);
    },
  };
}

async function pause(ms: number, enough: () => boolean): Promise<void> {
  for (let left = ms; left > 0 && !enough(); left -= LOOK_MS)
    await new Promise((resolve) => setTimeout(resolve, Math.min(left, LOOK_MS)));
}
