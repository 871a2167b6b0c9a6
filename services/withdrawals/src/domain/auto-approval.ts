import { sameUser } from "./dual-control.ts";

/** Which withdrawals need no person to approve them. Amounts are cents. */
export interface AutoApprovalTerms {
  enabled: boolean;
  maxPayout: bigint;
  /** Of all approvals by policies on one UTC day. */
  maxDay: bigint;
  /** Since the creator's first payout method. */
  minAccountAgeDays: number;
  minCompletedPayouts: number;
}

export interface AutoApprovalPolicy extends AutoApprovalTerms {
  version: number;
  reason: string;
  actId: string;
  at: Date;
}

/** Before the first version: nothing is approved without a person. */
export const NO_POLICY: AutoApprovalTerms = {
  enabled: false,
  maxPayout: 0n,
  maxDay: 0n,
  minAccountAgeDays: 0,
  minCompletedPayouts: 0,
};

/** Why a policy does not approve a withdrawal. */
export const OBSTACLES = [
  "above_max_payout",
  "above_max_day",
  "account_too_young",
  "too_few_completed_payouts",
  "second_approval_needed",
  "balance_changed_by_hand",
  "own_policy",
  "payout_method_not_ready",
  "needs_review",
  "paused_by_admin",
  "debt",
  "frozen",
] as const;
export type Obstacle = (typeof OBSTACLES)[number];

export const OBSTACLE_WORDS: Readonly<Record<Obstacle, string>> = {
  above_max_payout: "The amount is above the policy's limit for one payout.",
  above_max_day: "With the day's other approvals the amount is above the policy's limit of the day.",
  account_too_young: "The creator's first payout method is too young.",
  too_few_completed_payouts: "The creator has too few completed payouts.",
  second_approval_needed: "The amount needs the approval of two admins.",
  balance_changed_by_hand: "An admin changed the creator's balance by hand.",
  own_policy: "The creator is an admin who made the policy.",
  payout_method_not_ready: "The payout method is missing or not ready.",
  needs_review: "A person must review the withdrawal.",
  paused_by_admin: "An admin has paused the creator's payouts.",
  debt: "The creator owes the platform money.",
  frozen: "Payouts are frozen, or the books were not checked in time.",
};

export interface AutoApprovalFacts {
  amount: bigint;
  /** Approved by policies on that day before. */
  dayAmount: bigint;
  /** Of the creator's first payout method; undefined without one. */
  knownSince: Date | undefined;
  completedPayouts: number;
  /** Two admins are needed, by the limits of approvals. */
  needsTwo: boolean;
  /** An admin changed the creator's balance by hand and may not approve it. */
  isAdjusted: boolean;
  creatorId: string;
  /** The admins of the policy's versions since it was last off. */
  policyMakers: readonly string[];
  isMethodReady: boolean;
  needsReview: boolean;
  isPaused: boolean;
  hasDebt: boolean;
  /** Payouts are frozen, or the checks of the books are too old. */
  isFrozen: boolean;
  at: Date;
}

const DAY_MS = 86_400_000;

/** All that speaks against it; empty: the policy approves it. */
export function obstaclesTo(terms: AutoApprovalTerms, facts: AutoApprovalFacts): Obstacle[] {
  const ageMs = facts.knownSince ? Math.max(0, facts.at.getTime() - facts.knownSince.getTime()) : -1;
  const against: Record<Obstacle, boolean> = {
    above_max_payout: facts.amount > terms.maxPayout,
    above_max_day: facts.amount + facts.dayAmount > terms.maxDay,
    account_too_young: ageMs < terms.minAccountAgeDays * DAY_MS,
    too_few_completed_payouts: facts.completedPayouts < terms.minCompletedPayouts,
    second_approval_needed: facts.needsTwo,
    balance_changed_by_hand: facts.isAdjusted,
    own_policy: facts.policyMakers.some((maker) => sameUser(maker, facts.creatorId)),
    payout_method_not_ready: !facts.isMethodReady,
    needs_review: facts.needsReview,
    paused_by_admin: facts.isPaused,
    debt: facts.hasDebt,
    frozen: facts.isFrozen,
  };
  return OBSTACLES.filter((obstacle) => against[obstacle]);
}

/** Whether new terms could approve something that the present ones do not: then a second admin confirms. */
export function allowsMore(next: AutoApprovalTerms, present: AutoApprovalTerms): boolean {
  if (!next.enabled) return false;
  if (!present.enabled) return true;
  return (
    next.maxPayout > present.maxPayout ||
    next.maxDay > present.maxDay ||
    next.minAccountAgeDays < present.minAccountAgeDays ||
    next.minCompletedPayouts < present.minCompletedPayouts
  );
}

/** The actor of a policy's decisions. No user id begins so. */
export const policyActor = (version: number): string => `policy:${version}`;

/** A past withdrawal, as a dry run sees it. */
export interface PastWithdrawal {
  id: string;
  facts: Omit<AutoApprovalFacts, "dayAmount">;
}

export interface DryRun {
  considered: number;
  approved: number;
  amount: bigint;
  notApproved: { id: string; amount: bigint; reasons: Obstacle[] }[];
}

/** What terms would have approved, oldest first: each approval counts for the limit of its day. */
export function dryRun(terms: AutoApprovalTerms, past: readonly PastWithdrawal[]): DryRun {
  const days = new Map<string, bigint>();
  const run: DryRun = { considered: past.length, approved: 0, amount: 0n, notApproved: [] };
  for (const { id, facts } of past) {
    const { amount } = facts;
    const day = facts.at.toISOString().slice(0, 10);
    const dayAmount = days.get(day) ?? 0n;
    const reasons = obstaclesTo(terms, { ...facts, dayAmount });
    if (reasons.length > 0) {
      run.notApproved.push({ id, amount, reasons });
      continue;
    }
    days.set(day, dayAmount + amount);
    run.approved += 1;
    run.amount += amount;
  }
  return run;
}
