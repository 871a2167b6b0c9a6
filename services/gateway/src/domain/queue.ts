import type { Withdrawal, WithdrawalStatus } from "./withdrawal.ts";

/** The admins' queue of withdrawals. */

export const QUEUE_SORTS = ["requested", "amount", "risk"] as const;
export type QueueSort = (typeof QUEUE_SORTS)[number];

/** Undefined: any. */
export interface QueueFilter {
  status: WithdrawalStatus | undefined;
  /** A rail; "none": no payout method is set up. */
  method: string | undefined;
  /** Cents, both included. */
  amountMin: bigint | undefined;
  amountMax: bigint | undefined;
  requestedBefore: Date | undefined;
  requestedAfter: Date | undefined;
  firstPayout: boolean | undefined;
  scheduled: boolean | undefined;
  needs: "me" | "review" | undefined;
  creatorId: string | undefined;
  query: string | undefined;
}

export const ANY_WITHDRAWAL: QueueFilter = {
  status: undefined,
  method: undefined,
  amountMin: undefined,
  amountMax: undefined,
  requestedBefore: undefined,
  requestedAfter: undefined,
  firstPayout: undefined,
  scheduled: undefined,
  needs: undefined,
  creatorId: undefined,
  query: undefined,
};

/** What the queue shows of a withdrawal, beside the withdrawal itself. */
export interface QueueEntry {
  history: CreatorHistory;
  risk: Risk;
  /** For its present destination, oldest first. */
  approvals: readonly { adminId: string; at: Date }[];
  /** It takes effect later unless it is undone. */
  decision: HeldDecision | undefined;
  /** The last held decision had no effect. */
  stopped: StoppedDecision | undefined;
  firstPayout: boolean;
  /** The admin who asks may decide now, and has not. */
  needsMe: boolean;
  /** When the withdrawal or its risk last became another one, by the database's clock. */
  changedAt: Date;
}

export interface CreatorHistory {
  creatorId: string;
  paidCount: number;
  /** Cents. */
  paidTotal: bigint;
  returnedCount: number;
  rejectedCount: number;
  lastPaidAt: Date | undefined;
}

export interface Risk {
  level: "low" | "medium" | "high";
  reasons: readonly string[];
  /** Undefined: nobody has judged it yet. */
  readAt: Date | undefined;
}

export interface HeldDecision {
  action: string;
  actorId: string;
  takesEffectAt: Date;
}

export interface StoppedDecision {
  action: string;
  actorId: string;
  at: Date;
  code: string;
  detail: string;
}

/** Cents of a creator. */
export interface CreatorFunds {
  earned: bigint;
  available: bigint;
}

export interface QueueRow {
  withdrawal: Withdrawal;
  entry: QueueEntry;
  /** Undefined: the wallet did not answer. */
  funds: CreatorFunds | undefined;
}

/** What an admin needs to decide. Undefined: its service did not answer. */
export interface DecisionFacts {
  earnings: EarningsFacts | undefined;
  adjustments: readonly { at: Date; actorId: string; amount: bigint; reason: string }[];
  method: { rail: string; addedAt: Date; changedAt: Date } | undefined;
  earlier: CreatorHistory;
  risk: Risk;
  openDisputes: number | undefined;
  openCases: number | undefined;
}

export interface EarningsFacts {
  oldestAt: Date | undefined;
  newestAt: Date | undefined;
  medianAgeDays: number | undefined;
  viewers: number | undefined;
  largestViewerSharePercent: number | undefined;
  streams: number;
}

/** What a decision would do, or the code of why it would not. */
export interface Judgement {
  withdrawalId: string;
  refusal: { code: string; detail: string } | undefined;
  /** Cents. */
  amount: bigint;
  status: string;
  approvalsNeeded: number;
}
