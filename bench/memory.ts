import type { BenchContext, Result } from "./support/bench.ts";
import { significant } from "./support/numbers.ts";
import { POSTGRES_SETTINGS } from "./support/servers.ts";
import { paceOf, steady } from "./support/steady.ts";

const CREATORS = 10_000;
const TARGET = { below: 400 };

/** Peak memory of billing and wallet with a million open sessions, while they load and while viewers pay. */
export async function memory(context: BenchContext): Promise<Result> {
  const sessions = context.setting("sessions", 1_000_000, 5_000);
  const minuteMs = 1_000 * context.setting("minute_seconds", 60, 4);
  const seconds = context.setting("seconds", 30, 5);
  const run = await steady(context, { sessions, creators: CREATORS, minuteMs, seconds });
  return {
    figures: [
      { name: "billing_peak_rss_mb", value: run.rss.billing, target: TARGET },
      { name: "wallet_peak_rss_mb", value: run.rss.wallet, target: TARGET },
      { name: "minutes_per_second", value: significant(paceOf(run).rate) },
    ],
    settings: {
      sessions,
      creators: CREATORS,
      minute_seconds: minuteMs / 1_000,
      seconds,
      ...POSTGRES_SETTINGS,
    },
    books: run.books,
  };
}
