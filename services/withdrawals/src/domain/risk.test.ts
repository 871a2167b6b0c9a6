import { expect, it } from "vitest";
import { levelOf, RISK_REASONS, type RiskFacts, riskOf } from "./risk.ts";

/** A creator whom nothing speaks against. */
const PLAIN: RiskFacts = {
  amount: 10_000n,
  isFirstPayout: false,
  needsTwoApprovals: false,
  paidCount: 4,
  paidTotal: 40_000n,
  returnedCount: 0,
  methodAgeDays: 90,
  methodUnchangedDays: 90,
  adjustedCents: 0n,
  medianAgeDays: 9,
  viewers: 40,
  largestViewerSharePercent: 12,
  openDisputes: 0,
  openCases: 0,
};
const reasonsOf = (facts: Partial<RiskFacts>) => riskOf({ ...PLAIN, ...facts }).reasons;

it("without a reason the risk is low", () => {
  expect(riskOf(PLAIN)).toEqual({ score: 0, level: "low", reasons: [] });
});

it.each([
  ["open_disputes", { openDisputes: 1 }],
  ["one_viewer", { largestViewerSharePercent: 80 }],
  ["few_viewers", { largestViewerSharePercent: 50 }],
  ["few_viewers", { viewers: 2 }],
  ["method_changed", { methodUnchangedDays: 6 }],
  ["adjusted_by_hand", { adjustedCents: 2_500n }],
  ["unusual_amount", { amount: 30_000n }],
  ["returned_before", { returnedCount: 1 }],
  ["young_earnings", { medianAgeDays: 2 }],
  ["open_cases", { openCases: 1 }],
  ["first_payout", { isFirstPayout: true, methodUnchangedDays: 1 }],
  ["large_amount", { needsTwoApprovals: true }],
] as const)("%s by %o, and by nothing just below", (reason, facts) => {
  expect(reasonsOf(facts)).toEqual([reason]);
});

it.each([
  { largestViewerSharePercent: 49 },
  { methodUnchangedDays: 7 },
  { adjustedCents: 2_499n },
  { adjustedCents: -5_000n },
  { amount: 29_999n },
  { medianAgeDays: 3 },
  { viewers: 0 },
])("%o is no reason", (facts) => {
  expect(reasonsOf(facts)).toEqual([]);
});

it("what nobody knows adds nothing", () => {
  const unknown = {
    methodAgeDays: undefined,
    methodUnchangedDays: undefined,
    medianAgeDays: undefined,
    viewers: undefined,
    largestViewerSharePercent: undefined,
    openDisputes: undefined,
    openCases: undefined,
  };
  expect(reasonsOf(unknown)).toEqual([]);
});

it("reasons come by their weight, a score ends at 100, and every further reason raises it until then", () => {
  const worst = riskOf({
    ...PLAIN,
    openDisputes: 2,
    largestViewerSharePercent: 100,
    methodUnchangedDays: 0,
    adjustedCents: 10_000n,
    returnedCount: 3,
  });
  expect(worst).toMatchObject({ score: 100, level: "high" });
  const order = worst.reasons.map((reason) => RISK_REASONS.indexOf(reason));
  expect(order).toEqual([...order].sort((one, other) => one - other));
  expect([0, 24, 25, 59, 60].map(levelOf)).toEqual(["low", "low", "medium", "medium", "high"]);
});
