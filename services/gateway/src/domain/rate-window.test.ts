import fc from "fast-check";
import { expect, it } from "vitest";
import { RateWindow } from "./rate-window.ts";

const MINUTE = 60_000;

it("a key has its points in each window, and others have their own", () => {
  const window = new RateWindow(3, MINUTE);
  expect([1, 2, 3, 4].map(() => window.take("a", 1, 0))).toEqual([
    { allowed: true, remaining: 2, resetMs: MINUTE },
    { allowed: true, remaining: 1, resetMs: MINUTE },
    { allowed: true, remaining: 0, resetMs: MINUTE },
    { allowed: false, remaining: 0, resetMs: MINUTE },
  ]);
  expect(window.take("b", 2, 1_000)).toEqual({ allowed: true, remaining: 1, resetMs: MINUTE });
  expect(window.take("a", 1, MINUTE - 1)).toMatchObject({ allowed: false, resetMs: 1 });
  expect(window.take("a", 1, MINUTE)).toEqual({ allowed: true, remaining: 2, resetMs: MINUTE });
});

it("in no window is more allowed than its points, whatever the order of keys and times", () => {
  const step = fc.record({
    key: fc.constantFrom("a", "b", "c"),
    cost: fc.integer({ min: 1, max: 4 }),
    later: fc.nat(40_000),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const window = new RateWindow(5, MINUTE);
      const allowed: { key: string; cost: number; at: number; endsAt: number }[] = [];
      let now = 0;
      for (const { key, cost, later } of steps) {
        now += later;
        const taken = window.take(key, cost, now);
        expect(taken.resetMs).toBeGreaterThan(0);
        if (taken.allowed) allowed.push({ key, cost, at: now, endsAt: now + taken.resetMs });
      }
      for (const sums of Object.values(Object.groupBy(allowed, ({ key, endsAt }) => `${key} ${endsAt}`)))
        expect((sums ?? []).reduce((sum, { cost }) => sum + cost, 0)).toBeLessThanOrEqual(5);
    }),
  );
});

it("keys that come once leave nothing behind after their window", () => {
  const window = new RateWindow(5, MINUTE);
  for (let i = 0; i < 10_000; i++) window.take(`key-${i}`, 1, i * 100);
  expect(window.size).toBeLessThanOrEqual(MINUTE / 100 + 1);
});
