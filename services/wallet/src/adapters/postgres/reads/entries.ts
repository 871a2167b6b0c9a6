import type { Sql } from "@metercast/postgres";
import { MetercastError } from "@metercast/runtime";
import type { Account } from "../../../domain/account.ts";
import type { Entry, EntryQuery } from "../../../ports/entries.ts";
import { accountsOf } from "../ledger/accounts.ts";
import { type EntryRow, toEntry } from "./entry-row.ts";
import { lastBefore } from "./versions.ts";

/**
 * Each branch reads its own index backwards from the cursor and stops after a page, however long the
 * account's history is.
 */
const PAGE = `
  (SELECT m.id::text, NULL::bigint AS batch, -m.tokens::bigint AS amount, m.balance_after, m.version, b.posted_at AS created_at, 'STREAM_VIEW' AS reference_type,
          minute_session(m.id, m.minute)::text AS reference, m.minute, NULL::integer AS lines, NULL AS reason, NULL AS actor
   FROM viewer_minutes_before($1::bigint, $2::bigint, $3::integer) AS m JOIN minute_batch b ON b.id = m.batch WHERE $4 IN ('', 'STREAM_VIEW'))
  UNION ALL
  (SELECT p.stream::text, p.batch, p.cents, p.balance_after, p.version, b.posted_at, 'STREAM_EARNINGS', p.stream::text, NULL, p.lines, NULL, NULL
   FROM (SELECT * FROM creator_posting WHERE creator = $1::bigint AND version < $2::bigint AND $4 IN ('', 'STREAM_EARNINGS')
         ORDER BY version DESC LIMIT $3::integer) AS p JOIN minute_batch b ON b.id = p.batch)
  UNION ALL
  (SELECT id::text, NULL, -amount, debit_balance_after, debit_version, created_at, reference_type, reference_id, NULL, NULL, reason, actor_id
   FROM transfer WHERE debit_account = $1::bigint AND debit_version < $2::bigint AND $4 IN ('', reference_type) ORDER BY debit_version DESC LIMIT $3::integer)
  UNION ALL
  (SELECT id::text, NULL, amount, credit_balance_after, credit_version, created_at, reference_type, reference_id, NULL, NULL, reason, actor_id
   FROM transfer WHERE credit_account = $1::bigint AND credit_version < $2::bigint AND $4 IN ('', reference_type) ORDER BY credit_version DESC LIMIT $3::integer)
  ORDER BY version DESC LIMIT $3::integer`;

/** Of one stream alone: between versions that are of its time, which are hardly anybody else's. */
const STREAM_PAGE = `
  SELECT p.stream::text AS id, p.batch, p.cents AS amount, p.balance_after, p.version, b.posted_at AS created_at, 'STREAM_EARNINGS' AS reference_type,
         p.stream::text AS reference, NULL::integer AS minute, p.lines, NULL AS reason, NULL AS actor
  FROM (SELECT * FROM creator_posting WHERE creator = $1::bigint AND version < $2::bigint AND version > $4::bigint AND stream = $5::uuid
        ORDER BY version DESC LIMIT $3::integer) AS p JOIN minute_batch b ON b.id = p.batch
  ORDER BY p.version DESC`;

/**
 * The hours in which a stream earned, by the rollup that its postings keep: all of its entries are in them.
 */
const STREAM_TIME = `
  SELECT min(hour) AS first, max(hour) + interval '1 hour' AS over FROM earnings_hour WHERE stream = $1::uuid AND creator = $2::bigint`;

/** Above every version. */
const NEWEST = 2n ** 62n;

/**
 * The entries of a user's accounts, newest first. The cursor holds the version reached in each account:
 * versions never change, so pages neither repeat nor skip an entry while new ones arrive. A stream is asked
 * for by its time, and a time by its versions, which some looks at indexes find: what is old costs no more
 * than what is new.
 */
