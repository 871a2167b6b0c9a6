import { startJob } from "./job.ts";
import type { Logger } from "./log.ts";

/** Scrapes come every 15 to 60 s. */
const SAMPLE_EVERY_MS = 5_000;

export interface Sampled<T> {
  /** Undefined before the first read and while reading fails. */
  latest(): T | undefined;
  stop(): Promise<void>;
}

/** Reads figures that need a query in the background, so that a scrape never waits or causes load. */
export function sample<T>(
  log: Logger,
  name: string,
  read: () => Promise<T>,
  everyMs: number = SAMPLE_EVERY_MS,
): Sampled<T> {
  let latest: T | undefined;
  const job = startJob({
    name: `sample_${name.replaceAll(/\W+/g, "_")}`,
    everyMs,
    log,
    async run() {
      try {
        latest = await read();
      } catch (error) {
        latest = undefined;
        throw error;
      }
    },
  });
  return { latest: () => latest, stop: () => job.stop() };
}
