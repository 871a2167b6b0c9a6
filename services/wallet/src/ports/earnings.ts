import type { Account } from "../domain/account.ts";

/** What creators earned, from the hourly rollups. */
export interface Earnings {
  summary(creatorId: string, streams: readonly string[], since: readonly Date[]): Promise<EarningsSummary>;
  /** In order; periods without earnings are left out. */
  series(query: SeriesQuery): Promise<EarningsPoint[]>;
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
