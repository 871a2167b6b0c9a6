import {
  type GetEarningsSeriesRequest,
  type GetStatementRequest,
  type ListStreamEarningsRequest,
  SeriesInterval,
  type WalletServiceService,
} from "@metercast/contracts/wallet/v1/wallet.ts";
import { type Handlers, z } from "@metercast/runtime";
import { MAX_MINUTE } from "../../domain/minute.ts";
import type { History, SeriesQuery, StatementQuery, StreamEarningsQuery } from "../../ports/history.ts";
import { asset, check, publicUuid, streamId, text, user } from "./requests.ts";
import { toEntry } from "./responses.ts";

type Wallet = Handlers<typeof WalletServiceService>;

const time = z.date({ error: "required" }).min(new Date("2000-01-01")).max(new Date("9999-01-01"));
const HOUR_MS = 3_600_000;
const wholeHour = time.refine((at) => at.getTime() % HOUR_MS === 0, "whole hours only");
const cursor = text(200);

const STANDING = z.object({
  userId: user,
  sessions: z
    .array(
      z.object({ sessionId: publicUuid("session"), paidMinutes: z.number().int().min(0).max(MAX_MINUTE) }),
    )
    .max(1_000),
});
const STATEMENT = z.object({
  userId: user,
  asset,
  from: time,
  to: time,
  limit: z.number().int().min(1).max(1_000),
  cursor,
});
const INTERVALS = {
  [SeriesInterval.SERIES_INTERVAL_HOUR]: "hour",
  [SeriesInterval.SERIES_INTERVAL_DAY]: "day",
  [SeriesInterval.SERIES_INTERVAL_MONTH]: "month",
} as const;
const SERIES = z.object({
  creatorId: user,
  interval: z
    .union(
      [
        z.literal(SeriesInterval.SERIES_INTERVAL_HOUR),
        z.literal(SeriesInterval.SERIES_INTERVAL_DAY),
        z.literal(SeriesInterval.SERIES_INTERVAL_MONTH),
      ],
      "HOUR, DAY or MONTH",
    )
    .transform((wire) => INTERVALS[wire]),
  from: wholeHour,
  to: wholeHour,
  streamId: z.union([z.literal("").transform(() => undefined), publicUuid("stream")]),
});
const STREAM_EARNINGS = z.object({
  creatorId: user,
  from: wholeHour,
  to: wholeHour,
  byDay: z.boolean(),
  limit: z.number().int().min(1).max(100),
  cursor,
});
const SEARCH = z.object({ query: text(255).min(1) });

/** What is only read: statements, charts, and what an id names. */
export function history(
  port: History,
): Pick<Wallet, "getStanding" | "getStatement" | "getEarningsSeries" | "listStreamEarnings" | "search"> {
  return {
    async getStanding(request) {
      const { userId, sessions } = check(STANDING, request);
      return port.standing(
        userId,
        sessions.map(({ sessionId: session, paidMinutes }) => ({ session, paidMinutes })),
      );
    },
    async getStatement(request) {
      const { entries, ...statement } = await port.statement(statementQuery(request));
      return { ...statement, entries: entries.map(toEntry) };
    },
    async getEarningsSeries(request) {
      return { points: await port.earningsSeries(seriesQuery(request)) };
    },
    async listStreamEarnings(request) {
      const { rows, nextCursor } = await port.streamEarnings(streamEarningsQuery(request));
      return { rows: rows.map(({ stream, ...row }) => ({ ...row, streamId: streamId(stream) })), nextCursor };
    },
    search: async (request) => ({ hits: await port.search(check(SEARCH, request).query) }),
  };
}

const statementQuery = (request: GetStatementRequest): StatementQuery => check(STATEMENT, request);

function seriesQuery(request: GetEarningsSeriesRequest): SeriesQuery {
  const { streamId: stream, ...query } = check(SERIES, request);
  return { ...query, stream };
}

const streamEarningsQuery = (request: ListStreamEarningsRequest): StreamEarningsQuery =>
  check(STREAM_EARNINGS, request);
