import { createTestDatabase, type TestDatabase } from "@metercast/testkit";
import { openDatabase } from "../services/wallet/src/adapters/postgres/database.ts";
import { postgresLedger } from "../services/wallet/src/adapters/postgres/ledger/ledger.ts";
import { MAX_LINES, postMinutes } from "../services/wallet/src/usecases/post-minutes.ts";
import { type Audience, gatherAudience, openAccounts } from "./support/audience.ts";
import { allBooks, type BenchContext, type Figure, type Result, type Series, same } from "./support/bench.ts";
import { checkLedger } from "./support/ledger-check.ts";
import { meterCost } from "./support/meter-cost.ts";
import { significant } from "./support/numbers.ts";
import { oldMinutes } from "./support/old-minutes.ts";
import { DueMinutes, QUIET, runFor } from "./support/posting.ts";
import { POSTGRES_SETTINGS } from "./support/servers.ts";

const CREATORS = 10_000;
const LANES = 2;
const MOST_SESSIONS = [10_000, 100_000, 1_000_000];
/** Flat: the slowest is at most this factor behind the fastest. */
const FLAT = 1.3;

/**
 * Speed with growth: posting with millions of old minutes, and the meter with more and more open sessions.
 */
export async function growth(context: BenchContext): Promise<Result> {
  const viewers = context.setting("viewers", 1_000_000, 10_000);
  const millions = [
    0,
    context.setting("million_lines_1", 10, 0.01),
    context.setting("million_lines_2", 50, 0.05),
  ];
  const seconds = context.setting("seconds", 20, 2);
  const database = await createTestDatabase();
  try {
    context.progress(`${viewers} viewers: opening accounts`);
    await openAccounts(database.adminUrl, viewers, CREATORS);
    const posting = await postWithLinesBehind(context, database, viewers, millions, seconds);
    context.progress("checking the books");
    const books = allBooks(
      same("lines posted of those asked for", posting.asked, posting.paid),
      await checkLedger(database.adminUrl, { paid: posting.paid + posting.old }),
    );
    const meter = await meterAlone(context);
    const rates = posting.points.map(({ y }) => y);
    const micros = meter.map(({ y }) => y);
    return {
      figures: [
        ...posting.points.map(
          ({ x, y }): Figure => ({ name: `lines_per_second_with_${x}m_behind`, value: significant(y) }),
        ),
        {
          name: "posting_fastest_to_slowest",
          value: significant(Math.max(...rates) / Math.min(...rates)),
          target: { below: FLAT },
        },
        ...meter.map(
          ({ x, y }): Figure => ({ name: `meter_us_per_minute_with_${x}_sessions`, value: significant(y) }),
        ),
        {
          name: "meter_slowest_to_fastest",
          value: significant(Math.max(...micros) / Math.min(...micros)),
          target: { below: FLAT },
        },
      ],
      charts: [
        {
          name: "posting",
          title: "Posting, by the lines that are there already",
          x: "million lines behind",
          y: "lines/s",
          series: [{ name: "posting (Zipf creators)", points: posting.points }],
          target: Math.max(...rates) / FLAT,
        },
        {
          name: "meter",
          title: "The meter's time for a viewer-minute, by open sessions",
          x: "open sessions",
          y: "µs",
          series: [{ name: "meter", points: meter }],
          target: Math.min(...micros) * FLAT,
        },
      ],
      settings: {
        viewers,
        creators: CREATORS,
        seconds,
        lanes: LANES,
        batch_lines: MAX_LINES,
        ...POSTGRES_SETTINGS,
      },
      books,
    };
  } finally {
    await database.drop();
  }
}

async function postWithLinesBehind(
  { progress }: BenchContext,
  database: TestDatabase,
  viewers: number,
  millions: readonly number[],
  seconds: number,
) {
  const client = openDatabase(database.urls.wallet!, LANES + 1);
  const ports = { ledger: postgresLedger(client, { lowBelow: 10n, partitionHours: 24 }), ...QUIET };
  const audience: Audience = await gatherAudience(database.adminUrl, {
    viewers,
    creators: CREATORS,
    startedAt: Date.now() - 3_600_000,
  });
  const due = new DueMinutes(audience, MAX_LINES);
  const counts = { asked: 0, paid: 0, old: 0 };
  const points: Series["points"][number][] = [];
  const post = async () => {
    const lines = due.batch();
    const posted = await postMinutes(ports, lines, true);
    counts.paid += posted.paid;
    counts.asked += lines.length;
    return lines.length;
  };
  for (const million of millions) {
    const missing = Math.round((million * 1e6 - counts.old) / viewers);
    if (missing > 0) {
      progress(`loading ${missing} old minutes of each viewer`);
      await oldMinutes(database.adminUrl, missing, million);
      counts.old += missing * viewers;
    }
    // The caches are empty; the first seconds fill them.
    await runFor(seconds / 4, LANES, post);
    const pace = await runFor(seconds, LANES, post);
    points.push({ x: million, y: pace.lines / pace.seconds });
    progress(`${Math.round(pace.lines / pace.seconds)} lines/s with ${million} million behind`);
  }
  await client.$disconnect();
  return { points, ...counts };
}

async function meterAlone({ progress, setting }: BenchContext) {
  const share = setting("meter_share", 1, 0.01);
  const points: Series["points"][number][] = [];
  for (const most of MOST_SESSIONS) {
    const sessions = Math.round(most * share);
    const y = await meterCost(sessions);
    progress(`the meter with ${sessions} sessions: ${y.toFixed(1)} µs a minute`);
    points.push({ x: sessions, y });
  }
  return points;
}
