import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatAmount, InvalidAmount, MAX_AMOUNT, parseAmount, shareOf } from "./index.ts";

describe("parseAmount", () => {
  it.each([
    ["13.20", "USD", 1320n],
    ["13.2", "USD", 1320n],
    ["50", "USD", 5000n],
    [13.2, "USD", 1320n],
    [0.07, "USD", 7n],
    [5, "TOKEN", 5n],
    ["-1.05", "USD", -105n],
  ] as const)("reads %s %s as %s minor units", (input, asset, minor) => {
    expect(parseAmount(input, asset)).toBe(minor);
  });

  it.each([
    ["1e3", "USD"],
    ["13.205", "USD"],
    [13.205, "USD"],
    [0.1 + 0.2, "USD"],
    [1.5, "TOKEN"],
    ["5.0", "TOKEN"],
    [2 ** 53, "TOKEN"],
    [2 ** 64, "USD"],
    ["18446744073709551616", "TOKEN"],
    ["", "USD"],
    [" 5", "TOKEN"],
    ["٥", "TOKEN"],
    ["0x10", "TOKEN"],
    [Number.NaN, "USD"],
    [null, "USD"],
    [{}, "USD"],
    [["5"], "TOKEN"],
  ] as const)("refuses %s %s", (input, asset) => {
    expect(() => parseAmount(input, asset)).toThrow(InvalidAmount);
  });

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
