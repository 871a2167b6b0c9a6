import type { ActKind, ActState, BalanceAct, DecidedWithdrawal, NeedsSecond } from "./dual-control.ts";

/** What an act is about, in the words of its kind; kept as it was asked for. */
export type ActDetails = Readonly<Record<string, unknown>>;

/** An act of an admin that moves money or changes a rule. */
export interface Act {
  id: string;
  kind: ActKind;
  /** Whose money or rule it is: a user, or empty for the platform. */
  subject: string;
  /** The withdrawal that it is about (its public id), or empty. */
  object: string;
  cents: bigint;
  details: ActDetails;
  reason: string;
  needsSecond: NeedsSecond;
  requestedBy: string;
  requestedAt: Date;
  state: ActState;
  expiresAt: Date;
  /** Who confirmed or declined it, or empty. */
  decidedBy: string;
  decidedAt: Date | undefined;
  decisionNote: string;
  executedAt: Date | undefined;
  result: string;
}

export interface NewAct {
  id: string;
  kind: ActKind;
  subject: string;
  object: string;
  cents: bigint;
  details: ActDetails;
  reason: string;
  requestedBy: string;
  requestedAt: Date;
  expiresAt: Date;
  idempotencyKey: string;
}

export interface DaySums {
  /** Cents of the acts that one admin did alone, within the last day. */
  subject: bigint;
  admin: bigint;
}

export interface ActVerdict {
  state: ActState;
  decidedBy: string;
  decidedAt: Date;
  decisionNote: string;
}

export interface ActQuery {
  state: ActState | undefined;
  limit: number;
  /** Give those after this id (newest first). */
  after: string | undefined;
}

/** What bars an admin from approving a creator's withdrawals. */
export interface Hands {
  acts: BalanceAct[];
  decided: DecidedWithdrawal[];
}
