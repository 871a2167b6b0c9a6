import type { Sql } from "@metercast/postgres";
import { fingerprintOf, verdictSql } from "@metercast/postgres/integrity";
import { bothLegs, paidMinutesComeFirst } from "./integrity-checks.ts";
import { type Part, partLines, partPostings } from "./part.ts";

/** A closed partition with its place in the ledger. */
export type ClosedPart = Part & { name: string; toId: string; toBatch: bigint };

/** What one statement of the checks gives. */
export interface CheckRow {
  compared: bigint;
  wrong: bigint;
  detail: string | null;
  fingerprint: string;
}

/**
 * The entries of a part as runs: per account, versions that follow each other. Within one each balance
 * follows from the one before, or the run is broken: the balance before the part's first entry, as each
 * entry tells it, is the same for all of a run.
 */
const runs = (part: Part): string => `
  SELECT account, min(version) AS first_version, max(version) AS last_version, sum(amount)::bigint AS amount,
         (array_agg(balance_after ORDER BY version DESC))[1] AS balance_after, min(opening) <> max(opening) AS broken
  FROM (SELECT account, version, amount, balance_after, version - row_number() OVER w AS island, balance_after - sum(amount) OVER w AS opening
        FROM (SELECT viewer AS account, version, -tokens::bigint AS amount, balance_after FROM ${partLines(part)} AS l WHERE paid AND tokens > 0
              UNION ALL SELECT creator, version, cents, balance_after FROM ${partPostings(part)} AS p) AS entry
        WINDOW w AS (PARTITION BY account ORDER BY version)) AS placed
  GROUP BY account, island`;

/** Lines of batches that are not over with this part, by batch and stream. */
const unfinished = (part: ClosedPart): string => `
  SELECT batch, stream, count(*) FILTER (WHERE paid) AS paid, count(*) FILTER (WHERE NOT paid) AS refused, count(*) FILTER (WHERE paid AND cents > 0) AS earning,
         coalesce(sum(tokens) FILTER (WHERE paid), 0)::bigint AS tokens, coalesce(sum(cents) FILTER (WHERE paid), 0)::bigint AS cents
  FROM ${partLines(part)} AS l WHERE batch >= ${part.toBatch} GROUP BY batch, stream`;

const streams = (part: Part): string =>
  `SELECT stream, sum(lines)::bigint AS minutes, sum(cents)::bigint AS cents FROM ${partPostings(part)} AS p GROUP BY stream`;

const totals = (part: ClosedPart): string => `
  SELECT count(*) AS lines, coalesce(sum(tokens) FILTER (WHERE paid), 0)::bigint AS tokens, ${part.fromBatch}::bigint AS from_batch, ${part.toBatch}::bigint AS to_batch,
         (SELECT coalesce(sum(cents), 0)::bigint FROM ${partPostings(part)} AS p) AS cents FROM ${partLines(part)} AS l`;

/**
 * What the lines and postings of a closed partition say of themselves: each run follows, both legs agree,
 * paid minutes come first.
 */
const innerChecks = (part: ClosedPart): string[] => [
  `SELECT ${verdictSql("broken", "'account ' || account", "'breaks between its versions ' || first_version || ' and ' || last_version")}
   FROM (${runs(part)}) AS run`,
  bothLegs(part).sql,
  paidMinutesComeFirst(part).sql,
];

const RUN_COLUMNS = "account, first_version, last_version, amount, balance_after";
const LINE_COLUMNS = "batch, stream, paid, refused, earning, tokens, cents";
const TOTAL_COLUMNS = "lines, tokens, from_batch, to_batch, cents";
const STREAM_COLUMNS = "stream, minutes, cents";

const kept = (part: ClosedPart) =>
  [
    ["closed_partition", TOTAL_COLUMNS, totals(part)],
    ["closed_run", RUN_COLUMNS, `SELECT ${RUN_COLUMNS} FROM (${runs(part)}) AS run`],
    ["closed_line", LINE_COLUMNS, unfinished(part)],
    ["closed_stream", STREAM_COLUMNS, streams(part)],
  ] as const;

/** Every row that the sums have and the lines don't, or the other way round. */
const differences = (name: string, table: string, columns: string, sql: string): string => `
  WITH now AS (${sql}), kept AS (SELECT ${columns} FROM ${table} WHERE partition = '${name}'),
  off AS ((SELECT ${columns} FROM now EXCEPT ALL SELECT ${columns} FROM kept) UNION ALL (SELECT ${columns} FROM kept EXCEPT ALL SELECT ${columns} FROM now))
  SELECT (SELECT count(*) FROM kept) AS compared, count(*) AS wrong, left(min(off::text), 200) AS detail,
         coalesce(sum(hashtextextended(off::text, 0)::numeric), 0)::text AS fingerprint FROM off`;

export interface Verdict {
  compared: bigint;
  wrong: bigint;
  detail: string;
  /** "" where nothing is wrong. */
  fingerprint: string;
}

async function judge(sql: Sql, statements: readonly string[]): Promise<Verdict> {
  const rows: CheckRow[] = [];
  for (const statement of statements) rows.push(...(await sql.$queryRawUnsafe<CheckRow[]>(statement)));
  const wrong = rows.some((row) => row.wrong > 0n);
  return {
    fingerprint: wrong ? fingerprintOf(rows.map(({ fingerprint }) => fingerprint)) : "",
    compared: rows.reduce((sum, { compared }) => sum + compared, 0n),
    wrong: rows.reduce((sum, { wrong }) => sum + wrong, 0n),
    detail: rows.flatMap(({ detail }) => detail ?? []).join("; "),
  };
}

/** Verifies a closed partition in full and, where it is right, keeps its sums. */
export async function sumUp(tx: Sql, part: ClosedPart): Promise<Verdict> {
  const verdict = await judge(tx, innerChecks(part));
  if (verdict.wrong > 0n) return verdict;
  for (const [table, columns, sql] of kept(part))
    await tx.$executeRawUnsafe(
      `INSERT INTO ${table} (partition, ${columns}) SELECT '${part.name}', ${columns} FROM (${sql}) AS sums`,
    );
  return verdict;
}

/** Whether a closed partition still says what its sums say, and what it must say of itself. */
export async function verifyClosed(tx: Sql, part: ClosedPart): Promise<Verdict> {
  const compared = kept(part).map(([table, columns, sql]) => differences(part.name, table, columns, sql));
  return judge(tx, [...innerChecks(part), ...compared]);
}
