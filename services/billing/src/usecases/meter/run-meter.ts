import { startJob, stopJobs } from "@metercast/runtime";
import type { Clock, Logger, LogState } from "../../ports.ts";
import { MAX_BATCH_LINES } from "./due-batch.ts";
import type { Meter } from "./meter.ts";

/** Lines that are sent at once without waiting for more: a full batch. With smaller ones each creator is paid more often. */
const ENOUGH_LINES = MAX_BATCH_LINES;
/** Viewers who may be out of tokens that are asked about at once without waiting for more. */
const ENOUGH_SHORT = 100;
/** A due minute waits this long at most for others to go with it. */
const EMIT_EVERY_MS = 100;
const EACH_SECOND_MS = 1_000;
/** Of the sweep, 5,000 sessions each, in a second: a round over a million sessions takes five seconds and 2 % of a processor. */
const SLICES_PER_SECOND = 40;

export interface MeterWork {
  meter: Meter;
  clock: Clock;
  log: Logger;
  presence: () => LogState;
  emit: () => Promise<number>;
  commitEnds: () => Promise<number>;
  endShort: () => Promise<number>;
  hold: () => Promise<void>;
  follow: () => Promise<void>;
  flush: () => Promise<number>;
  releaseAll: () => Promise<void>;
}

/** Runs the meter: what is due every 100 ms, the rest every second. Stopping emits what is due, writes what is dirty, gives the partitions back. */
export function runMeter(work: MeterWork): { stop(): Promise<void> } {
  const { meter, log } = work;
  const job = (name: string, everyMs: number, work: () => Promise<unknown>, more = () => false) =>
    startJob({
      name,
      everyMs,
      log,
      async run() {
        await work();
        return more() ? "again" : undefined;
      },
    });
  const jobs = [
    job(
      "emit_minutes",
      EMIT_EVERY_MS,
      work.emit,
      () => meter.ready.size >= ENOUGH_LINES && !meter.underWay.isFull(work.clock.monotonic()),
    ),
    job("commit_ends", EMIT_EVERY_MS, work.commitEnds, () => meter.ending.size >= ENOUGH_LINES),
    job("end_short", EMIT_EVERY_MS, work.endShort, () => meter.short.size >= ENOUGH_SHORT),
    job("hold_partitions", EACH_SECOND_MS, work.hold),
    job("follow_sessions", EACH_SECOND_MS, work.follow),
    job("sweep_silent", EACH_SECOND_MS, sweepOn(work)),
    job("flush_rows", EACH_SECOND_MS, work.flush),
  ];
  return {
    async stop() {
      await stopJobs(jobs);
      await work.emit();
      await work.commitEnds();
      await work.flush();
      await work.releaseAll();
    },
  };
}

/** Goes on with the sweep where it paused; a round that ended begins anew. */
function sweepOn(work: MeterWork): () => Promise<void> {
  let round: Generator<void> | undefined;
  return async () => {
    for (let slice = 0; slice < SLICES_PER_SECOND; slice++) {
      round ??= work.meter.sweep(() => judgedUpTo(work));
      if (round.next().done) round = undefined;
      if (round === undefined) return;
      await new Promise(setImmediate);
    }
  };
}

/** Nobody is silent before the backlog is read and another `lostAfterMs` has passed. */
function judgedUpTo({ meter, presence }: MeterWork): number {
  const { atEndForMs, readUpTo } = presence();
  return atEndForMs >= meter.lostAfterMs ? readUpTo : 0;
}
