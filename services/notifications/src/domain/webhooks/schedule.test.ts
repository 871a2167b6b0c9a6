import { expect, it } from "vitest";
import { nextAttemptAt, RETRY_PAUSES_MS } from "./schedule.ts";

const now = new Date("2026-12-01T03:00:00Z");
const pauseAfter = (step: number, more: { random?: number; retryAfterMs?: number } = {}) => {
  const next = nextAttemptAt(step, { now, random: 0, ...more });
  return next && next.getTime() - now.getTime();
};

it("ten attempts: now, 5 s, 5 m, 30 m, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h; 75.6 hours in all, 83 with jitter", () => {
  const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((step) => pauseAfter(step));
  const minute = 60_000;
  expect(pauses).toEqual([5_000, ...[5, 30, 120, 300, 600, 840, 1_200, 1_440].map((n) => n * minute)]);
  expect(pauseAfter(10)).toBeUndefined();
  const hours = RETRY_PAUSES_MS.reduce((sum, pause) => sum + pause, 0) / 3_600_000;
  expect(hours).toBeCloseTo(75.58, 1);
  const withJitter = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((step) => pauseAfter(step, { random: 1 }) ?? 0);
  expect(withJitter.reduce((sum, pause) => sum + pause, 0) / 3_600_000).toBeCloseTo(83.1, 1);
});

it("jitter adds up to a tenth", () => {
  expect(pauseAfter(2, { random: 1 })).toBe(330_000);
});

it("an endpoint may ask for a longer pause, not for a shorter one", () => {
  expect(pauseAfter(1, { retryAfterMs: 60_000 })).toBe(60_000);
  expect(pauseAfter(3, { retryAfterMs: 60_000 })).toBe(1_800_000);
});
