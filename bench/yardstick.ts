import { setTimeout as sleep } from "node:timers/promises";
import { withClient } from "@metercast/provision";
import { createTestDatabase, type TestDatabase } from "@metercast/testkit";
import { type Database, openDatabase } from "../services/wallet/src/adapters/postgres/database.ts";
import { postgresLedger } from "../services/wallet/src/adapters/postgres/ledger/ledger.ts";
import { arraysOf } from "../services/wallet/src/adapters/postgres/minutes/post-minutes.ts";
import type { DueMinute } from "../services/wallet/src/domain/minute.ts";
import { MAX_LINES, postMinutes } from "../services/wallet/src/usecases/post-minutes.ts";
import { gatherAudience, openAccounts } from "./support/audience.ts";
import { allBooks, type BenchContext, type Books, type Figure, type Result, same } from "./support/bench.ts";
import { checkLedger } from "./support/ledger-check.ts";
import { significant } from "./support/numbers.ts";
import { DueMinutes, QUIET, runFor } from "./support/posting.ts";
import { POSTGRES_SETTINGS } from "./support/servers.ts";

const LANES = 2;
const AUDIENCES = [
  { name: "hot", creators: 1 },
  { name: "zipf", creators: 10_000 },
] as const;

/**
 * The bare minimum: the same rows into a table with the same indexes and the same accounts changed, in
 * bulk. It checks, declines, answers and announces nothing, and writes no posting, rollup or platform side.
 */
const BULK = `
  CREATE TABLE bulk_minute (LIKE viewer_minute INCLUDING ALL);
  CREATE TABLE bulk_account (LIKE account INCLUDING ALL) WITH (fillfactor = 50);
  INSERT INTO bulk_account OVERRIDING SYSTEM VALUE SELECT * FROM account;
  CREATE FUNCTION post_bulk(p_id uuid[], p_minute integer[], p_viewer bigint[], p_creator bigint[], p_stream uuid[], p_tokens integer[], p_cents integer[])
  RETURNS void LANGUAGE plpgsql SET enable_seqscan = off SET enable_mergejoin = off SET enable_hashjoin = off SET plan_cache_mode = force_generic_plan AS $$
  BEGIN
    INSERT INTO bulk_minute (id, stream, batch, viewer, balance_after, version, minute, tokens, cents, paid)
      SELECT id, stream, 1, viewer, 0, minute, minute, tokens, cents, true
      FROM unnest(p_id, p_minute, p_viewer, p_stream, p_tokens, p_cents) AS t (id, minute, viewer, stream, tokens, cents);
    UPDATE bulk_account a SET posted = a.posted - t.tokens, version = a.version + 1
      FROM (SELECT * FROM unnest(p_viewer, p_tokens) AS t (viewer, tokens) ORDER BY viewer) AS t WHERE a.id = t.viewer;
    UPDATE bulk_account a SET posted = a.posted + t.cents, version = a.version + 1
      FROM (SELECT creator, sum(cents) AS cents FROM unnest(p_creator, p_cents) AS t (creator, cents) GROUP BY creator ORDER BY creator) AS t
      WHERE a.id = t.creator;
  END $$;
  GRANT ALL ON bulk_minute, bulk_account TO metercast_wallet;
  GRANT EXECUTE ON FUNCTION post_bulk TO metercast_wallet;
  VACUUM (ANALYZE) bulk_account`;

/**
 * The share of a bare bulk insert and update that remains with everything that makes it a ledger. In
 * alternation, so that both run on the same machine.
 */
