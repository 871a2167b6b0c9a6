// npm run outbox -- replay --since <time>: publishes again what a service committed since then, after the
// broker lost acknowledged messages. OUTBOX_DATABASE_URL names the service's database; its running relay
// publishes.
import { parseArgs } from "node:util";
import pg from "pg";
import { replayOutbox } from "../packages/outbox/src/index.ts";
import type { Sql } from "../packages/postgres/src/index.ts";

const USAGE = "usage: OUTBOX_DATABASE_URL=postgres://… npm run outbox -- replay --since 2026-11-22T10:00:00Z";

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}

function readArguments(): { url: string; since: Date } {
  const { values, positionals } = parseArgs({
    options: { since: { type: "string" } },
    allowPositionals: true,
  });
  const url = process.env.OUTBOX_DATABASE_URL;
  const since = new Date(values.since ?? "");
  if (positionals[0] !== "replay" || !url || Number.isNaN(since.getTime())) fail(USAGE);
  return { url, since };
}

const { url, since } = readArguments();
const client = new pg.Client({ connectionString: url });
await client.connect().catch((error: Error) => fail(`The database can't be reached: ${error.message}`));
const sql: Sql = {
  $queryRawUnsafe: async <T>(text: string, ...values: unknown[]) =>
    (await client.query(text, values)).rows as T,
  $executeRawUnsafe: async (text, ...values) => (await client.query(text, values)).rowCount ?? 0,
};
try {
  const rows = await replayOutbox(sql, since);
  console.log(
    `${rows} events since ${since.toISOString()} go out again; consumers have seen most of them and do nothing.`,
  );
} finally {
  await client.end();
}
