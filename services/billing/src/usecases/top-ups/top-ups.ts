import type { Loop } from "../loop.ts";
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
  let more = false;
  let moreToSweep = false;
  const stored = () => {
    more = true;
  };
  const loops: Loop[] = [
    {
      name: "stripe-events",
      everyMs: EVENTS_EVERY_MS,
      hurry: () => more,
      step: async () => {
        more = false;
        if ((await handle()) === EVENTS_AT_ONCE) more = true;
      },
    },
    {
      name: "top-up-sweep",
      everyMs: sweepMs,
      hurry: () => moreToSweep,
      step: async () => {
        moreToSweep = await sweep();
      },
    },
    { name: "missed-events", everyMs: sweepMs, step: fetchMissedEvents(ports, sweepMs, stored) },
  ];
  const useCases = {
    listTokenPackages: () => ports.packages,
    startTopUp: startTopUp(ports, sweepMs),
    receiveWebhook: receiveWebhook(ports, stored),
  };
  return { useCases, loops };
}
