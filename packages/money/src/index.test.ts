import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatAmount, InvalidAmount, MAX_AMOUNT, parseAmount, shareOf } from "./index.ts";
import { SPELLINGS } from "./spellings.ts";

describe("parseAmount", () => {
  it.each(SPELLINGS)("$what: $input", ({ input, usd, token }) => {
    for (const [asset, minor] of [
      ["USD", usd],
      ["TOKEN", token],
    ] as const)
      if (minor === null) expect(() => parseAmount(input, asset)).toThrow(InvalidAmount);
      else expect(parseAmount(input, asset)).toBe(minor);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, null, undefined, true, {}, [], ["5"], 5n])(
    "refuses what is neither a text nor a number: %s",
    (input) => {
      expect(() => parseAmount(input, "USD")).toThrow(InvalidAmount);
    },
  );

  it("gives back what formatAmount wrote, for every amount and asset", () => {
    const amount = fc.bigInt({ min: -MAX_AMOUNT, max: MAX_AMOUNT });
    fc.assert(
      fc.property(amount, fc.constantFrom("TOKEN" as const, "USD" as const), (minor, asset) => {
        expect(parseAmount(formatAmount(minor, asset), asset)).toBe(minor);
      }),
    );
  });
});

it("a share and its rest are the whole", () => {
  const part = fc.bigInt({ min: 0n, max: 1_000n });
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: MAX_AMOUNT }), part, (amount, tokens) => {
      const share = shareOf(amount, tokens, 1_000n);
      expect(share <= amount && share >= 0n).toBe(true);
      expect(amount - share >= shareOf(amount, 1_000n - tokens, 1_000n)).toBe(true);
    }),
  );
});
