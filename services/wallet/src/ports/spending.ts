import type { TokenChange } from "../domain/token-lots.ts";

/** Reads for following a viewer's tokens; each call reads a bounded number of rows by an index. */
export interface Spending {
  /** The credits of a top-up: the purchase, and what later came back of it. Oldest first. */
  topUpCredits(topUpId: string): Promise<TokenCredit[]>;
  /** The requests that booked it, and its refunds and disputes. */
  requestsOf(topUpId: string): Promise<{ source: string; requestId: string }[]>;
  /** All that a viewer's account received, and what was taken back from it, oldest first. */
  changesOf(account: bigint): Promise<TokenChange[]>;
  /** All that left a viewer's account up to and with a version. */
  spentUpTo(account: bigint, version: bigint): Promise<bigint>;
  /** The paid minutes of a session from its first one on, in order. */
  paidMinutesOf(session: string, limit: number): Promise<PaidMinute[]>;
  /** What left a viewer's account after a version, oldest first. */
  spendingAfter(account: bigint, after: bigint, limit: number): Promise<SpendingEntry[]>;
}

export interface TokenCredit {
  account: bigint;
  userId: string;
  version: bigint;
  tokens: bigint;
  at: Date;
  /** The account's newest version. */
  newest: bigint;
}

/** A minute's place in its viewer's account. */
export interface PaidMinute {
  account: bigint;
  version: bigint;
  tokens: bigint;
  /** After it. */
  balance: bigint;
}

export interface SpendingEntry {
  version: bigint;
  tokens: bigint;
  /** Empty for minutes of a ledger period that was detached. */
  referenceType: string;
  minute: SpentMinute | undefined;
}

export interface SpentMinute {
  session: string;
  minute: number;
  stream: string;
  /** Undefined where the minute earns nothing. */
  creator: { account: bigint; userId: string } | undefined;
  cents: bigint;
  at: Date;
}
