import { expect, it } from "vitest";
import { historyPoints, historyTimes } from "./stream-history.ts";

const HOUR_MS = 3_600_000;

it.each([
  [0, 15, 1],
  [60_000, 15, 5],
  [1.5 * HOUR_MS, 15, 361],
  [1.5 * HOUR_MS + 1, 30, 182],
  [8 * HOUR_MS, 120, 241],
  [400 * 24 * HOUR_MS, 172_800, 201],
])("a stream of %d ms has steps of %d s and %d points, the last one now", (length, step, count) => {
  const { stepSeconds, times } = historyTimes(1_000, 1_000 + length);
  expect([stepSeconds, times.length]).toEqual([step, count]);
  expect([times[0], times.at(-1)]).toEqual([1_000, 1_000 + length]);
  expect(times.length).toBeLessThanOrEqual(362);
  expect(times.toSorted((a, b) => a - b)).toEqual(times);
});

it("a point is the sum of all changes up to it", () => {
  const points = historyPoints(
    [0, 10, 20, 30],
    [
      { place: 0, viewers: 1, cents: 1_320 },
      { place: 2, viewers: 2, cents: 2_000 },
      { place: 3, viewers: -3, cents: -3_320 },
    ],
  );
  expect(points).toEqual([
    { at: 0, viewers: 1, centsPerMinute: 1_320 },
    { at: 10, viewers: 1, centsPerMinute: 1_320 },
    { at: 20, viewers: 3, centsPerMinute: 3_320 },
    { at: 30, viewers: 0, centsPerMinute: 0 },
  ]);
});
