import fc from "fast-check";
import { expect, it } from "vitest";
import { coversCosts, tokensBack } from "./top-up.ts";

const topUp = { tokens: 100n, cents: 29_500n };

it("a refund asks back tokens in proportion, rounded up", () => {
  expect(tokensBack(topUp, 0n, 29_500n)).toBe(100n);
  expect(tokensBack(topUp, 0n, 14_750n)).toBe(50n);
  expect(tokensBack(topUp, 0n, 295n)).toBe(1n);
  expect(tokensBack(topUp, 0n, 296n)).toBe(2n);
  expect(tokensBack(topUp, 0n, 1n)).toBe(1n);
});

it("never more than earlier ones left", () => {
  expect(tokensBack(topUp, 100n, 29_500n)).toBe(0n);
  expect(tokensBack(topUp, 60n, 29_500n)).toBe(40n);
});

it("however the whole is given back, all tokens are asked back and never more; at no time less than what the money was", () => {
  const parts = fc.array(fc.bigInt(1n, 5_000n), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(parts, fc.bigInt(1n, 10_000n), (refunds, tokens) => {
      const bought = { tokens, cents: refunds.reduce((sum, cents) => sum + cents, 0n) };
      let reversed = 0n;
      let refunded = 0n;
      for (const cents of refunds) {
        const back = tokensBack(bought, reversed, cents);
        expect(back).toBeGreaterThanOrEqual(0n);
        reversed += back;
        refunded += cents;
        expect(reversed * bought.cents).toBeGreaterThanOrEqual(refunded * tokens);
        expect(reversed).toBeLessThanOrEqual(tokens);
      }
      expect(reversed).toBe(tokens);
    }),
  );
});

it("a package must bring more than its minutes cost", () => {
  expect(coversCosts({ id: "a", tokens: 50n, cents: 13_200n }, 5n, 1_320n)).toBe(false);
  expect(coversCosts({ id: "a", tokens: 50n, cents: 13_201n }, 5n, 1_320n)).toBe(true);
});
