import { type Clock, type Logger, startJob, stopJobs } from "@metercast/runtime";
import { MAX_BATCH_MINUTES } from "../../domain/due-batch.ts";
import { type CommitEndsPorts, commitEnds } from "./commit-ends.ts";
import { type EmitMinutesPorts, emitMinutes } from "./emit-minutes.ts";
import { type EndShortPorts, endShort } from "./end-short.ts";
import { type FlushRowsPorts, flushRows } from "./flush-rows.ts";
import { type FollowSessionsPorts, followSessions } from "./follow-sessions.ts";
import { type JudgeLimitsPorts, judgeLimits } from "./judge-limits.ts";
import { type LeaseShardsPorts, leaseShards, releaseShards } from "./lease-shards.ts";
import { type SweepSessionsPorts, sweepSessions } from "./sweep-sessions.ts";

/** A full batch leaves without waiting for more; smaller batches would credit each creator more often. */
const ENOUGH_MINUTES = MAX_BATCH_MINUTES;
/** So many short viewers are judged without waiting for more. */
const ENOUGH_SHORT = 100;
/** The longest time that a due minute waits for others. */
const EMIT_EVERY_MS = 100;
const EACH_SECOND_MS = 1_000;

export type RunMeterPorts = EmitMinutesPorts &
  CommitEndsPorts &
  EndShortPorts &
  JudgeLimitsPorts &
  LeaseShardsPorts &
  FollowSessionsPorts &
  SweepSessionsPorts &
  FlushRowsPorts & { clock: Clock; log: Logger };

/** Starts the meter's jobs. Stopping sends what is due, writes what is dirty and releases the shards. */
export function runMeter(ports: RunMeterPorts): { stop(): Promise<void> } {
  const { meter, clock, log } = ports;
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
  const moreDue = () => meter.due.size >= ENOUGH_MINUTES && !meter.underWay.isFull(clock.monotonic());
  const jobs = [
    job("emit_minutes", EMIT_EVERY_MS, () => emitMinutes(ports), moreDue),
    job(
      "commit_ends",
      EMIT_EVERY_MS,
      () => commitEnds(ports),
      () => meter.ends.size >= ENOUGH_MINUTES,
    ),
    job(
      "end_short",
      EMIT_EVERY_MS,
      () => endShort(ports),
      () => meter.short.size >= ENOUGH_SHORT,
    ),
    job(
      "judge_limits",
      EMIT_EVERY_MS,
      () => judgeLimits(ports),
      () => meter.limited.toJudge.size >= ENOUGH_SHORT,
    ),
    job("lease_shards", EACH_SECOND_MS, () => leaseShards(ports)),
    job("follow_sessions", EACH_SECOND_MS, () => followSessions(ports)),
    job("sweep_sessions", EACH_SECOND_MS, () => sweepSessions(ports)),
    job("flush_rows", EACH_SECOND_MS, () => flushRows(ports)),
  ];
  return {
    async stop() {
      await stopJobs(jobs);
      await judgeLimits(ports);
      await emitMinutes(ports);
      await commitEnds(ports);
      await flushRows(ports);
      await releaseShards(ports);
    },
  };
}
