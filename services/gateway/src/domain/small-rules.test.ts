import { expect, it } from "vitest";
import { BoundedMap } from "./bounded-map.ts";
import { warningLevel } from "./low-balance.ts";
import { same } from "./same.ts";

it.each([
  [10n, 0],
  [9n, 1],
  [1n, 1],
  [0n, 2],
])("with %s tokens of a limit of 10 the warning is %s", (available, level) => {
  expect(warningLevel(available, 10)).toBe(level);
});

it("a bounded map drops the entry that was unused for longest", () => {
  const map = new BoundedMap<string, number>(2);
  map.set("a", 1);
  map.set("b", 2);
  map.get("a");
  map.set("c", 3);
  expect([map.get("a"), map.get("b"), map.get("c"), map.size]).toEqual([1, undefined, 3, 2]);
});

it("plain values are the same if they are equal throughout", () => {
  const value = () => ({ at: new Date(5), amount: 7n, list: [{ a: 1 }, undefined] });
  expect(same(value(), value())).toBe(true);
  expect(same(value(), { ...value(), at: new Date(6) })).toBe(false);
  expect(same(value(), { ...value(), list: [{ a: 2 }, undefined] })).toBe(false);
  expect(same({ a: undefined }, { b: undefined })).toBe(false);
});
