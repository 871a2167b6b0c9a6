import type { Account } from "../domain/account.ts";
import type { EarnedHour } from "../domain/unpaid-earnings.ts";

/** What creators earned, from the hourly rollups. */
export interface Earnings {
  summary(creatorId: string, streams: readonly string[], since: readonly Date[]): Promise<EarningsSummary>;
  /** What creators earned in all, cents; without those who have no account. */
  inAll(creatorIds: readonly string[]): Promise<ReadonlyMap<string, bigint>>;
  /** Hours with earnings, newest first. */
  newestHours(account: bigint, limit: number): Promise<EarnedHour[]>;
  /** In order; periods without earnings are left out. */
  series(query: SeriesQuery): Promise<EarningsPoint[]>;
  /** All creators' together, per hour since a whole hour, in order; hours without minutes are left out. */
  hourly(from: Date): Promise<HourlyTotals[]>;
  /** In order, with their places in `starts` from 0; stretches without earnings are left out. */
  sums(query: SumQuery): Promise<EarningsSum[]>;
  /** Newest streams first. @throws invalid_request for a cursor that is none */
  byStream(query: StreamEarningsQuery): Promise<{ rows: StreamEarningsRow[]; nextCursor: string }>;
}

export interface EarningsSummary {
  totalCents: bigint;
  totalMinutes: bigint;
  centsSince: bigint[];
  streams: { stream: string; minutes: bigint; cents: bigint }[];
  account: Account | undefined;
}

export interface SeriesQuery {
  creatorId: string;
  interval: "hour" | "day" | "month";
  from: Date;
  to: Date;
  stream: string | undefined;
}

export interface EarningsPoint {
  start: Date;
  minutes: bigint;
  cents: bigint;
}

export interface HourlyTotals extends EarningsPoint {
  tokens: bigint;
}

/** Stretches of time, ascending: each ends where the next one starts, the last one at `to`. */
export interface SumQuery {
  creatorId: string;
  starts: readonly Date[];
  to: Date;
  stream: string | undefined;
}

export interface EarningsSum {
  place: number;
  minutes: bigint;
  cents: bigint;
}

export interface StreamEarningsQuery {
  creatorId: string;
  from: Date;
  to: Date;
  byDay: boolean;
  limit: number;
  cursor: string;
}

export interface StreamEarningsRow {
  stream: string;
  /** Its start; undefined where rows are per stream. */
  day: Date | undefined;
  minutes: bigint;
  cents: bigint;
}
