import { type Job, startJob } from "@metercast/runtime";
import { type FetchMissedEventsPorts, fetchMissedEvents } from "./fetch-missed-events.ts";
import { EVENTS_AT_ONCE, type HandleEventsPorts, handleEvents } from "./handle-events.ts";
import { type SweepTopUpsPorts, sweepTopUps } from "./sweep-top-ups.ts";

/** New events are handled at once, repeated attempts when they are due. */
const EVENTS_EVERY_MS = 1_000;

export type RunTopUpsPorts = HandleEventsPorts & SweepTopUpsPorts & FetchMissedEventsPorts;

/** Starts the jobs of top-ups. `wakeEvents` starts the handling of stored events at once. */
export function runTopUps(ports: RunTopUpsPorts): { jobs: Job[]; wakeEvents(): void } {
  const { log, sweepMs } = ports;
  const handling = startJob({
    name: "handle_stripe_events",
    everyMs: EVENTS_EVERY_MS,
    log,
    run: async () => ((await handleEvents(ports)) === EVENTS_AT_ONCE ? "again" : undefined),
  });
  const wakeEvents = () => handling.wake();
  const sweeping = startJob({
    name: "sweep_top_ups",
    everyMs: sweepMs,
    log,
    run: async () => ((await sweepTopUps(ports)) ? "again" : undefined),
  });
  const fetching = startJob({
    name: "fetch_missed_events",
    everyMs: sweepMs,
    log,
    run: async () => {
      if ((await fetchMissedEvents(ports)) > 0) wakeEvents();
    },
  });
  return { jobs: [handling, sweeping, fetching], wakeEvents };
}