export async function listEntries(
  sql: Sql,
  query: EntryQuery,
): Promise<{ entries: Entry[]; nextCursor: string }> {
  const accounts = (await accountsOf(sql, query.userId)).filter(
    ({ asset }) =>
      (!query.asset || asset === query.asset) && (query.streamId === undefined || asset === "USD"),
  );
  const reached = readCursor(query.cursor);
  const pages = await Promise.all(
    accounts.map((account) => page(sql, account, reached.get(account.account), query)),
  );
  const shown = newestFirst(pages, query.limit);
  for (const { account, entry } of shown) reached.set(account, entry.version);
  const more = pages.flat().length > shown.length;
  return { entries: shown.map(({ entry }) => entry), nextCursor: more ? writeCursor(reached) : "" };
}

type Line = { account: bigint; entry: Entry };

/**
 * The first `limit` entries of pages that are each in the order of their account's versions. Times decide
 * only between accounts: within one, a transaction that began earlier may have taken a later version, and
 * the cursor speaks of versions.
 */
function newestFirst(pages: readonly Line[][], limit: number): Line[] {
  const heads = pages.map((lines) => ({ lines, next: 0 }));
  const merged: Line[] = [];
  while (merged.length < limit) {
    const waiting = heads.filter(({ lines, next }) => next < lines.length);
    const [newest] = waiting.sort((a, b) => timeAt(b) - timeAt(a));
    if (!newest) break;
    merged.push(newest.lines[newest.next] as Line);
    newest.next += 1;
  }
  return merged;
}

const timeAt = ({ lines, next }: { lines: readonly Line[]; next: number }): number =>
  Number(lines[next]?.entry.createdAt);

/** Versions below and above which nothing is asked for; neither is itself. */
interface Between {
  floor: bigint;
  ceiling: bigint;
}

async function page(sql: Sql, account: Account, reached: bigint | undefined, query: EntryQuery) {
  const between = await versionsOf(sql, account, reached, query);
  if (between === undefined) return [];
  const { floor, ceiling } = between;
  // One more than asked for says whether there is another page.
  const rows = await (query.streamId === undefined
    ? sql.$queryRawUnsafe<EntryRow[]>(PAGE, account.account, ceiling, query.limit + 1, query.referenceType)
    : sql.$queryRawUnsafe<EntryRow[]>(
        STREAM_PAGE,
        account.account,
        ceiling,
        query.limit + 1,
        floor,
        query.streamId,
      ));
  return rows
    .filter(({ version }) => version > floor)
    .map((row) => ({ account: account.account, entry: toEntry(row, account) }));
}

/** Where the entries of the asked time and stream are. Undefined: nowhere. */
async function versionsOf(
  sql: Sql,
  account: Account,
  reached: bigint | undefined,
  query: EntryQuery,
): Promise<Between | undefined> {
  let { from, to } = query;
  if (query.streamId !== undefined) {
    if (query.referenceType !== "" && query.referenceType !== "STREAM_EARNINGS") return undefined;
    const [time] = await sql.$queryRawUnsafe<{ first: Date | null; over: Date | null }[]>(
      STREAM_TIME,
      query.streamId,
      account.account,
    );
    if (!time?.first || !time.over) return undefined;
    from = from && from > time.first ? from : time.first;
    to = to && to < time.over ? to : time.over;
  }
  const [floor, ceiling] = await Promise.all([
    from === undefined ? 0n : lastBefore(sql, account, from.getTime()),
    reached ?? (to === undefined ? NEWEST : firstNotBefore(sql, account, to)),
  ]);
  return { floor, ceiling };
}

const firstNotBefore = async (sql: Sql, account: Account, time: Date): Promise<bigint> =>
  (await lastBefore(sql, account, time.getTime())) + 1n;

/** "account.version" pairs; a cursor that was not ours is invalid_request. */
function readCursor(cursor: string): Map<bigint, bigint> {
  if (cursor === "") return new Map();
  if (!/^\d{1,18}\.\d{1,18}(~\d{1,18}\.\d{1,18}){0,3}$/.test(cursor)) {
    throw new MetercastError("invalid_request", "the cursor is not one of ours", {
      fields: [{ field: "cursor", message: "take it from next_cursor" }],
    });
  }
  return new Map(cursor.split("~").map((pair) => pair.split(".").map(BigInt) as [bigint, bigint]));
}

const writeCursor = (reached: Map<bigint, bigint>): string =>
  [...reached].map(([account, version]) => `${account}.${version}`).join("~");
