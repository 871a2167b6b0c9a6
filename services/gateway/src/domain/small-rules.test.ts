import { describe, expect, it } from "vitest";
import { amountOf, tokens, warningLevel } from "./amounts.ts";
import { BoundedMap } from "./bounded-map.ts";

describe("amounts", () => {
  it("USD is text with two decimals and a sign, tokens are whole numbers", () => {
    expect(amountOf(-1_320n, "USD")).toEqual({ amount: "-13.20", currency: "USD" });
    expect(amountOf(-5n, "TOKEN")).toBe(-5);
  });
  it("a number that JSON can't say exactly is an error, never rounded", () => {
    expect(() => tokens(2n ** 53n)).toThrow(RangeError);
  });
  it.each([
    [10n, 0],
    [9n, 1],
    [1n, 1],
    [0n, 2],
  ])("with %s tokens of a limit of 10 the warning is %s", (available, level) => {
    expect(warningLevel(available, 10)).toBe(level);
  });
});

it("a bounded map forgets what was not used for longest", () => {
  const map = new BoundedMap<string, number>(2);
  map.set("a", 1);
  map.set("b", 2);
  map.get("a");
  map.set("c", 3);
  expect([map.get("a"), map.get("b"), map.get("c"), map.size]).toEqual([1, undefined, 3, 2]);
});
