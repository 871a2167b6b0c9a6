import {
  allBooks,
  type BenchContext,
  type Books,
  type Chart,
  type Figure,
  type Result,
} from "./support/bench.ts";
import { quantile, significant } from "./support/numbers.ts";
import { HEARTBEATS_PER_MINUTE } from "./support/players.ts";
import { POSTGRES_SETTINGS } from "./support/servers.ts";
import { paceOf, type Sample, type Steady, steady } from "./support/steady.ts";

const AUDIENCES = [
  { name: "zipf", creators: 10_000 },
  { name: "hot", creators: 1 },
] as const;

/** Viewer-minutes a second end to end, in real time: so many sessions watch, each pays its minute when it is over. */
export async function minutes(context: BenchContext): Promise<Result> {
  const sessions = context.setting("sessions", 1_212_000, 5_000);
  const minuteMs = 1_000 * context.setting("minute_seconds", 60, 4);
  const figures: Figure[] = [];
  const charts: Chart[] = [];
  const books: Books[] = [];
  const seconds = context.setting("seconds", 300, 10);
  for (const { name, creators } of AUDIENCES) {
    const run = await steady(context, { sessions, creators, minuteMs, seconds });
    const found = toFigures(name, run);
    figures.push(...found);
    context.progress(found.map(({ name, value }) => `${name} ${value}`).join(", "));
    charts.push(toChart(name, run));
    books.push(run.books);
  }
  return {
    figures,
    charts,
    settings: {
      sessions,
      minute_seconds: minuteMs / 1_000,
      steady_seconds: seconds,
      heartbeats_per_minute: HEARTBEATS_PER_MINUTE,
      ...POSTGRES_SETTINGS,
    },
    books: allBooks(...books),
  };
}

function toFigures(name: string, run: Steady): Figure[] {
  const { samples, cost, rss, latest, delays, offered } = run;
  const { paid, rate } = paceOf(run);
  const micros = (process: string) => significant((cost.cpuSeconds[process]! * 1e6) / paid);
  return [
    {
      name: `${name}_minutes_per_second`,
      value: significant(rate),
      target: { atLeast: 20_000 },
    },
    // What one second brings must not pile up; twice the first seconds' is noise.
    {
      name: `${name}_under_way_growth`,
      value: Math.round(underWay(samples.slice(-30)) - underWay(samples.slice(0, 30))),
      target: { below: offered },
    },
    { name: `${name}_under_way`, value: Math.round(underWay(samples)) },
    { name: `${name}_heartbeat_to_result_p50_ms`, value: significant(quantile(delays, 0.5)) },
    { name: `${name}_heartbeat_to_result_p99_ms`, value: significant(quantile(delays, 0.99)) },
    ...["billing", "wallet", "postgres", "postgres_for_billing", "postgres_for_wallet", "nats", "bench"].map(
      (process) => ({
        name: `${name}_${process}_us_per_minute`,
        value: micros(process),
      }),
    ),
    { name: `${name}_wal_bytes_per_minute`, value: Math.round(cost.walBytes / paid) },
    { name: `${name}_billing_peak_rss_mb`, value: rss.billing },
    { name: `${name}_wallet_peak_rss_mb`, value: rss.wallet },
    { name: `${name}_players_latest_ms`, value: Math.round(latest) },
  ];
}

const underWay = (samples: readonly Sample[]): number =>
  samples.reduce((sum, { due, paid }) => sum + due - paid, 0) / Math.max(1, samples.length);

function toChart(name: string, { samples }: Steady): Chart {
  const perSecond = (of: "due" | "paid") =>
    samples.slice(1).map((sample, i) => ({
      x: Math.round(sample.second),
      y: Math.round((sample[of] - samples[i]![of]) / (sample.second - samples[i]!.second)),
    }));
  return {
    name,
    title: `End to end in real time (${name} creators): viewer-minutes a second`,
    x: "seconds",
    y: "minutes/s",
    series: [
      { name: "became due", points: perSecond("due") },
      { name: "posted and told", points: perSecond("paid") },
      {
        name: "under way",
        points: samples.map(({ second, due, paid }) => ({ x: Math.round(second), y: due - paid })),
      },
    ],
  };
}
