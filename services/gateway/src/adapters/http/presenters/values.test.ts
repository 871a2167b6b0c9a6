import { expect, it } from "vitest";
import { amountOf, tokens } from "./values.ts";

it("USD is text with two decimals and a sign, tokens are whole numbers", () => {
  expect(amountOf(-1_320n, "USD")).toEqual({ amount: "-13.20", currency: "USD" });
  expect(amountOf(-5n, "TOKEN")).toBe(-5);
});

it("a number that JSON can't say exactly is an error, never rounded", () => {
  expect(() => tokens(2n ** 53n)).toThrow(RangeError);
});
