import { type Job, startJob } from "@metercast/runtime";
import { type FetchMissedEventsPorts, fetchMissedEvents } from "./fetch-missed-events.ts";
import { type SweepTopUpsPorts, sweepTopUps } from "./sweep-top-ups.ts";

export type RunTopUpsPorts = SweepTopUpsPorts & FetchMissedEventsPorts;

/** Starts the jobs of top-ups. */
export function runTopUps(ports: RunTopUpsPorts): Job[] {
  const { log, sweepMs } = ports;
  return [
    startJob({
      name: "sweep_top_ups",
      everyMs: sweepMs,
      log,
      run: async () => ((await sweepTopUps(ports)) ? "again" : undefined),
    }),
    startJob({ name: "fetch_missed_events", everyMs: sweepMs, log, run: () => fetchMissedEvents(ports) }),
  ];
}
