import { backoffMs } from "./backoff.ts";
import type { Logger } from "./log.ts";
import { counter } from "./metrics.ts";

export interface JobSettings {
  /** In snake_case: it is the label of the job's metrics. */
  name: string;
  /**
   * From the start of one run to the start of the next; a run that takes longer is followed by the next one
   * soon after.
   */
  everyMs: number;
  log: Logger;
  /** Must be safe to repeat from any state. Returns "again" when there is more to do at once. */
  run(): Promise<unknown>;
}

/** Wakes a job, for example the relay after a commit. */
export interface Wakeable {
  wake(): void;
}

export interface Job extends Wakeable {
  /** Resolves after the current run. */
  stop(): Promise<void>;
}

/** Other work of the process runs between two runs, even if the job never catches up. */
const LEAST_PAUSE_MS = 5;
/** A failing job runs at least this often, or as often as it always does. */
const MAX_BACKOFF_MS = 5_000;

/**
 * Runs `run` every `everyMs`, earlier when woken, one run at a time, until stopped. A wake-up during a run
 * causes one more run. A failed run is logged and repeated with growing pauses.
 */
export function startJob({ name, everyMs, log, run }: JobSettings): Job {
  const runs = counter("metercast_job_runs_total", "Runs of periodic jobs, by outcome", [
    { job: name, outcome: "ok" },
    { job: name, outcome: "failed" },
  ]);
  let stopped = false;
  let woken = false;
  let endPause = () => {};
  const running = loop();

  async function loop(): Promise<void> {
    for (let failures = 0; !stopped; ) {
      woken = false;
      const began = performance.now();
      try {
        const again = (await run()) === "again";
        failures = 0;
        runs.add(1, { job: name, outcome: "ok" });
        if (again) await new Promise(setImmediate);
        else if (!woken) await pause(Math.max(LEAST_PAUSE_MS, everyMs - (performance.now() - began)));
      } catch (err) {
        failures += 1;
        runs.add(1, { job: name, outcome: "failed" });
        log.warn({ err, job: name, failures }, "job failed; it runs again");
        await pause(backoffMs(failures, everyMs, Math.max(everyMs, MAX_BACKOFF_MS)));
      }
    }
  }

  async function pause(ms: number): Promise<void> {
    if (stopped) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    endPause = resolve;
    await promise;
    clearTimeout(timer);
  }

  return {
    wake() {
      woken = true;
      endPause();
    },
    async stop() {
      stopped = true;
      endPause();
      await running;
    },
  };
}

/** Stops jobs together. */
export const stopJobs = (jobs: readonly { stop(): Promise<unknown> }[]): Promise<unknown> =>
  Promise.all(jobs.map((job) => job.stop()));
