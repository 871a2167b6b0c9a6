import { setTimeout as sleep } from "node:timers/promises";
import {
  allBooks,
  type BenchContext,
  type Books,
  type Chart,
  type Figure,
  type Result,
} from "./support/bench.ts";
import { significant } from "./support/numbers.ts";
import { drained, startPath } from "./support/path.ts";
import { HEARTBEATS_PER_MINUTE } from "./support/players.ts";
import { POSTGRES_SETTINGS } from "./support/servers.ts";

const AUDIENCES = [
  { name: "hot", creators: 1 },
  { name: "zipf", creators: 10_000 },
] as const;
const MINUTE_MS = 60_000;

/**
 * After an outage: presence reports of some minutes wait in the log when billing and wallet start, and are
 * processed at full speed.
 */
export async function burst(context: BenchContext): Promise<Result> {
  const sessions = context.setting("sessions", 250_000, 5_000);
  const outageMinutes = context.setting("outage_minutes", 5, 3);
  const figures: Figure[] = [];
  const charts: Chart[] = [];
  const books: Books[] = [];
  for (const { name, creators } of AUDIENCES) {
    const run = await afterOutage(context, sessions, creators, outageMinutes);
    figures.push(...run.figures(name));
    charts.push(run.chart(name));
    books.push(run.books);
  }
  return {
    figures,
    charts,
    settings: {
      sessions,
      outage_minutes: outageMinutes,
      heartbeats_per_minute: HEARTBEATS_PER_MINUTE,
      ...POSTGRES_SETTINGS,
    },
    books: allBooks(...books),
  };
}

async function afterOutage(context: BenchContext, sessions: number, creators: number, outageMinutes: number) {
  const path = await startPath(context, {
    viewers: sessions,
    creators,
    // The last heartbeats are recent, so that no session ends lost.
    startsAt: () => Date.now() - outageMinutes * MINUTE_MS,
    async before(players, audience) {
      context.progress("filling the log");
      await players.replay(audience.startOf(0), audience.startOf(0) + outageMinutes * MINUTE_MS);
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
    const books = await path.check();
    const micros = (process: string) => significant((cost.cpuSeconds[process]! * 1e6) / paid);
    return {
      books,
      figures: (name: string): Figure[] => [
        {
          name: `burst_${name}_minutes_per_second`,
          value: significant(paid / seconds),
          target: { atLeast: 30_000 },
        },
        { name: `burst_${name}_minutes`, value: paid },
        { name: `burst_${name}_seconds`, value: significant(seconds) },
        ...[
          "billing",
          "wallet",
          "postgres",
          "postgres_for_billing",
          "postgres_for_wallet",
          "nats",
          "bench",
        ].map((process) => ({
          name: `burst_${name}_${process}_us_per_minute`,
          value: micros(process),
        })),
        { name: `burst_${name}_wal_bytes_per_minute`, value: Math.round(cost.walBytes / paid) },
      ],
      chart: (name: string): Chart => ({
        name,
        title: `A backlog of ${outageMinutes} minutes of ${sessions} sessions (${name} creators)`,
        x: "seconds since the services were ready",
        y: "minutes/s",
        series: [
          {
            name: "posted and told",
            points: samples.slice(1).map((sample, i) => ({
              x: Math.round(sample.second),
              y: Math.round((sample.paid - samples[i]!.paid) / (sample.second - samples[i]!.second)),
            })),
          },
        ],
        target: 30_000,
      }),
    };
  } finally {
    await path.stop();
  }
}
