import type { Bench, BenchContext, Chart, Figure, Result } from "./support/bench.ts";
import { quantile, significant } from "./support/numbers.ts";
import { HEARTBEATS_PER_MINUTE } from "./support/players.ts";
import { POSTGRES_SETTINGS } from "./support/servers.ts";
import { paceOf, type Sample, type Steady, steady } from "./support/steady.ts";

/** Creators by Zipf's law. */
export const minutes: Bench = (context) => inRealTime(context, 10_000);

/** All watch one creator. */
export const minutesHot: Bench = (context) => inRealTime(context, 1);

/** Viewer-minutes a second end to end, in real time: every session pays its minute at its end. */
async function inRealTime(context: BenchContext, creators: number): Promise<Result> {
  const sessions = context.setting("sessions", 1_212_000, 5_000);
  const minuteMs = 1_000 * context.setting("minute_seconds", 60, 4);
  const seconds = context.setting("seconds", 300, 10);
  const run = await steady(context, { sessions, creators, minuteMs, seconds });
  return {
    figures: toFigures(run),
    charts: [toChart(creators, run)],
    settings: {
      sessions,
      creators,
      minute_seconds: minuteMs / 1_000,
      steady_seconds: seconds,
      heartbeats_per_minute: HEARTBEATS_PER_MINUTE,
      ...POSTGRES_SETTINGS,
    },
    books: run.books,
  };
}

function toFigures(run: Steady): Figure[] {
  const { samples, cost, rss, latest, delays, offered } = run;
  const { paid, rate } = paceOf(run);
  const micros = (process: string) => significant((cost.cpuSeconds[process]! * 1e6) / paid);
  return [
    {
      name: "minutes_per_second",
      value: significant(rate),
      target: { atLeast: 20_000 },
    },
    // The backlog must not grow; up to twice the first seconds' is noise.
    {
      name: "under_way_growth",
      value: Math.round(underWay(samples.slice(-30)) - underWay(samples.slice(0, 30))),
      target: { below: offered },
    },
    { name: "under_way", value: Math.round(underWay(samples)) },
    { name: "heartbeat_to_result_p50_ms", value: significant(quantile(delays, 0.5)) },
    { name: "heartbeat_to_result_p99_ms", value: significant(quantile(delays, 0.99)) },
    ...["billing", "wallet", "postgres", "postgres_for_billing", "postgres_for_wallet", "nats", "bench"].map(
      (process) => ({
        name: `${process}_us_per_minute`,
        value: micros(process),
      }),
    ),
    { name: "wal_bytes_per_minute", value: Math.round(cost.walBytes / paid) },
    { name: "billing_peak_rss_mb", value: rss.billing },
    { name: "wallet_peak_rss_mb", value: rss.wallet },
    { name: "players_latest_ms", value: Math.round(latest) },
  ];
}

const underWay = (samples: readonly Sample[]): number =>
  samples.reduce((sum, { due, paid }) => sum + due - paid, 0) / Math.max(1, samples.length);

function toChart(creators: number, { samples }: Steady): Chart {
  const perSecond = (of: "due" | "paid") =>
    samples.slice(1).map((sample, i) => ({
      x: Math.round(sample.second),
      y: Math.round((sample[of] - samples[i]![of]) / (sample.second - samples[i]!.second)),
    }));
  return {
    name: "rate",
    title: `End to end in real time, ${creators} creators: viewer-minutes a second`,
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
