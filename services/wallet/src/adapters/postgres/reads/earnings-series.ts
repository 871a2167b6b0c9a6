import { publicId, uuidOf } from "@metercast/contracts";
import { rows, type Sql } from "@metercast/postgres";
import { MetercastError } from "@metercast/runtime";
import type { Account } from "../../../domain/account.ts";
import type {
  EarningsPoint,
  EarningsSum,
  SeriesQuery,
  StreamEarningsQuery,
  StreamEarningsRow,
  SumQuery,
} from "../../../ports/earnings.ts";
import { accountsOf } from "../ledger/accounts.ts";
import * as statements from "./earnings.queries.ts";

/**
 * What was earned per hour, day or month, from the hourly rollups: a year of one stream a time is 8,760
 * rows.
 */
export async function readEarningsSeries(sql: Sql, query: SeriesQuery): Promise<EarningsPoint[]> {
  const account = await creditAccount(sql, query.creatorId);
  if (!account) return [];
  const { interval, from, to, stream } = query;
  return rows(sql, statements.earningsSeries, {
    creator: account.account,
    interval,
    from: from.toISOString(),
    to: to.toISOString(),
    stream: stream ?? null,
  });
}

/** The sums of stretches of time: 90 days of a creator with streams every day are some thousand rows. */
export async function sumEarnings(
  sql: Sql,
  { creatorId, starts, to, stream }: SumQuery,
): Promise<EarningsSum[]> {
  const account = await creditAccount(sql, creatorId);
  const [from] = starts;
  if (!account || !from) return [];
  const found = await rows(sql, statements.sumEarnings, {
    creator: account.account,
    starts: starts.map((start) => start.toISOString()),
    from: from.toISOString(),
    to: to.toISOString(),
    stream: stream ?? null,
  });
  return found.map(({ place, ...sum }) => ({ ...sum, place: place - 1 }));
}

/**
 * Streams in the order of their ids, which is that of their starts: a row that is new while pages are read
 * is where it belongs.
 */
export async function listStreamEarnings(
  sql: Sql,
  query: StreamEarningsQuery,
): Promise<{ rows: StreamEarningsRow[]; nextCursor: string }> {
  const place = readCursor(query.cursor);
  const account = await creditAccount(sql, query.creatorId);
  if (!account) return { rows: [], nextCursor: "" };
  const found = await rows(sql, statements.earningsByStream, {
    creator: account.account,
    from: query.from.toISOString(),
    to: query.to.toISOString(),
    byDay: query.byDay,
    afterStream: place?.stream ?? null,
    afterDay: place?.day?.toISOString() ?? null,
    limit: query.limit + 1,
  });
  const page = found.slice(0, query.limit).map((row) => ({ ...row, day: row.day ?? undefined }));
  const last = found.length > page.length ? page.at(-1) : undefined;
  return { rows: page, nextCursor: last ? writeCursor(last) : "" };
}

async function creditAccount(sql: Sql, creatorId: string): Promise<Account | undefined> {
  return (await accountsOf(sql, creatorId)).find(({ asset }) => asset === "USD");
}

const writeCursor = ({ stream, day }: StreamEarningsRow): string =>
  publicId("stream", stream) + (day ? `.${day.getTime()}` : "");

function readCursor(cursor: string): { stream: string; day: Date | undefined } | undefined {
  if (cursor === "") return undefined;
  const [, id = "", day] = /^(str_[0-9a-f]{32})(?:\.(\d{1,14}))?$/.exec(cursor) ?? [];
  const stream = uuidOf("stream", id);
  if (stream === undefined) {
    throw new MetercastError("invalid_request", "the cursor is not one of ours", {
      fields: [{ field: "cursor", message: "take it from next_cursor" }],
    });
  }
  return { stream, day: day === undefined ? undefined : new Date(Number(day)) };
}
