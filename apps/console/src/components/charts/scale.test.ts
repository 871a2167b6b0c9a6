import { expect, it } from "vitest";
import { labelled, placeAt, ticksTo } from "./scale.ts";

it.each([
  [0, [0]],
  [7, [0, 2, 4, 6, 8]],
  [39.6, [0, 10, 20, 30, 40]],
  [1_188, [0, 500, 1_000, 1_500]],
  [100, [0, 25, 50, 75, 100]],
])("ticks up to %d are round and reach it", (most, expected) => {
  expect(ticksTo(most, 4)).toEqual(expected);
});

it("labels keep their distance, and the newest has one", () => {
  expect(labelled(24, 240, 60)).toEqual([5, 11, 17, 23]);
  expect(labelled(3, 1_000, 60)).toEqual([0, 1, 2]);
  expect(labelled(0, 100, 60)).toEqual([]);
});

it("a time belongs to the last step before it", () => {
  const times = [0, 10, 20, 30];
  expect([-5, 0, 9, 10, 31].map((at) => placeAt(times, at))).toEqual([0, 0, 0, 1, 3]);
});
