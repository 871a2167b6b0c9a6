import { setTimeout as sleep } from "node:timers/promises";
import type { BenchContext, Books } from "./bench.ts";
import type { Cost } from "./cost.ts";
import { drained, type Path, startPath } from "./path.ts";
import { peakRssMb } from "./processes.ts";

const REPORT_EVERY_MS = 10_000;

export interface Sample {
  second: number;
  /** Minutes that fell due, and minutes told to be paid, since the beginning. */
  due: number;
  paid: number;
}

export interface Steady {
  samples: Sample[];
  cost: Cost;
  /** The most that each ever had, MB. */
  rss: { billing: number; wallet: number };
  /** ms from a heartbeat to the result of the minute it made due. */
  delays: number[];
  /** The worst that a heartbeat was sent too late, ms. */
  latest: number;
  /** Minutes a second that fall due. */
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

/** A steady audience on the whole path, from its first minute on. */
export async function steady(context: BenchContext, options: SteadyOptions): Promise<Steady> {
  const { sessions, creators, minuteMs, seconds } = options;
  let playing = Promise.resolve();
  const path = await startPath(context, {
    viewers: sessions,
    creators,
    minuteMs,
    // About when the rows are written. What is played while the services load waits for them in the log.
    startsAt: () => Date.now() + 5_000 + sessions / 25,
    async before(players, audience) {
      playing = players.play(audience.startOf(0));
    },
  });
  try {
    const begin = path.audience.startOf(0);
    // From here on as many minutes fall due in every second: all sessions have started, and the first ones' heartbeats after their first minute are through.
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

/** Minutes a second in the measured time. */
export function paceOf({ samples }: Steady): { paid: number; rate: number } {
  const [first, last] = [samples[0]!, samples.at(-1)!];
  const paid = last.paid - first.paid;
  return { paid, rate: paid / (last.second - first.second) };
}
