import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AutoApprovalFacts,
  type AutoApprovalTerms,
  allowsMore,
  dryRun,
  NO_POLICY,
  OBSTACLES,
  obstaclesTo,
} from "./auto-approval.ts";

const terms: AutoApprovalTerms = {
  enabled: true,
  maxPayout: 50_000n,
  maxDay: 100_000n,
  minAccountAgeDays: 30,
  minCompletedPayouts: 2,
};
const good: AutoApprovalFacts = {
  amount: 50_000n,
  dayAmount: 50_000n,
  knownSince: new Date("2026-11-01T00:00:00Z"),
  completedPayouts: 2,
  needsTwo: false,
  isAdjusted: false,
  creatorId: "creator-1",
  policyMakers: ["admin-1", "admin-2"],
  isMethodReady: true,
  needsReview: false,
  isPaused: false,
  hasDebt: false,
  isFrozen: false,
  at: new Date("2026-12-01T00:00:00Z"),
};

describe("a policy", () => {
  it("approves what is exactly at each of its limits", () => {
    expect(obstaclesTo(terms, good)).toEqual([]);
  });

  it.each([
    ["above_max_payout", { amount: 50_001n, dayAmount: 0n }],
    ["above_max_day", { dayAmount: 50_001n }],
    ["account_too_young", { knownSince: new Date("2026-11-01T00:00:01Z") }],
    ["account_too_young", { knownSince: undefined }],
    ["too_few_completed_payouts", { completedPayouts: 1 }],
    ["second_approval_needed", { needsTwo: true }],
    ["balance_changed_by_hand", { isAdjusted: true }],
    ["own_policy", { creatorId: "admin-1" }],
    ["own_policy", { policyMakers: ["admin-1", "Creator-1"] }],
    ["payout_method_not_ready", { isMethodReady: false }],
    ["needs_review", { needsReview: true }],
    ["paused_by_admin", { isPaused: true }],
    ["debt", { hasDebt: true }],
    ["frozen", { isFrozen: true }],
  ] as const)("does not approve: %s", (obstacle, change) => {
    expect(obstaclesTo(terms, { ...good, ...change })).toEqual([obstacle]);
  });

  it("names everything that speaks against it", () => {
    const worst = { ...good, amount: 1_000_000n, knownSince: undefined, completedPayouts: 0, needsTwo: true };
    const all = {
      ...worst,
      isAdjusted: true,
      creatorId: "admin-2",
      isMethodReady: false,
      needsReview: true,
      isPaused: true,
    };
    expect(obstaclesTo(terms, { ...all, hasDebt: true, isFrozen: true })).toEqual([...OBSTACLES]);
  });
});

it("allows more only where some withdrawal could pass that did not before", () => {
  expect(allowsMore(terms, NO_POLICY)).toBe(true);
  expect(allowsMore({ ...terms, enabled: false }, terms)).toBe(false);
  expect(allowsMore(terms, terms)).toBe(false);
  expect(allowsMore({ ...terms, maxPayout: 1n, maxDay: 1n, minAccountAgeDays: 31 }, terms)).toBe(false);
  expect(allowsMore({ ...terms, maxPayout: 1n, minCompletedPayouts: 1 }, terms)).toBe(true);
  expect(allowsMore({ ...terms, maxDay: 100_001n }, terms)).toBe(true);
});

it("a dry run approves no more a day than the limit, and each withdrawal is in one of the two lists", () => {
  const amounts = fc.array(fc.bigInt({ min: 1n, max: 80_000n }), { maxLength: 40 });
  fc.assert(
    fc.property(amounts, (list) => {
      const past = list.map((amount, n) => ({
        id: String(n),
        facts: { ...good, amount, at: new Date(Date.UTC(2026, 11, 1 + Math.floor(n / 10))) },
      }));
      const run = dryRun(terms, past);
      expect(run.approved + run.notApproved.length).toBe(list.length);
      const refused = new Set(run.notApproved.map(({ id }) => id));
      for (const day of [0, 1, 2, 3]) {
        const sum = past
          .filter(({ id }, n) => Math.floor(n / 10) === day && !refused.has(id))
          .reduce((total, { facts }) => total + facts.amount, 0n);
        expect(sum).toBeLessThanOrEqual(terms.maxDay);
      }
    }),
  );
});
