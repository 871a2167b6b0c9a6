import type { Asset } from "@metercast/money";

/** The history of accounts. */
export interface Entries {
  /** Newest first. @throws invalid_request for a cursor that is none */
  list(query: EntryQuery): Promise<{ entries: Entry[]; nextCursor: string }>;
  /** @throws invalid_request for a cursor that is none */
  statement(query: StatementQuery): Promise<Statement>;
  /** @throws too_old if minutes of that time are archived */
  statementTotals(query: StatementTotalsQuery): Promise<StatementTotals>;
  /** What was posted before each of these times, which ascend; 0 before the first entry. */
  balancesAt(query: BalancesQuery): Promise<bigint[]>;
  /** The decided minutes of a session from one on, in order. */
  minutesOf(session: string, fromMinute: number, limit: number): Promise<DecidedMinute[]>;
}

export interface EntryQuery {
  userId: string;
  asset: Asset | undefined;
  /** Empty: all. */
  referenceType: string;
  from?: Date | undefined;
  /** Exclusive. */
  to?: Date | undefined;
  /** Only what this stream earned, by its uuid. */
  streamId?: string | undefined;
  limit: number;
  cursor: string;
}

export interface Entry {
  id: string;
  direction: "credit" | "debit";
  referenceType: string;
  referenceId: string;
  asset: Asset;
  /** Signed. */
  amount: bigint;
  balanceAfter: bigint;
  version: bigint;
  createdAt: Date;
  metadata: Record<string, string>;
}

export interface StatementQuery {
  userId: string;
  asset: Asset;
  from: Date;
  /** Exclusive. */
  to: Date;
  limit: number;
  cursor: string;
}

export interface BalancesQuery {
  userId: string;
  asset: Asset;
  times: readonly Date[];
}

export interface Statement {
  openingBalance: bigint;
  closingBalance: bigint;
  /** Over the whole statement: the opening balance and these make the closing balance. */
  sums: { referenceType: string; amount: bigint }[];
  /** Oldest first. */
  entries: Entry[];
  nextCursor: string;
}

export interface DecidedMinute {
  minute: number;
  paid: boolean;
  tokens: bigint;
  balanceAfter: bigint;
  postedAt: Date;
}

export interface StatementTotalsQuery extends Omit<StatementQuery, "limit" | "cursor"> {
  /** Cuts the months. */
  zone: string;
}

export interface StatementTotals {
  openingBalance: bigint;
  closingBalance: bigint;
  /** The opening balance and these make the closing balance. */
  months: { month: string; referenceType: string; minutes: bigint; amount: bigint }[];
  /** Those with most minutes. */
  streams: { stream: string; minutes: bigint; amount: bigint }[];
  /** Oldest first. */
  transfers: Entry[];
  moreTransfers: boolean;
}
