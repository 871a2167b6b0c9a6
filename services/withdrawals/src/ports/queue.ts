import type { HeldDecision, StoppedDecision } from "../domain/held-decision.ts";
import type { Risk, RiskReason } from "../domain/risk.ts";
import type { Status, Withdrawal } from "../domain/withdrawal.ts";

export const SORTS = ["requested", "amount", "risk"] as const;
export type Sort = (typeof SORTS)[number];

/** Undefined: any. */
export interface QueueFilter {
  status: Status | undefined;
  /** A rail; "none": no payout method is set up. */
  rail: string | undefined;
  /** Cents, both included. */
  amountMin: bigint | undefined;
  amountMax: bigint | undefined;
  requestedBefore: Date | undefined;
  requestedAfter: Date | undefined;
  updatedAfter: Date | undefined;
  firstPayout: boolean | undefined;
  scheduled: boolean | undefined;
  needs: "me" | "review" | undefined;
  creatorId: string | undefined;
  /** A part of the creator's name, address or id, or the id of a withdrawal. */
  query: string | undefined;
  ids: readonly string[];
}

export interface QueueQuery {
  filter: QueueFilter;
  /** The admin who looks. */
  actorId: string;
  sort: Sort;
  descending: boolean;
  /** The place of the last row before. */
  after: QueuePlace | undefined;
  limit: number;
}

/** Where a row is in an order: the value that it is sorted by, and its id. */
export interface QueuePlace {
  value: bigint;
  id: string;
}

export interface QueueRow {
  withdrawal: Withdrawal;
  place: QueuePlace;
  history: CreatorHistory;
  risk: Risk;
  /** When its facts were read; undefined: not yet. */
  riskAt: Date | undefined;
  /** When the withdrawal or its risk last became another one. */
  changedAt: Date;
  /** For its present destination, oldest first. */
  approvals: { adminId: string; at: Date }[];
  decision: HeldDecision | undefined;
  stopped: StoppedDecision | undefined;
  firstPayout: boolean;
  needsActor: boolean;
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

export interface ManualAdjustment {
  at: Date;
  actorId: string;
  /** Cents; below zero: taken. */
  cents: bigint;
  reason: string;
}

export interface FactsRow {
  withdrawal: Withdrawal;
  firstPayout: boolean;
  needsTwoApprovals: boolean;
  history: CreatorHistory;
  /** Newest first. */
  adjustments: ManualAdjustment[];
  method: { rail: string; addedAt: Date; changedAt: Date } | undefined;
}

export interface QueueReads {
  list(query: QueueQuery): Promise<QueueRow[]>;
  /** What this service knows of it. */
  facts(withdrawalId: string): Promise<FactsRow | undefined>;
  /** Claims pending withdrawals whose facts are due, for a lease. */
  claimFacts(leaseSeconds: number, limit: number): Promise<string[]>;
  keepRisk(kept: KeptRisk): Promise<void>;
}

export interface KeptRisk {
  withdrawalId: string;
  score: number;
  reasons: readonly RiskReason[];
  facts: Record<string, unknown>;
  readAt: Date;
  /** It waits for a decision: its facts are read again after so long. */
  againInSeconds: number | undefined;
}

export interface QueueWrites {
  /** It has become visible. */
  factsAreNew(withdrawalId: string): Promise<void>;
  /** Something about the creator has changed. */
  factsAreDue(creatorId: string): Promise<void>;
}
