import { zoneName } from "@metercast/calendar";
import { SeriesInterval, type WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import { type Handlers, z } from "@metercast/runtime";
import { cursor, storableText, userId, uuidOfKind, validate } from "@metercast/validation";
import { MAX_MINUTE } from "../../domain/minute.ts";
import type { Accounts } from "../../ports/accounts.ts";
import type { Earnings } from "../../ports/earnings.ts";
import type { Entries } from "../../ports/entries.ts";
import type { Funds } from "../../ports/funds.ts";
import type { Holds } from "../../ports/holds.ts";
import type { Search } from "../../ports/search.ts";
import {
  asset,
  earningsQuery,
  entryQuery,
  holdIds,
  MINUTES_PAGE,
  minutesQuery,
  requestedUser,
  streamId,
  userIds,
} from "./requests.ts";
import { toAccount, toEntry, toHold, wireAsset } from "./responses.ts";

type Wallet = Handlers<typeof WalletServiceService>;

const time = z.date({ error: "required" }).min(new Date("2000-01-01")).max(new Date("9999-01-01"));
const HOUR_MS = 3_600_000;
const wholeHour = time.refine((at) => at.getTime() % HOUR_MS === 0, "whole hours only");

const FUNDS = z.object({
  userId,
  sessions: z
    .array(
      z.object({ sessionId: uuidOfKind("session"), paidMinutes: z.number().int().min(0).max(MAX_MINUTE) }),
    )
    .max(1_000),
});
const STATEMENT = z.object({
  userId,
  asset,
  from: time,
  to: time,
  limit: z.number().int().min(1).max(1_000),
  cursor,
});
const DAY_MS = 86_400_000;
/** A year and what a person adds to it; the sums read every entry of it. */
const MOST_DAYS = 400;
const STATEMENT_TOTALS = STATEMENT.omit({ limit: true, cursor: true })
  .extend({
    zone: z
      .string()
      .max(64)
      .transform((name) => zoneName(name) ?? "")
      .refine((name) => name !== "", "an IANA time zone"),
  })
  .refine(({ from, to }) => to.getTime() - from.getTime() <= MOST_DAYS * DAY_MS, {
    path: ["to"],
    message: `at most ${MOST_DAYS} days after from`,
  });
/** A quarter of a year by days, and one more. */
const MAX_TIMES = 94;
const BALANCES = z.object({ userId, asset, times: z.array(time).min(1).max(MAX_TIMES) });
const MOST_HOURS = 49;
const HOURLY_TOTALS = z.object({
  from: wholeHour.refine((from) => Date.now() - from.getTime() <= MOST_HOURS * HOUR_MS, "too long ago"),
});
const INTERVALS = {
  [SeriesInterval.SERIES_INTERVAL_HOUR]: "hour",
  [SeriesInterval.SERIES_INTERVAL_DAY]: "day",
  [SeriesInterval.SERIES_INTERVAL_MONTH]: "month",
} as const;
const SERIES = z.object({
  creatorId: userId,
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
  streamId: z.union([z.literal("").transform(() => undefined), uuidOfKind("stream")]),
});
const QUARTER_MS = 900_000;
const wholeQuarter = time.refine((at) => at.getTime() % QUARTER_MS === 0, "whole quarters of an hour only");
/** Eight weeks by the hour are 1,344. */
const MOST_STRETCHES = 1_500;
const SUMS = z
  .object({
    creatorId: userId,
    starts: z.array(wholeQuarter).min(1).max(MOST_STRETCHES),
    to: wholeQuarter,
    streamId: z.union([z.literal("").transform(() => undefined), uuidOfKind("stream")]),
  })
  .refine(({ starts }) => starts.every((at, i) => i === 0 || at > starts[i - 1]!), {
    path: ["starts"],
    message: "must ascend",
  });
const STREAM_EARNINGS = z.object({
  creatorId: userId,
  from: wholeHour,
  to: wholeHour,
  byDay: z.boolean(),
  limit: z.number().int().min(1).max(100),
  cursor,
});
const SEARCH = z.object({ query: storableText(255).min(1) });

export interface ReadPorts {
  accounts: Accounts;
  holds: Holds;
  entries: Entries;
  earnings: Earnings;
  funds: Funds;
  search: Search;
}

/** Handlers that only read: no use case decides anything, so they read from a port. */
export function reads({ accounts, holds, entries, earnings, funds, search }: ReadPorts) {
  return {
    ...balances(accounts),
    ...history(entries),
    ...earned(earnings),
    async getHolds(request) {
      return { holds: (await holds.find(holdIds(request))).map(toHold) };
    },
    async getFunds(request) {
      const { userId, sessions } = validate(FUNDS, request);
      return funds.of(
        userId,
        sessions.map(({ sessionId: session, paidMinutes }) => ({ session, paidMinutes })),
      );
    },
    search: async (request) => ({ hits: await search.find(validate(SEARCH, request).query) }),
  } satisfies Partial<Wallet>;
}

function balances(accounts: Accounts) {
  return {
    async getBalances(request) {
      return { accounts: (await accounts.of(requestedUser(request.userId))).map(toAccount) };
    },
    async listBalances(request) {
      return { accounts: (await accounts.of(...userIds(request.userIds))).map(toAccount) };
    },
    async getPlatformBalances() {
      const found = await accounts.platformBalances();
      return { balances: found.map((one) => ({ ...one, asset: wireAsset(one.asset) })) };
    },
  } satisfies Partial<Wallet>;
}

function history(port: Entries) {
  return {
    async listEntries(request) {
      const { entries, nextCursor } = await port.list(entryQuery(request));
      return { entries: entries.map(toEntry), nextCursor };
    },
    async listMinutes(request) {
      const { session, fromMinute } = minutesQuery(request);
      return { minutes: await port.minutesOf(session, fromMinute, MINUTES_PAGE) };
    },
    async getBalanceHistory(request) {
      return { balances: await port.balancesAt(validate(BALANCES, request)) };
    },
    async getStatement(request) {
      const { entries, ...statement } = await port.statement(validate(STATEMENT, request));
      return { ...statement, entries: entries.map(toEntry) };
    },
    async getStatementTotals(request) {
      const totals = await port.statementTotals(validate(STATEMENT_TOTALS, request));
      const streams = totals.streams.map(({ stream, ...sum }) => ({ ...sum, streamId: streamId(stream) }));
      return { ...totals, streams, transfers: totals.transfers.map(toEntry) };
    },
  } satisfies Partial<Wallet>;
}

function earned(port: Earnings) {
  return {
    async getEarnings(request) {
      const { creatorId, streams, since } = earningsQuery(request);
      const { account, streams: rows, ...sums } = await port.summary(creatorId, streams, since);
      return {
        ...sums,
        streams: rows.map(({ stream, ...row }) => ({ ...row, streamId: streamId(stream) })),
        account: account && toAccount(account),
      };
    },
    async getEarningsSeries(request) {
      const { streamId: stream, ...query } = validate(SERIES, request);
      return { points: await port.series({ ...query, stream }) };
    },
    async getHourlyTotals(request) {
      const { from } = validate(HOURLY_TOTALS, request);
      return { hours: await port.hourly(from) };
    },
    async sumEarnings(request) {
      const { streamId: stream, ...query } = validate(SUMS, request);
      return { sums: await port.sums({ ...query, stream }) };
    },
    async listStreamEarnings(request) {
      const { rows, nextCursor } = await port.byStream(validate(STREAM_EARNINGS, request));
      return { rows: rows.map(({ stream, ...row }) => ({ ...row, streamId: streamId(stream) })), nextCursor };
    },
  } satisfies Partial<Wallet>;
}
