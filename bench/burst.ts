import {
  allBooks,
  type BenchContext,
  type Books,
  type Chart,
  type Figure,
  type Result,
} from "./support/bench.ts";
import { significant } from "./support/numbers.ts";
import { afterOutage, type Outage } from "./support/outage.ts";
import { HEARTBEATS_PER_MINUTE } from "./support/players.ts";
import { POSTGRES_SETTINGS } from "./support/servers.ts";

const AUDIENCES = [
  { name: "hot", creators: 1 },
  { name: "zipf", creators: 10_000 },
] as const;

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
    const run = await afterOutage(context, { sessions, creators, minutes: outageMinutes });
    figures.push(...figuresOf(name, run));
    charts.push(chartOf(name, sessions, outageMinutes, run));
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

function figuresOf(name: string, { paid, seconds, cost }: Outage): Figure[] {
  const micros = (process: string) => significant((cost.cpuSeconds[process]! * 1e6) / paid);
  return [
    {
      name: `burst_${name}_minutes_per_second`,
      value: significant(paid / seconds),
      target: { atLeast: 30_000 },
    },
    { name: `burst_${name}_minutes`, value: paid },
    { name: `burst_${name}_seconds`, value: significant(seconds) },
    ...["billing", "wallet", "postgres", "postgres_for_billing", "postgres_for_wallet", "nats", "bench"].map(
      (process) => ({ name: `burst_${name}_${process}_us_per_minute`, value: micros(process) }),
    ),
    { name: `burst_${name}_wal_bytes_per_minute`, value: Math.round(cost.walBytes / paid) },
  ];
}

const chartOf = (name: string, sessions: number, minutes: number, { samples }: Outage): Chart => ({
  name,
  title: `A backlog of ${minutes} minutes of ${sessions} sessions (${name} creators)`,
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
});
