import { withClient } from "@metercast/provision";
import { createTestDatabase, type TestDatabase } from "@metercast/testkit";
import { openDatabase } from "../services/wallet/src/adapters/postgres/database.ts";
import { postgresLedger } from "../services/wallet/src/adapters/postgres/ledger/ledger.ts";
import { MAX_LINES, postMinutes } from "../services/wallet/src/usecases/post-minutes.ts";
import { billMinute, createTables, open, totals } from "./obvious/bill-minute.ts";
import { gatherAudience, openAccounts } from "./support/audience.ts";
import { allBooks, type BenchContext, type Books, type Figure, type Result, same } from "./support/bench.ts";
import { startCost } from "./support/cost.ts";
import { checkLedger } from "./support/ledger-check.ts";
import { quantile, seededRandom, significant, zipf } from "./support/numbers.ts";
import { DueMinutes, type Pace, QUIET, runFor } from "./support/posting.ts";
import { POSTGRES_SETTINGS } from "./support/servers.ts";

const LOW_BELOW = 10n;
/** As the wallet's consumer. */
const LANES = 2;
/** Each is measured and the best counts; more only wait for each other. */
const OBVIOUS_LANES = [2, 4, 8, 16];
const AUDIENCES = [
  { name: "hot", creators: 1 },
  { name: "zipf", creators: 10_000 },
] as const;

/** The wallet's posting alone, both legs, with all its checks; and the obvious way on the same servers. */
export async function posting(context: BenchContext): Promise<Result> {
  const viewers = context.setting("viewers", 1_000_000, 20_000);
  const seconds = context.setting("seconds", 30, 3);
  const figures: Figure[] = [];
  const series = [];
  const books: Books[] = [];
  for (const { name, creators } of AUDIENCES) {
    const database = await createTestDatabase();
    try {
      const ours = await post(context, database, viewers, creators, seconds);
      const theirs = await obvious(context, database, creators, context.quick ? 1 : 4);
      const rate = ours.pace.lines / ours.pace.seconds;
      figures.push(
        { name: `posting_${name}_lines_per_second`, value: significant(rate), target: { atLeast: 40_000 } },
        { name: `posting_${name}_batch_p99_ms`, value: significant(quantile(ours.pace.batchMs, 0.99)) },
        ...Object.entries(ours.each).map(([what, value]) => ({
          name: `posting_${name}_${what}_per_line`,
          value: significant(value),
        })),
        { name: `obvious_${name}_minutes_per_second`, value: significant(theirs.rate) },
        { name: `obvious_${name}_best_lanes`, value: theirs.lanes },
        {
          name: `posting_${name}_times_obvious`,
          value: significant(rate / theirs.rate),
          target: { atLeast: 100 },
        },
      );
      series.push({ name, points: curve(ours.pace) });
      books.push(ours.books, theirs.books);
    } finally {
      await database.drop();
    }
  }
  return {
    figures,
    charts: [
      {
        name: "rate",
        title: "Posting alone: viewer-minutes a second, both legs",
        x: "seconds",
        y: "lines/s",
        series,
        target: 40_000,
      },
    ],
    settings: { viewers, seconds, batch_lines: MAX_LINES, lanes: LANES, ...POSTGRES_SETTINGS },
    books: allBooks(...books),
  };
}

