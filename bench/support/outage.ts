import { setTimeout as sleep } from "node:timers/promises";
import type { ServiceName } from "@metercast/provision";
import type { BenchContext, Books } from "./bench.ts";
import type { Cost } from "./cost.ts";
import { drained, startPath } from "./path.ts";

const MINUTE_MS = 60_000;

export interface OutageOptions {
  sessions: number;
  creators: number;
  /** Presence reports of so many minutes wait when the services start. */
  minutes: number;
  /** Default: the two that a minute needs. */
  services?: readonly ServiceName[];
}

export interface Outage {
  /** Minutes posted in `seconds`, after the first sample. */
  paid: number;
  seconds: number;
  samples: { second: number; paid: number }[];
  cost: Cost;
  books: Books;
}

/** Presence reports wait in the log when the services start, and are processed at full speed. */
export async function afterOutage(context: BenchContext, options: OutageOptions): Promise<Outage> {
  const path = await startPath(context, {
    viewers: options.sessions,
    creators: options.creators,
    ...(options.services !== undefined && { services: options.services }),
    // The last heartbeats are recent, so that no session ends lost.
    startsAt: () => Date.now() - options.minutes * MINUTE_MS,
    async before(players, audience) {
      context.progress("filling the log");
      await players.replay(audience.startOf(0), audience.startOf(0) + options.minutes * MINUTE_MS);
    },
  });
  try {
    const endCost = await path.startCost();
    const began = Date.now();
    const samples = [{ second: 0, paid: path.results.paid }];
    const done = drained(path);
    let working = true;
    void done.finally(() => {
      working = false;
    });
    while (working) {
      await sleep(1_000);
      samples.push({ second: (Date.now() - began) / 1_000, paid: path.results.paid });
      if (samples.length % 10 === 0)
        context.progress(`${samples.at(-1)!.paid} of ${path.players.due} posted`);
    }
    await done;
    const cost = await endCost();
    const paid = path.results.paid - samples[0]!.paid;
    const seconds = (path.results.lastAt - began) / 1_000;
    context.progress("checking the books");
    return { paid, seconds, samples, cost, books: await path.check() };
  } finally {
    await path.stop();
  }
}