export async function yardstick(context: BenchContext): Promise<Result> {
  const viewers = context.setting("viewers", 500_000, 20_000);
  const turns = context.setting("turns", 3, 1);
  const seconds = context.setting("turn_seconds", 8, 2);
  const figures: Figure[] = [];
  const books: Books[] = [];
  for (const { name, creators } of AUDIENCES) {
    const database = await createTestDatabase();
    try {
      context.progress(`${viewers} viewers, ${creators} creators: opening accounts`);
      await openAccounts(database.adminUrl, viewers, creators);
      await withClient(database.adminUrl, async (client) => {
        for (const statement of [
          "SET search_path = wallet",
          ...BULK.split(/;\n {2}(?=CREATE|INSERT|GRANT|VACUUM)/),
        ])
          await client.query(statement);
      });
      const run = await compare(context, database, { viewers, creators, turns, seconds });
      figures.push(
        {
          name: `${name}_posting_share_of_bulk`,
          value: significant(run.ours / run.bulk),
          target: { atLeast: 0.6 },
        },
        { name: `${name}_posting_lines_per_second`, value: significant(run.ours) },
        { name: `${name}_bulk_lines_per_second`, value: significant(run.bulk) },
      );
      books.push(run.books);
    } finally {
      await database.drop();
    }
  }
  return {
    figures,
    settings: {
      viewers,
      turns,
      turn_seconds: seconds,
      batch_lines: MAX_LINES,
      lanes: LANES,
      ...POSTGRES_SETTINGS,
    },
    books: allBooks(...books),
  };
}

interface Compared {
  viewers: number;
  creators: number;
  turns: number;
  seconds: number;
}

async function compare({ progress }: BenchContext, database: TestDatabase, options: Compared) {
  const { viewers, creators, turns, seconds } = options;
  const audience = await gatherAudience(database.adminUrl, {
    viewers,
    creators,
    startedAt: Date.now() - 3_600_000,
  });
  const client = openDatabase(database.urls.wallet!, LANES + 1);
  const ports = { ledger: postgresLedger(client, { lowBelow: 10n, partitionHours: 24 }), ...QUIET };
  const [mine, theirs] = [new DueMinutes(audience, MAX_LINES), new DueMinutes(audience, MAX_LINES)];
  let paid = 0;
  const post = async () => {
    const lines = mine.batch();
    const posted = await postMinutes(ports, lines, true);
    paid += posted.paid;
    return lines.length;
  };
  const bulk = async () => postBulk(client, theirs.batch());
  const sum = { ours: { lines: 0, seconds: 0 }, bulk: { lines: 0, seconds: 0 } };
  for (let turn = 1; turn <= turns; turn++) {
    for (const [who, work] of [
      ["ours", post],
      ["bulk", bulk],
    ] as const) {
      const pace = await runFor(seconds, LANES, work);
      sum[who].lines += pace.lines;
      sum[who].seconds += pace.seconds;
      await sleep(500);
    }
    progress(`turn ${turn}: ${sum.ours.lines} lines posted, ${sum.bulk.lines} in bulk`);
  }
  await client.$disconnect();
  progress("checking the books");
  const inserted = await withClient(database.adminUrl, async (admin) => {
    const { rows } = await admin.query<{ n: string }>("SELECT count(*) AS n FROM wallet.bulk_minute");
    return BigInt(rows[0]!.n);
  });
  return {
    ours: sum.ours.lines / sum.ours.seconds,
    bulk: sum.bulk.lines / sum.bulk.seconds,
    books: allBooks(
      same("lines in bulk", sum.bulk.lines, inserted),
      same("lines posted of those asked for", sum.ours.lines, paid),
      await checkLedger(database.adminUrl, { paid }),
    ),
  };
}

async function postBulk(client: Database, lines: readonly DueMinute[]): Promise<number> {
  const { ids, minutes, viewers, creators, streams, tokens, cents } = arraysOf(lines);
  await client.$executeRawUnsafe(
    "SELECT post_bulk($1::uuid[], $2::integer[], $3::bigint[], $4::bigint[], $5::uuid[], $6::integer[], $7::integer[])",
    ids,
    minutes,
    viewers,
    creators,
    streams,
    tokens,
    cents,
  );
  return lines.length;
}
