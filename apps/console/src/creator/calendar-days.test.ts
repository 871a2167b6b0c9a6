import { expect, it } from "vitest";
import type { CalendarItem } from "../api/payouts.ts";
import { weekOrder } from "../format/time.ts";
import { byDay, dayOf, monthAfter, weeksOf } from "./calendar-days.ts";

const item = (date: string, kind: CalendarItem["kind"]): CalendarItem => ({
  date,
  kind,
  amount: null,
  label: "",
  id: null,
});

it("a month has whole weeks from Monday to Sunday, and each of its days once", () => {
  for (const [month, weeks, first, last] of [
    ["2026-12", 5, "2026-11-30", "2027-01-03"],
    ["2027-02", 4, "2027-02-01", "2027-02-28"],
    ["2028-02", 5, "2028-01-31", "2028-03-05"],
    ["2026-08", 6, "2026-07-27", "2026-09-06"],
  ] as const) {
    const days = weeksOf(month, [1]).flat();
    expect([weeksOf(month, [1]).length, days[0], days.at(-1)]).toEqual([weeks, first, last]);
    expect(new Set(days).size).toBe(days.length);
  }
});

it("a week begins as the region begins it", () => {
  expect(weekOrder("en-US")).toEqual([7, 1, 2, 3, 4, 5, 6]);
  expect(weekOrder("de-DE")).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(weekOrder("ar-EG")[0]).toBe(6);
  expect(weeksOf("2026-12", weekOrder("en-US"))[0]?.slice(0, 3)).toEqual([
    "2026-11-29",
    "2026-11-30",
    "2026-12-01",
  ]);
});

it("months follow each other over the end of a year", () => {
  expect([monthAfter("2026-12", 1), monthAfter("2027-01", -1), monthAfter("2026-05", 0)]).toEqual([
    "2027-01",
    "2026-12",
    "2026-05",
  ]);
});

it("a run, an arrival, a holiday and the end of a lock keep their date in every zone", () => {
  for (const kind of ["run", "arrival", "holiday", "method_unlocked"] as const)
    expect(dayOf(item("2026-12-25", kind))).toBe("2026-12-25");
});

it("days are in order, with everything that falls on them", () => {
  const days = byDay([item("2026-12-11", "run"), item("2026-12-04", "run"), item("2026-12-11", "arrival")]);
  expect([...days].map(([day, items]) => [day, items.length])).toEqual([
    ["2026-12-04", 1],
    ["2026-12-11", 2],
  ]);
});
