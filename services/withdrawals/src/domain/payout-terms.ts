import { formatAmount } from "@metercast/money";
import { type InstantTerms, railOf, type Speed } from "@metercast/rails";
import type { Method } from "./payout-method.ts";

/** Why a withdrawal is refused. */
export interface Problem {
  code: "method_limit" | "instant_not_available" | "instant_limit";
  detail: string;
}

export interface Asked {
  /** Cents. */
  amount: bigint;
  speed: Speed;
  /** Undefined: none is set up. */
  method: Pick<Method, "kind" | "instantEligible"> | undefined;
  /** Of its rail; undefined: it has no instant payouts here. */
  instant: InstantTerms | undefined;
  /** Cents of the creator's other instant withdrawals within 24 hours. */
  instantWithinDay: bigint;
}

/** What a withdrawal costs, and what is wrong with it. Cents. */
export function termsOf(asked: Asked): { fee: bigint; problems: Problem[] } {
  const { amount, speed, method, instant } = asked;
  const fee = speed === "instant" && instant ? instantFee(amount, instant) : 0n;
  const problems = [...methodProblems(amount - fee, method)];
  if (speed === "instant") problems.push(...instantProblems(asked, fee));
  return { fee, problems };
}

/** The percentage, rounded up to a cent, and at least the minimum. */
export function instantFee(amount: bigint, { feePercent, feeMinimum }: InstantTerms): bigint {
  // A hundredth of a percent is the smallest step.
  const basis = BigInt(Math.round(feePercent * 100));
  const part = (amount * basis + 9_999n) / 10_000n;
  return part > feeMinimum ? part : feeMinimum;
}

function methodProblems(sent: bigint, method: Asked["method"]): Problem[] {
  if (!method) return [];
  const { label, minimum, maximum } = railOf(method.kind);
  const limit = (least: string, cents: bigint): Problem => ({
    code: "method_limit",
    detail: `${label} pays at ${least} ${usd(cents)} at a time.`,
  });
  if (sent < minimum) return [limit("least", minimum)];
  return sent > maximum ? [limit("most", maximum)] : [];
}

function instantProblems({ amount, method, instant, instantWithinDay }: Asked, fee: bigint): Problem[] {
  if (!method || !instant)
    return [{ code: "instant_not_available", detail: "This payout method has no instant payouts." }];
  if (!method.instantEligible)
    return [{ code: "instant_not_available", detail: "Its bank account or card takes no instant payouts." }];
  const least = instant.minimum > fee ? instant.minimum : fee + 1n;
  if (amount < least)
    return [{ code: "instant_limit", detail: `An instant payout is at least ${usd(least)}.` }];
  if (amount + instantWithinDay <= instant.maximumPerDay) return [];
  const detail = `Instant payouts within 24 hours come to at most ${usd(instant.maximumPerDay)}.`;
  return [{ code: "instant_limit", detail }];
}

const usd = (cents: bigint): string => `${formatAmount(cents, "USD")} USD`;
