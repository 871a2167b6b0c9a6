import { one, rows, type Sql } from "@metercast/postgres";
import { MetercastError } from "@metercast/runtime";
import type { Account } from "../../../domain/account.ts";
import type { Entry, EntryQuery } from "../../../ports/entries.ts";
import { accountsOf } from "../ledger/accounts.ts";
import * as statements from "./entries.queries.ts";
import { type EntryRow, toEntry } from "./entry-row.ts";
import { lastBefore } from "./versions.ts";

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
  const asked = { account: account.account, before: ceiling, limit: query.limit + 1 };
  const found: EntryRow[] = await (query.streamId === undefined
    ? rows(sql, statements.pageOfEntries, { ...asked, referenceType: query.referenceType })
    : rows(sql, statements.pageOfStream, { ...asked, after: floor, stream: query.streamId }));
  return found
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
    const asked = { stream: query.streamId, creator: account.account };
    const time = await one(sql, statements.timeOfStream, asked);
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
