import { formatAmount } from "@metercast/money";

/** Why a run paid nothing. */
export const SKIP_REASONS = [
  "paused_by_admin",
  "paused_by_creator",
  "payout_in_flight",
  "account_not_ready",
  "method_locked",
  "tax_form_missing",
  "debt",
  "nothing_available",
  "on_hold",
  "below_minimum",
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

/** What a run depends on, at its time. Amounts are cents. */
export interface RunFacts {
  isPausedByAdmin: boolean;
  isPausedByCreator: boolean;
  hasOpenWithdrawal: boolean;
  /** `locked`: its destination changed; payouts go there again from `lockedUntil`. */
  method: "ready" | "missing" | "not_ready" | "locked";
  lockedUntil?: Date | undefined;
  available: bigint;
  /** Earned, and not available yet. */
  upcoming: bigint;
  debt: bigint;
  /** The platform's minimum, or the creator's waiver. */
  platformMinimum: bigint;
  /** The most that the method takes; undefined without a limit. */
  maximum: bigint | undefined;
  /** Of the schedule. */
  minimum: bigint;
  retain: bigint;
}

export type RunDecision = { amount: bigint } | { reason: SkipReason; detail: string };

const usd = (cents: bigint) => `$${formatAmount(cents, "USD")}`;

const METHOD_WORDS = {
  missing: "There is no payout method. Set one up.",
  not_ready: "The payout method is not ready. Finish setting it up.",
} as const;

/** What a run does. The first reason that applies counts: what a person can change comes before money. */
export function decideRun(facts: RunFacts): RunDecision {
  if (facts.isPausedByAdmin) return skip("paused_by_admin", "The platform has paused your payouts.");
  if (facts.isPausedByCreator) return skip("paused_by_creator", "You have paused scheduled payouts.");
  if (facts.hasOpenWithdrawal) return skip("payout_in_flight", "Another withdrawal was still open.");
  if (facts.method === "locked")
    return skip(
      "method_locked",
      `The payout method changed: payouts go there from ${facts.lockedUntil?.toISOString() ?? "later"}.`,
    );
  if (facts.method !== "ready") return skip("account_not_ready", METHOD_WORDS[facts.method]);
  return decideAmount(facts);
}

function decideAmount(facts: RunFacts): RunDecision {
  const { available, upcoming, debt, retain, maximum } = facts;
  if (available <= 0n && debt > 0n)
    return skip("debt", `${usd(debt)} is owed to the platform; earnings pay it first.`);
  if (available <= 0n && upcoming > 0n)
    return skip("on_hold", `${usd(upcoming)} is earned and not available yet.`);
  if (available <= 0n) return skip("nothing_available", "There was nothing to pay.");
  const least = leastOf(facts);
  const free = available - retain;
  if (free < least) {
    const kept =
      retain > 0n ? ` Of ${usd(available)}, ${usd(retain)} stays.` : ` ${usd(available)} was available.`;
    return skip("below_minimum", `A run pays at least ${usd(least)}.${kept} It rolls over.`);
  }
  return { amount: maximum !== undefined && free > maximum ? maximum : free };
}

/** Cents: the larger of the schedule's minimum and the platform's. */
const leastOf = ({ minimum, platformMinimum }: Pick<RunFacts, "minimum" | "platformMinimum">): bigint =>
  minimum > platformMinimum ? minimum : platformMinimum;

/** Whether so much is available that a threshold schedule would run if nothing is in its way. */
export const reachesThreshold = (facts: RunFacts): boolean =>
  facts.available - facts.retain >= leastOf(facts);

const skip = (reason: SkipReason, detail: string): RunDecision => ({ reason, detail });
