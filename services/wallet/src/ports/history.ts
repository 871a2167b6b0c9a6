import type { SearchHit } from "@metercast/contracts/common/v1/search.ts";
import type { Asset } from "@metercast/money";
import type { Entry } from "./entries.ts";

/** What is only read: statements, charts, and what an id names. */
export interface History {
  /** What a viewer has, and how far each session is paid beyond what is known, as of one moment. */
  standing(userId: string, sessions: readonly { session: string; paidMinutes: number }[]): Promise<Standing>;
  /** @throws invalid_request for a cursor that is none */
  statement(query: StatementQuery): Promise<Statement>;
  /** In order; times in which nothing was earned are left out. */
  earningsSeries(query: SeriesQuery): Promise<EarningsPoint[]>;
  /** Newest streams first. @throws invalid_request for a cursor that is none */
  streamEarnings(query: StreamEarningsQuery): Promise<{ rows: StreamEarningsRow[]; nextCursor: string }>;
  search(query: string): Promise<SearchHit[]>;
}

export interface Standing {
  availableTokens: bigint;
  /** In the order asked for. */
  paidMinutes: number[];
}

export interface StatementQuery {
  userId: string;
  asset: Asset;
  from: Date;
  /** Not part of it. */
  to: Date;
  limit: number;
  cursor: string;
}

export interface Statement {
  openingBalance: bigint;
  closingBalance: bigint;
  /** Per reference type over the whole statement: with them the opening balance becomes the closing one. */
  sums: { referenceType: string; amount: bigint }[];
  /** Oldest first. */
  entries: Entry[];
  nextCursor: string;
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
