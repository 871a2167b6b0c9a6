import { type Job, startJob } from "@metercast/runtime";
import { EVENTS_AT_ONCE, handleEvents } from "./handle-events.ts";
import type { TopUpPorts } from "./ports.ts";
import { receiveWebhook } from "./receive-webhook.ts";
import { startTopUp } from "./start-top-up.ts";
import { fetchMissedEvents, sweepTopUps } from "./sweep-top-ups.ts";

/** Events that are claimed by nobody and waited for their next try are looked for this often; new ones at once. */
const EVENTS_EVERY_MS = 1_000;

/** Everything of top-ups: what the door calls, and what runs by itself. */
export function topUps(ports: TopUpPorts, sweepSeconds: number) {
  const sweepMs = sweepSeconds * 1_000;
  const handle = handleEvents(ports);
  const sweep = sweepTopUps(ports);
  const { log } = ports;
  const handling = startJob({
    name: "handle_stripe_events",
    everyMs: EVENTS_EVERY_MS,
    log,
    run: async () => ((await handle()) === EVENTS_AT_ONCE ? "again" : undefined),
  });
  const stored = () => handling.wake();
  const jobs: Job[] = [
    handling,
    startJob({
      name: "sweep_top_ups",
      everyMs: sweepMs,
      log,
      run: async () => ((await sweep()) ? "again" : undefined),
    }),
    startJob({
      name: "fetch_missed_events",
      everyMs: sweepMs,
      log,
      run: fetchMissedEvents(ports, sweepMs, stored),
    }),
  ];
  const useCases = {
    listTokenPackages: () => ports.packages,
    startTopUp: startTopUp(ports, sweepMs),
    receiveWebhook: receiveWebhook(ports, stored),
  };
  return { useCases, jobs };
}
