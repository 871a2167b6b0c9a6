import { publicId, uuidOf } from "@metercast/contracts";
import type { Sql } from "@metercast/postgres";
import { MetercastError } from "@metercast/runtime";
import type { Account } from "../../../domain/account.ts";
import type {
  EarningsPoint,
  SeriesQuery,
  StreamEarningsQuery,
  StreamEarningsRow,
} from "../../../ports/earnings.ts";
import { accountsOf } from "../ledger/accounts.ts";

const POINTS = `
  SELECT date_trunc($2, hour, 'UTC') AS start, sum(minutes)::bigint AS minutes, sum(cents)::bigint AS cents
  FROM earnings_hour WHERE creator = $1 AND hour >= $3::timestamptz AND hour < $4::timestamptz AND ($5::uuid IS NULL OR stream = $5::uuid)
  GROUP BY 1 ORDER BY 1`;

/**
 * What was earned per hour, day or month, from the hourly rollups: a year of one stream a time is 8,760
 * rows.
 */
export async function readEarningsSeries(sql: Sql, query: SeriesQuery): Promise<EarningsPoint[]> {
  const account = await creditAccount(sql, query.creatorId);
  if (!account) return [];
  const { interval, from, to, stream } = query;
  return sql.$queryRawUnsafe<EarningsPoint[]>(
    POINTS,
    account.account,
    interval,
    from.toISOString(),
    to.toISOString(),
    stream ?? null,
  );
}

const ROWS = `
  SELECT stream::text, day, sum(minutes)::bigint AS minutes, sum(cents)::bigint AS cents
  FROM (SELECT stream, minutes, cents, CASE WHEN $4::boolean THEN date_trunc('day', hour, 'UTC') END AS day
        FROM earnings_hour WHERE creator = $1 AND hour >= $2::timestamptz AND hour < $3::timestamptz) AS h
  WHERE $5::uuid IS NULL OR stream < $5::uuid OR (stream = $5::uuid AND day < $6::timestamptz)
  GROUP BY stream, day ORDER BY stream DESC, day DESC LIMIT $7::integer`;

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
  const found = await sql.$queryRawUnsafe<(Omit<StreamEarningsRow, "day"> & { day: Date | null })[]>(
    ROWS,
    account.account,
    query.from.toISOString(),
    query.to.toISOString(),
    query.byDay,
    place?.stream ?? null,
    place?.day?.toISOString() ?? null,
    query.limit + 1,
  );
  const rows = found.slice(0, query.limit).map((row) => ({ ...row, day: row.day ?? undefined }));
  const last = found.length > rows.length ? rows.at(-1) : undefined;
  return { rows, nextCursor: last ? writeCursor(last) : "" };
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
