import fc from "fast-check";
import { expect, it } from "vitest";
import { type Asked, instantFee, termsOf } from "./payout-terms.ts";

const instant = { feePercent: 1, feeMinimum: 50n, minimum: 1_000n, maximumPerDay: 100_000n };
const asked = (rest: Partial<Asked> = {}): Asked => ({
  amount: 10_000n,
  speed: "instant",
  method: { kind: "stripe", instantEligible: true },
  instant,
  instantWithinDay: 0n,
  ...rest,
});
const codes = (rest: Partial<Asked>) => termsOf(asked(rest)).problems.map(({ code }) => code);

it("an instant payout costs its percentage, at least the minimum; a standard one costs nothing", () => {
  expect(termsOf(asked())).toEqual({ fee: 100n, problems: [] });
  expect(termsOf(asked({ amount: 1_000n })).fee).toBe(50n);
  expect(termsOf(asked({ speed: "standard" }))).toEqual({ fee: 0n, problems: [] });
});

it.each<[string, Partial<Asked>, string[]]>([
  ["no method", { method: undefined }, ["instant_not_available"]],
  ["a rail without it", { instant: undefined }, ["instant_not_available"]],
  [
    "a bank that takes none",
    { method: { kind: "stripe", instantEligible: false } },
    ["instant_not_available"],
  ],
  ["below the floor", { amount: 999n }, ["instant_limit"]],
  ["the last cent of the day", { amount: 40_000n, instantWithinDay: 60_000n }, []],
  ["more than the day's", { amount: 40_001n, instantWithinDay: 60_000n }, ["instant_limit"]],
  ["more than the rail takes at once", { amount: 10n ** 9n, speed: "standard" }, ["method_limit"]],
])("%s", (_, rest, problems) => {
  expect(codes(rest)).toEqual(problems);
});

it("whatever the percentage, the fee is a whole cent up and something is left of every accepted amount", () => {
  const terms = fc.record({
    feePercent: fc.integer({ min: 0, max: 10_000 }).map((basis) => basis / 100),
    feeMinimum: fc.bigInt(0n, 10_000n),
    minimum: fc.bigInt(1n, 10_000n),
    maximumPerDay: fc.constant(10n ** 12n),
  });
  fc.assert(
    fc.property(fc.bigInt(1n, 90_000_000n), terms, (amount, instant) => {
      const { fee, problems } = termsOf(asked({ amount, instant }));
      expect(fee).toBe(instantFee(amount, instant));
      expect(fee * 10_000n).toBeGreaterThanOrEqual(amount * BigInt(Math.round(instant.feePercent * 100)));
      if (problems.length === 0) expect(fee).toBeLessThan(amount);
    }),
  );
});
