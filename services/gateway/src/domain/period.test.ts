import { expect, it } from "vitest";
import { MAX_POINTS, monthPeriod, startOf, starts, wholeIntervals } from "./period.ts";

const at = (text: string) => new Date(text);

it("an hour, a day and a month begin where UTC says", () => {
  const moment = at("2026-03-29T02:30:15.5+01:00");
  expect(startOf("hour", moment)).toEqual(at("2026-03-29T01:00:00Z"));
  expect(startOf("day", moment)).toEqual(at("2026-03-29T00:00:00Z"));
  expect(startOf("month", moment)).toEqual(at("2026-03-01T00:00:00Z"));
});

it("a period is made of whole intervals and holds everything that was asked for", () => {
  const asked = { from: at("2026-01-31T10:00:00Z"), to: at("2026-03-01T00:00:00.001Z") };
  expect(wholeIntervals("month", asked, at("2026-06-01T00:00:00Z"))).toEqual({
    from: at("2026-01-01T00:00:00Z"),
    to: at("2026-04-01T00:00:00Z"),
  });
  const whole = { from: at("2026-01-01T00:00:00Z"), to: at("2026-01-03T00:00:00Z") };
  expect(wholeIntervals("day", whole, at("2026-06-01T00:00:00Z"))).toEqual(whole);
});

it("without one it is the last 24 hours, 30 days or 12 months, with the running one", () => {
  const now = at("2026-03-01T00:00:00Z");
  const points = (interval: "hour" | "day" | "month") =>
    starts(interval, wholeIntervals(interval, { from: undefined, to: undefined }, now)) ?? [];
  expect([points("hour").length, points("hour").at(-1)]).toEqual([24, now]);
  expect([points("day").length, points("day").at(-1)]).toEqual([30, now]);
  expect([points("month").length, points("month")[0], points("month").at(-1)]).toEqual([
    12,
    at("2025-04-01T00:00:00Z"),
    now,
  ]);
});

it("gives as many points as a screen can show, and no more", () => {
  const from = at("2026-01-01T00:00:00Z");
  const to = new Date(from.getTime() + MAX_POINTS * 3_600_000);
  expect(starts("hour", { from, to })).toHaveLength(MAX_POINTS);
  expect(starts("hour", { from, to: new Date(to.getTime() + 1) })).toBeUndefined();
  expect(starts("day", { from: to, to: from })).toEqual([]);
});

it("a month is a year of this century and one of twelve", () => {
  expect(monthPeriod("2024-02")).toEqual({
    from: at("2024-02-01T00:00:00Z"),
    to: at("2024-03-01T00:00:00Z"),
  });
  expect(monthPeriod("2026-12")?.to).toEqual(at("2027-01-01T00:00:00Z"));
  for (const wrong of ["2026-13", "2026-1", "1999-01", "2026-00", "26-01", "2026-01-01"])
    expect(monthPeriod(wrong)).toBeUndefined();
});
