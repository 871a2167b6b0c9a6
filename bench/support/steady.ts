import { setTimeout as sleep } from "node:timers/promises";
import type { BenchContext, Books } from "./bench.ts";
import type { Cost } from "./cost.ts";
import { drained, type Path, startPath } from "./path.ts";
import { peakRssMb } from "./processes.ts";

const REPORT_EVERY_MS = 10_000;

export interface Sample {
  second: number;
  /** Due minutes and paid minutes since the beginning. */
  due: number;
  paid: number;
}

export interface Steady {
  samples: Sample[];
  cost: Cost;
  /** Peak of each, MB. */
  rss: { billing: number; wallet: number };
  /** ms from a heartbeat to the result of its minute. */
  delays: number[];
  /** The largest delay of a heartbeat, ms. */
  latest: number;
  /** Due minutes a second. */
  offered: number;
  books: Books;
}

export interface SteadyOptions {
  sessions: number;
  creators: number;
  minuteMs: number;
  /** After everybody's first minute. */
  seconds: number;
}

export async function steady(context: BenchContext, options: SteadyOptions): Promise<Steady> {
  const { sessions, creators, minuteMs, seconds } = options;
  let playing = Promise.resolve();
  const path = await startPath(context, {
    viewers: sessions,
    creators,
    minuteMs,
    // About the time when the rows are written. Heartbeats sent while the services load wait in the log.
    startsAt: () => Date.now() + 5_000 + sessions / 25,
    async before(players, audience) {
      playing = players.play(audience.startOf(0));
    },
  });
  try {
    const begin = path.audience.startOf(0);
    // From here on the number of due minutes a second is constant: all sessions have started, and the
    // heartbeats after the first minutes have arrived.
    await sleep(Math.max(1, begin + 1.5 * minuteMs - Date.now()));
    const endCost = await path.startCost();
    const samples = await watch(context, path, seconds);
    const cost = await endCost();
    path.players.stop();
    await playing;
    await drained(path);
    const rss = {
      billing: peakRssMb(path.world.service("billing").pid),
      wallet: peakRssMb(path.world.service("wallet").pid),
    };
    context.progress("checking the books");
    const books = await path.check();
    const { delays } = path.results;
    return {
      samples,
      cost,
      rss,
      delays,
      latest: path.players.latest,
      offered: (sessions * 1_000) / minuteMs,
      books,
    };
  } finally {
    await path.stop();
  }
}

async function watch(
  { progress }: BenchContext,
  { players, results }: Path,
  seconds: number,
): Promise<Sample[]> {
  const began = Date.now();
  const samples: Sample[] = [];
  results.delays.length = 0;
  for (let told = began; ; ) {
    const now = Date.now();
    samples.push({ second: (now - began) / 1_000, due: players.due, paid: results.paid });
    if (now - began >= seconds * 1_000) return samples;
    if (now - told >= REPORT_EVERY_MS) {
      told = now;
      progress(`${samples.at(-1)!.paid} posted, ${players.due - results.paid} under way`);
    }
    await sleep(Math.max(0, 1_000 - (Date.now() - now)));
  }
}

export function paceOf({ samples }: Steady): { paid: number; rate: number } {
  const [first, last] = [samples[0]!, samples.at(-1)!];
  const paid = last.paid - first.paid;
  return { paid, rate: paid / (last.second - first.second) };
}
