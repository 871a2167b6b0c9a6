import { one, rows, type Sql } from "@metercast/postgres";
import { MetercastError } from "@metercast/runtime";
import type { Account } from "../../../domain/account.ts";
import type {
  Statement,
  StatementQuery,
  StatementTotals,
  StatementTotalsQuery,
} from "../../../ports/entries.ts";
import { accountsOf } from "../ledger/accounts.ts";
import { toEntry } from "./entry-row.ts";
import * as statements from "./statement.queries.ts";
import { entriesBetween } from "./versions.queries.ts";
import { last, lastBefore } from "./versions.ts";

/**
 * Where a statement begins and ends, as versions of its account: the entries after `opens` up to and with
 * `closes`.
 */
interface Range {
  opens: bigint;
  closes: bigint;
}

/**
 * A page of an account's statement. Its range is of versions, found once and then carried by the cursor:
 * the pages of one statement agree with each other while entries arrive, and every entry is in exactly one
 * month.
 */
export async function readStatement(sql: Sql, query: StatementQuery): Promise<Statement> {
  const place = readCursor(query.cursor);
  const account = (await accountsOf(sql, query.userId)).find(({ asset }) => asset === query.asset);
  if (!account) return { openingBalance: 0n, closingBalance: 0n, sums: [], entries: [], nextCursor: "" };
  const { opens, closes, after } = place ?? (await begin(sql, account, query));
  const between = { account: account.account, opens, closes };
  await assertPresent(sql, between);
  const [opening, closing, transferred, found] = await Promise.all([
    last(sql, account, opens),
    last(sql, account, closes),
    rows(sql, statements.sumTransfers, between),
    rows(sql, entriesBetween, { account: account.account, after, last: closes, limit: query.limit + 1 }),
  ]);
  const [openingBalance, closingBalance] = [opening?.balance_after ?? 0n, closing?.balance_after ?? 0n];
  const page = found.slice(0, query.limit);
  const reached = found.length > query.limit ? page.at(-1)?.version : undefined;
  return {
    openingBalance,
    closingBalance,
    sums: withMinutes(account, transferred, closingBalance - openingBalance),
    entries: page.map((row) => toEntry(row, account)),
    nextCursor: reached === undefined ? "" : `${opens}.${closes}.${reached}`,
  };
}

/**
 * What is not a transfer are minutes: they may be a million, and are what the balance says beside the
 * transfers.
 */
function withMinutes({ asset }: Account, transferred: Statement["sums"], change: bigint): Statement["sums"] {
  const minutes = transferred.reduce((rest, { amount }) => rest - amount, change);
  if (minutes === 0n) return transferred;
  const referenceType = asset === "TOKEN" ? "STREAM_VIEW" : "STREAM_EARNINGS";
  return [{ referenceType, amount: minutes }, ...transferred];
}

/** More than anybody reads; what follows is one sum. */
const MOST_STREAMS = 500;
const MOST_TRANSFERS = 1_000;

/** A statement's sums. Its range is of versions, so its parts agree while entries arrive. */
export async function readStatementTotals(sql: Sql, query: StatementTotalsQuery): Promise<StatementTotals> {
  const account = (await accountsOf(sql, query.userId)).find(({ asset }) => asset === query.asset);
  if (!account)
    return {
      openingBalance: 0n,
      closingBalance: 0n,
      months: [],
      streams: [],
      transfers: [],
      moreTransfers: false,
    };
  const { opens, closes } = await begin(sql, account, query);
  const between = { account: account.account, opens, closes };
  await assertPresent(sql, between);
  const [opening, closing, months, streams, transfers] = await Promise.all([
    last(sql, account, opens),
    last(sql, account, closes),
    rows(sql, statements.totalsByMonth, { ...between, zone: query.zone }),
    rows(sql, statements.totalsByStream, { ...between, limit: MOST_STREAMS }),
    rows(sql, statements.transfersBetween, { ...between, limit: MOST_TRANSFERS + 1 }),
  ]);
  return {
    openingBalance: opening?.balance_after ?? 0n,
    closingBalance: closing?.balance_after ?? 0n,
    months,
    streams,
    transfers: transfers.slice(0, MOST_TRANSFERS).map((row) => toEntry(row, account)),
    moreTransfers: transfers.length > MOST_TRANSFERS,
  };
}

/** @throws too_old */
async function assertPresent(sql: Sql, between: Range & { account: bigint }): Promise<void> {
  const gone = await one(sql, statements.findDetached, between);
  if (gone?.detached)
    throw new MetercastError("too_old", "entries of that time have been archived: ask the operator for them");
}

async function begin(sql: Sql, account: Account, { from, to }: Pick<StatementQuery, "from" | "to">) {
  const [opens, closes] = await Promise.all([
    lastBefore(sql, account, from.getTime()),
    lastBefore(sql, account, to.getTime()),
  ]);
  return { opens, closes, after: opens };
}

/** Versions of another cursor would still be of the same account. */
function readCursor(cursor: string): (Range & { after: bigint }) | undefined {
  if (cursor === "") return undefined;
  const match = /^(\d{1,18})\.(\d{1,18})\.(\d{1,18})$/.exec(cursor);
  if (!match) {
    throw new MetercastError("invalid_request", "the cursor is not one of ours", {
      fields: [{ field: "cursor", message: "take it from next_cursor" }],
    });
  }
  const [opens = 0n, closes = 0n, after = 0n] = match.slice(1).map(BigInt);
  return { opens, closes, after };
}
