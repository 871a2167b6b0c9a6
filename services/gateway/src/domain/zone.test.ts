import { expect, it } from "vitest";
import { startOf, starts, wholeIntervals } from "./period.ts";
import { daysLater, localTime, momentOf, startOfDay, startOfWeek, weekdayOf } from "./zone.ts";

const at = (text: string) => new Date(text);
const iso = (date: Date) => date.toISOString().slice(0, 16);

it.each([
  ["Pacific/Auckland", "2026-11-30T11:00:00Z", 2026, 12, 1, 0, 0],
  ["Asia/Kolkata", "2026-11-30T18:30:00Z", 2026, 12, 1, 0, 0],
  ["Asia/Kathmandu", "2026-11-30T18:20:00Z", 2026, 12, 1, 0, 5],
  ["Pacific/Chatham", "2026-11-30T10:30:00Z", 2026, 12, 1, 0, 15],
  ["America/St_Johns", "2026-12-01T03:29:00Z", 2026, 11, 30, 23, 59],
])("%s at %s is %d-%d-%d %d:%d, and back", (zone, text, year, month, day, hour, minute) => {
  expect(localTime(zone, at(text))).toEqual({ year, month, day, hour, minute });
  expect(momentOf(zone, { year, month, day, hour, minute })).toEqual(at(text));
});

it("a skipped time is as much after the change, and a repeated one its first", () => {
  const berlin = (month: number, day: number) =>
    momentOf("Europe/Berlin", { year: 2026, month, day, hour: 2, minute: 30 });
  expect(iso(berlin(3, 29))).toBe("2026-03-29T01:30");
  expect(iso(berlin(10, 25))).toBe("2026-10-25T00:30");
});

it("the day before has the same time of the clock, however long it was", () => {
  const noon = at("2026-10-25T11:00:00Z");
  expect(iso(daysLater("Europe/Berlin", noon, -1))).toBe("2026-10-24T10:00");
  expect(iso(daysLater("UTC", noon, -7))).toBe("2026-10-18T11:00");
});

it("weeks begin on the Monday of the zone", () => {
  const sunday = at("2026-11-29T12:00:00Z");
  expect(weekdayOf(localTime("Pacific/Auckland", sunday))).toBe(1);
  expect(iso(startOfWeek("Pacific/Auckland", sunday))).toBe("2026-11-29T11:00");
  expect(iso(startOfWeek("America/Los_Angeles", sunday))).toBe("2026-11-23T08:00");
});

it.each([
  ["Europe/Berlin", "2026-03-29", 23],
  ["Europe/Berlin", "2026-10-25", 25],
  ["Europe/Berlin", "2026-10-26", 24],
  ["America/Sao_Paulo", "2018-11-04", 23],
  ["Pacific/Auckland", "2026-09-27", 23],
])("in %s the day %s has %3$d hours", (zone, date, hours) => {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  const from = momentOf(zone, { year, month, day, hour: 0, minute: 0 });
  const to = startOfDay(zone, from, 1);
  expect((to.getTime() - from.getTime()) / 3_600_000).toBe(hours);
  expect(starts("hour", { from, to }, zone)).toHaveLength(hours);
});

it.each(["Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Auckland"])(
  "the intervals of %s follow each other without a gap, at quarters of an hour",
  (zone) => {
    for (const interval of ["hour", "day", "month"] as const) {
      const period = { from: at("2026-03-20T00:00:00Z"), to: at("2026-04-20T00:00:00Z") };
      const whole = wholeIntervals(interval, period, period.to, zone);
      const all = starts(interval, whole, zone) ?? [];
      expect(all[0]).toEqual(whole.from);
      expect(all.every((start, i) => i === 0 || start > all[i - 1]!)).toBe(true);
      expect(all.every((start) => start.getTime() % 900_000 === 0)).toBe(true);
      expect(startOf(interval, whole.to, zone)).toEqual(whole.to);
    }
  },
);
