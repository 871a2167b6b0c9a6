/**
 * What the facts say about a withdrawal, so that admins look at the doubtful ones first. It approves and
 * rejects nothing. A fact that nobody knows adds nothing: a low risk says that nothing speaks against it, not
 * that all is well.
 */

export type RiskLevel = "low" | "medium" | "high";

export interface Risk {
  /** 0 to 100. */
  score: number;
  level: RiskLevel;
  /** The weightiest first. */
  reasons: RiskReason[];
}

/** What was known when the facts were read. Undefined: not known. */
export interface RiskFacts {
  /** Cents. */
  amount: bigint;
  isFirstPayout: boolean;
  needsTwoApprovals: boolean;
  paidCount: number;
  paidTotal: bigint;
  returnedCount: number;
  /** Days since its payout method was added, and since it changed. */
  methodAgeDays: number | undefined;
  methodUnchangedDays: number | undefined;
  /** Cents that admins gave by hand within the last 90 days, less what they took. */
  adjustedCents: bigint;
  medianAgeDays: number | undefined;
  viewers: number | undefined;
  largestViewerSharePercent: number | undefined;
  openDisputes: number | undefined;
  openCases: number | undefined;
}

const REASONS = {
  /** Somebody who paid for it wants the money back. */
  open_disputes: { points: 40, holds: ({ openDisputes = 0 }) => openDisputes > 0 },
  /** Most of it comes from one person: perhaps the creator with somebody else's card. */
  one_viewer: {
    points: 35,
    holds: ({ largestViewerSharePercent: share = 0 }) => share >= 80,
  },
  /** A taken-over account pays somewhere else first. */
  method_changed: {
    points: 30,
    holds: ({ isFirstPayout, methodUnchangedDays: days }) => !isFirstPayout && days !== undefined && days < 7,
  },
  /** At least a quarter was given by hand. */
  adjusted_by_hand: {
    points: 30,
    holds: ({ adjustedCents, amount }) => adjustedCents > 0n && adjustedCents * 4n >= amount,
  },
  /** Three times what the creator was paid on average. */
  unusual_amount: {
    points: 20,
    holds: ({ paidCount, paidTotal, amount }) =>
      paidCount >= 2 && amount * BigInt(paidCount) >= paidTotal * 3n,
  },
  few_viewers: {
    points: 20,
    holds: ({ viewers, largestViewerSharePercent: share = 0 }) =>
      share < 80 && ((viewers !== undefined && viewers > 0 && viewers < 3) || share >= 50),
  },
  returned_before: { points: 20, holds: ({ returnedCount }) => returnedCount > 0 },
  /** Viewers dispute within weeks. */
  young_earnings: { points: 15, holds: ({ medianAgeDays: days }) => days !== undefined && days < 3 },
  open_cases: { points: 15, holds: ({ openCases = 0 }) => openCases > 0 },
  first_payout: { points: 10, holds: ({ isFirstPayout }) => isFirstPayout },
  large_amount: { points: 10, holds: ({ needsTwoApprovals }) => needsTwoApprovals },
} as const satisfies Record<string, { points: number; holds: (facts: RiskFacts) => boolean }>;

/** Stable codes. */
export type RiskReason = keyof typeof REASONS;
export const RISK_REASONS = Object.keys(REASONS) as RiskReason[];

export const MOST_RISK = 100;
const HIGH = 60;
const MEDIUM = 25;

export function riskOf(facts: RiskFacts): Risk {
  const reasons = RISK_REASONS.filter((code) => REASONS[code].holds(facts));
  const score = Math.min(
    MOST_RISK,
    reasons.reduce((sum, code) => sum + REASONS[code].points, 0),
  );
  return { score, level: levelOf(score), reasons };
}

export const levelOf = (score: number): RiskLevel =>
  score >= HIGH ? "high" : score >= MEDIUM ? "medium" : "low";
