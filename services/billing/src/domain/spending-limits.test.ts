import { describe, expect, it } from "vitest";
import { changeLimits, type Limits, type LimitVersion, limitsAt, periodOf } from "./spending-limits.ts";

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 23, 18);
const limits = (dayTokens?: number, monthTokens?: number, zone = "Europe/Berlin"): Limits => ({
  dayTokens,
  monthTokens,
  zone,
});
const since = (effectiveAt: number, of: Limits): LimitVersion => ({ ...of, effectiveAt });

describe("a wish for limits", () => {
  it("counts at once where it is the first or lower", () => {
    expect(changeLimits([], limits(100), NOW)).toEqual([since(NOW, limits(100))]);
    expect(changeLimits([since(0, limits(100))], limits(50), NOW)).toEqual([since(NOW, limits(50))]);
  });

  it("waits 24 hours where it is higher, none, or of another zone", () => {
    const before = [since(0, limits(100, 1_000))];
    for (const wish of [limits(200, 1_000), limits(undefined, 1_000), limits(100, 1_000, "Pacific/Auckland")])
      expect(changeLimits(before, wish, NOW)).toEqual([since(NOW + 24 * HOUR, wish)]);
  });

  it("lowers one limit at once and raises the other after 24 hours", () => {
    expect(changeLimits([since(0, limits(100, 1_000))], limits(50, 2_000), NOW)).toEqual([
      since(NOW, limits(50, 1_000)),
      since(NOW + 24 * HOUR, limits(50, 2_000)),
    ]);
  });

  it("changes nothing when it is repeated, so that a raise that waits keeps its time", () => {
    const waiting = [since(0, limits(100)), since(NOW + HOUR, limits(200))];
    expect(changeLimits(waiting, limits(200), NOW)).toBeUndefined();
    expect(changeLimits([], limits(), NOW)).toBeUndefined();
  });

  it("takes back a raise that waits", () => {
    expect(changeLimits([since(0, limits(100)), since(NOW + HOUR, limits(200))], limits(100), NOW)).toEqual(
      [],
    );
  });
});

it("the version in force is the newest one that has begun", () => {
  const versions = [since(0, limits(100)), since(NOW, limits(50)), since(NOW + HOUR, limits(200))];
  expect(limitsAt(versions, NOW - 1)?.dayTokens).toBe(100);
  expect(limitsAt(versions, NOW)?.dayTokens).toBe(50);
  expect(limitsAt(versions, NOW + HOUR)?.dayTokens).toBe(200);
  expect(limitsAt([], NOW)).toBeUndefined();
});

describe("days and months are the zone's", () => {
  it("a day has 25 hours where clocks go back and 23 where they go forward", () => {
    const back = periodOf("Europe/Berlin", "day", Date.UTC(2026, 9, 25, 12));
    expect([new Date(back.from).toISOString(), back.to - back.from]).toEqual([
      "2026-10-24T22:00:00.000Z",
      25 * HOUR,
    ]);
    const forward = periodOf("Europe/Berlin", "day", Date.UTC(2027, 2, 28, 12));
    expect(forward.to - forward.from).toBe(23 * HOUR);
  });

  it("a month ends at the zone's midnight", () => {
    const month = periodOf("Pacific/Auckland", "month", Date.UTC(2026, 10, 30, 11));
    expect([new Date(month.from).toISOString(), new Date(month.to).toISOString()]).toEqual([
      "2026-11-30T11:00:00.000Z",
      "2026-12-31T11:00:00.000Z",
    ]);
  });
});
