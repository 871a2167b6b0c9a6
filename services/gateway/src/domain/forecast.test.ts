import { expect, it } from "vitest";
import { forecastMonth } from "./forecast.ts";

/** Weeks of days; the first is a Monday. */
const weeks = (...cents: number[][]) =>
  cents.flatMap((week) => week.map((value, day) => ({ weekday: day + 1, cents: BigInt(value) })));
const today = { weekday: 1, cents: 0n, elapsed: 0 };

it("the same week again and again is forecast without a doubt, from its first earnings on", () => {
  const week = [0, 0, 1_000, 0, 5_000, 9_000, 0];
  const days = weeks(week, week, week, week);
  const forecast = forecastMonth({ days, earned: 30_000n, today, rest: [2, 3, 4, 5, 6, 7, 1] });
  expect(forecast).toEqual({ low: 45_000n, expected: 45_000n, high: 45_000n, days: 26 });
});

it("only the part of today that is left is added", () => {
  const days = weeks(...Array.from({ length: 4 }, () => Array.from({ length: 7 }, () => 800)));
  const of = (elapsed: number) =>
    forecastMonth({ days, earned: 500n, today: { weekday: 3, cents: 500n, elapsed }, rest: [] })?.expected;
  expect([of(0), of(0.25), of(1)]).toEqual([1_300n, 1_100n, 500n]);
});

it("a range grows with the scatter of the days and with the root of those that remain", () => {
  const days = weeks([9, 9, 9, 9, 9, 9, 9], [11, 11, 11, 11, 11, 11, 11]).map(({ weekday, cents }) => ({
    weekday,
    cents: cents * 100n,
  }));
  const whole = { weekday: 1, cents: 0n, elapsed: 1 };
  const width = (rest: number) => {
    const found = forecastMonth({
      days,
      earned: 0n,
      today: whole,
      rest: Array.from({ length: rest }, () => 2),
    });
    return Number((found?.high ?? 0n) - (found?.low ?? 0n));
  };
  expect(width(16) / width(4)).toBeCloseTo(2, 2);
  expect(width(1)).toBe(Math.round(2 * 1.2816 * Math.sqrt(2) * 100));
});

it("is never below what is earned already", () => {
  const days = weeks([0, 0, 0, 0, 0, 0, 70_000], [0, 0, 0, 0, 0, 0, 0]);
  const forecast = forecastMonth({ days: days.slice(6), earned: 70_000n, today, rest: [2, 3] });
  expect(forecast?.low).toBe(70_000n);
});

it("days before the first earnings do not count, and less than a week is too little", () => {
  const of = (count: number) =>
    forecastMonth({
      days: [
        ...weeks([0, 0, 0, 0, 0, 0, 0]),
        ...Array.from({ length: count }, (_, i) => ({ weekday: (i % 7) + 1, cents: 100n })),
      ],
      earned: 0n,
      today,
      rest: [2],
    });
  expect([of(6), of(7)?.days]).toEqual([undefined, 7]);
  expect(forecastMonth({ days: [], earned: 0n, today, rest: [] })).toBeUndefined();
});
