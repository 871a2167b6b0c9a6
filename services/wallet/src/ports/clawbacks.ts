import type { Borne, ClawbackPolicy, Share } from "../domain/clawback.ts";

/** A balance transaction that changed how many tokens of a top-up are lost. */
export interface ClawbackStep {
  /** Of Stripe's balance transaction. */
  id: string;
  topUpId: string;
  /** The refund or dispute. */
  sourceId: string;
  /** The viewer's account. */
  viewer: bigint;
  /** Below zero: made good. */
  tokens: bigint;
  /** Afterwards. */
  lostTokens: bigint;
  /** The platform's loss afterwards. */
  lostCents: bigint;
  policy: ClawbackPolicy;
}

/** A share that is not worked off, with what its effect needs. */
export interface OpenShare extends Share {
  /** The step that found it. */
  step: string;
  userId: string;
  topUpId: string;
  sourceId: string;
  /** The piece's. */
  policy: ClawbackPolicy;
}

/** The steps that are not worked off, and what tracing them reads. */
export interface Clawbacks {
  /** The oldest open step, after all earlier ones of its top-up. */
  next(): Promise<(ClawbackStep & { isTraced: boolean }) | undefined>;
  /** What the earlier steps of its top-up found, in their order. */
  sharesBefore(step: ClawbackStep): Promise<Share[]>;
  openShares(step: string, limit: number): Promise<OpenShare[]>;
  /** What refunds and disputes of a top-up took from creators, as it is now; cents. */
  ofTopUp(topUpId: string): Promise<{ userId: string; taken: bigint; debt: bigint; absorbed: bigint }[]>;
  /** Lost tokens of a top-up for which no creator's minute was found, as it is now. */
  untracedOf(topUpId: string): Promise<bigint>;
  /** Creators who owe something, by account, after one. */
  debtors(after: bigint, limit: number): Promise<{ creator: bigint; userId: string }[]>;
}

/** What a creator owes for a piece. */
export interface Debt {
  piece: string;
  topUpId: string;
  sourceId: string;
  cents: bigint;
}

/** Rows of clawbacks in a transaction of the ledger. */
export interface ClawbackBooks {
  insertClawback(step: ClawbackStep): Promise<void>;
  /** Keeps what a step found; false where that was done before. Waits for a concurrent transaction with it. */
  insertShares(step: string, shares: readonly Share[], untraced: bigint): Promise<boolean>;
  /** Marks a step as worked off, once each of its shares is. */
  markClawbackDone(step: string): Promise<void>;
  /** How a creator's share of a piece is borne, over all that happened to it. */
  borneOf(piece: string, creator: bigint): Promise<Borne>;
  hasClawbackEntry(piece: string, creator: bigint, cause: string): Promise<boolean>;
  insertClawbackEntry(piece: string, creator: bigint, cause: string, borne: Borne): Promise<void>;
  /** What a creator owes, the oldest first. Needs the account's lock. */
  debtsOf(creator: bigint): Promise<Debt[]>;
}
