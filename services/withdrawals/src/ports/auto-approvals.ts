import type { AutoApprovalPolicy, Obstacle, PastWithdrawal } from "../domain/auto-approval.ts";

/** A version with its two admins; `confirmedBy` is empty where one was enough. */
export interface PolicyVersion extends AutoApprovalPolicy {
  requestedBy: string;
  confirmedBy: string;
}

export interface AutoApprovalReads {
  /** Newest first; the last hundred. */
  versions(): Promise<PolicyVersion[]>;
  /** The policy in force; undefined before the first version. */
  present(): Promise<AutoApprovalPolicy | undefined>;
  /** Pending withdrawals that this version has not looked at, or whose next look is due. */
  due(version: number, now: Date, limit: number): Promise<{ id: string; creatorId: string }[]>;
  /** What was requested since then, oldest first, and what was known of its creator at that time. */
  past(since: Date, limit: number, secondAboveCents: bigint): Promise<PastWithdrawal[]>;
}

export interface AutoApprovalWrites {
  /** Approvals by policies wait for each other until the end of the transaction: their sum is exact. */
  lock(): Promise<void>;
  present(): Promise<AutoApprovalPolicy | undefined>;
  /** Who asked for and confirmed this version and those before it since the policy was last off. */
  makers(version: number): Promise<string[]>;
  insertVersion(policy: AutoApprovalPolicy): Promise<void>;
  /** Cents approved by policies on the UTC day of this moment. */
  dayAmount(at: Date): Promise<bigint>;
  history(creatorId: string): Promise<{ knownSince: Date | undefined; completedPayouts: number }>;
  add(approval: { withdrawalId: string; version: number; amount: bigint; at: Date }): Promise<void>;
  keepCheck(check: {
    withdrawalId: string;
    version: number;
    reasons: Obstacle[];
    nextAt: Date;
  }): Promise<void>;
}