async function post(
  { progress }: BenchContext,
  database: TestDatabase,
  viewers: number,
  creators: number,
  seconds: number,
): Promise<{ pace: Pace; each: Record<string, number>; books: Books }> {
  progress(`${viewers} viewers, ${creators} creators: opening accounts`);
  await openAccounts(database.adminUrl, viewers, creators);
  const startedAt = Date.now() - 3_600_000;
  const due = new DueMinutes(
    await gatherAudience(database.adminUrl, { viewers, creators, startedAt }),
    MAX_LINES,
  );
  const client = openDatabase(database.urls.wallet!, LANES + 1);
  const ports = { ledger: postgresLedger(client, { lowBelow: LOW_BELOW, partitionHours: 24 }), ...QUIET };
  progress(`posting for ${seconds} s`);
  let paid = 0;
  const [endCost, before] = [
    await startCost(database.adminUrl, { node: process.pid }),
    await diskBytes(database),
  ];
  const pace = await runFor(seconds, LANES, async () => {
    const lines = due.batch();
    const posted = await postMinutes(ports, lines, true);
    paid += posted.paid;
    return lines.length;
  });
  const [cost, after] = [await endCost(), await diskBytes(database)];
  await client.$disconnect();
  progress(`${Math.round(pace.lines / pace.seconds)} lines/s; checking the books`);
  const books = await checkLedger(database.adminUrl, { paid });
  const each = {
    postgres_us: (cost.cpuSeconds.postgres! * 1e6) / pace.lines,
    node_us: (cost.cpuSeconds.node! * 1e6) / pace.lines,
    wal_bytes: cost.walBytes / pace.lines,
    ledger_disk_bytes: (after.ledger - before.ledger) / pace.lines,
    outbox_disk_bytes: (after.outbox - before.outbox) / pace.lines,
  };
  return { pace, each, books: allBooks(same("lines posted of those asked for", pace.lines, paid), books) };
}

/** Disk of the tables that grow with the minutes, indexes included. */
async function diskBytes({ adminUrl }: TestDatabase): Promise<{ ledger: number; outbox: number }> {
  return withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ ledger: string; outbox: string }>(`
      SELECT sum(pg_total_relation_size(relid)) FILTER (WHERE name <> 'outbox') AS ledger,
             sum(pg_total_relation_size(relid)) FILTER (WHERE name = 'outbox') AS outbox
      FROM unnest('{viewer_minute,creator_posting,minute_batch,platform_delta,earnings_hour,outbox}'::text[]) AS name,
           LATERAL (SELECT relid FROM pg_partition_tree('wallet.' || name) UNION SELECT ('wallet.' || name)::regclass) AS parts (relid)`);
    return { ledger: Number(rows[0]!.ledger), outbox: Number(rows[0]!.outbox) };
  });
}

async function obvious(
  { progress }: BenchContext,
  database: TestDatabase,
  creators: number,
  seconds: number,
): Promise<{ rate: number; lanes: number; books: Books }> {
  const viewers = 100_000;
  await createTables(database.adminUrl, viewers, creators);
  const prisma = open(database.urls, Math.max(...OBVIOUS_LANES));
  const random = seededRandom(1);
  const creator = zipf(creators, 1, random);
  const bill = async () => {
    const viewerId = `viewer-${1 + Math.floor(random() * viewers)}`;
    await billMinute(prisma, viewerId, `creator-${1 + creator()}`, "stream");
    return 1;
  };
  const warm = await runFor(seconds / 2, Math.max(...OBVIOUS_LANES), bill);
  let best = { rate: 0, lanes: 0 };
  let billed = warm.lines;
  for (const lanes of OBVIOUS_LANES) {
    const { lines, seconds: took } = await runFor(seconds, lanes, bill);
    billed += lines;
    progress(`the obvious way, ${lanes} at a time: ${Math.round(lines / took)} minutes/s`);
    if (lines / took > best.rate) best = { rate: lines / took, lanes };
  }
  const { minutes, tokens, cents } = await totals(prisma);
  await prisma.$disconnect();
  const books = allBooks(
    same("obvious minutes", billed, minutes),
    same("obvious tokens", billed * 5, tokens),
    same("obvious cents", billed * 1_320, cents),
  );
  return { ...best, books };
}

/** Whole seconds only. */
const curve = ({ bySecond, seconds }: Pace) =>
  Array.from({ length: Math.floor(seconds) }, (_, x) => ({ x, y: bySecond[x] ?? 0 }));
