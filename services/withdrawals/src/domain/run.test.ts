import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideRun, type RunFacts, reachesThreshold } from "./run.ts";

const good: RunFacts = {
  isPausedByAdmin: false,
  isPausedByCreator: false,
  hasOpenWithdrawal: false,
  method: "ready",
  available: 20_000n,
  upcoming: 0n,
  debt: 0n,
  platformMinimum: 5_000n,
  maximum: undefined,
  minimum: 0n,
  retain: 0n,
};

describe("a run", () => {
  it("pays what is available less what stays, at most the method's maximum", () => {
    expect(decideRun(good)).toEqual({ amount: 20_000n });
    expect(decideRun({ ...good, retain: 15_000n })).toEqual({ amount: 5_000n });
    expect(decideRun({ ...good, maximum: 7_500n })).toEqual({ amount: 7_500n });
  });

  it.each([
    ["paused_by_admin", { isPausedByAdmin: true, isPausedByCreator: true }],
    ["paused_by_creator", { isPausedByCreator: true, hasOpenWithdrawal: true }],
    ["payout_in_flight", { hasOpenWithdrawal: true, method: "missing" }],
    ["account_not_ready", { method: "missing" }],
    ["account_not_ready", { method: "not_ready" }],
    ["method_locked", { method: "locked", lockedUntil: new Date("2026-12-04T10:00:00Z") }],
    ["debt", { available: 0n, debt: 1n, upcoming: 5n }],
    ["on_hold", { available: 0n, upcoming: 1n }],
    ["nothing_available", { available: 0n }],
    ["below_minimum", { available: 4_999n }],
    ["below_minimum", { retain: 15_001n }],
    ["below_minimum", { minimum: 20_001n }],
  ] as const)("is skipped with words: %s", (reason, change) => {
    const decided = decideRun({ ...good, ...change });
    expect(decided).toEqual({ reason, detail: expect.stringMatching(/^.{10,}\.$/) });
  });

  it("names the end of a lock, and what it lacks", () => {
    const locked = { method: "locked" as const, lockedUntil: new Date("2026-12-04T10:00:00Z") };
    expect(decideRun({ ...good, ...locked })).toMatchObject({
      detail: expect.stringContaining("2026-12-04T10:00:00"),
    });
    expect(decideRun({ ...good, available: 4_200n })).toMatchObject({
      detail: "A run pays at least $50.00. $42.00 was available. It rolls over.",
    });
  });

  it("never pays below either minimum, above the maximum, or into what stays", () => {
    const cents = fc.bigInt({ min: 0n, max: 100_000n });
    const facts = fc.record({ available: cents, minimum: cents, retain: cents, platformMinimum: cents });
    fc.assert(
      fc.property(facts, fc.bigInt({ min: 100_000n, max: 200_000n }), (some, maximum) => {
        const all = { ...good, ...some, maximum };
        const decided = decideRun(all);
        if ("reason" in decided) return;
        expect(reachesThreshold(all)).toBe(true);
        expect(decided.amount).toBeGreaterThanOrEqual(some.minimum);
        expect(decided.amount).toBeGreaterThanOrEqual(some.platformMinimum);
        expect(decided.amount).toBeLessThanOrEqual(some.available - some.retain);
      }),
    );
  });
});
