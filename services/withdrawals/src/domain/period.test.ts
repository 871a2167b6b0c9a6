import { dayText, localDay, localMidnight, zoneName } from "@metercast/calendar";
import fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { latestPeriod, nextPeriod, periodEnd, type Rhythm } from "./period.ts";

const monthly = (anchorDay: number, zone = "UTC"): Rhythm => ({ cadence: "monthly", anchorDay, zone });
const weekly = (anchorDay: number, zone = "UTC"): Rhythm => ({ cadence: "weekly", anchorDay, zone });
const runs = (rhythm: Rhythm, from: string, count: number) => {
  const found = [];
  let at = new Date(from);
  for (let n = 0; n < count; n++) {
    const period = nextPeriod(rhythm, at);
    found.push(`${period.key} ${period.at.toISOString().slice(0, 16)}`);
    at = period.at;
  }
  return found;
};

describe("a month without its anchor day", () => {
  it("runs on its last day: February of a common and of a leap year, 30 and 31", () => {
    expect(runs(monthly(31), "2027-01-31T12:00Z", 3)).toEqual([
      "2027-02 2027-02-28T00:00",
      "2027-03 2027-03-31T00:00",
      "2027-04 2027-04-30T00:00",
    ]);
    expect(runs(monthly(30), "2028-01-31T12:00Z", 2)).toEqual([
      "2028-02 2028-02-29T00:00",
      "2028-03 2028-03-30T00:00",
    ]);
    expect(runs(monthly(29), "2027-01-31T12:00Z", 1)).toEqual(["2027-02 2027-02-28T00:00"]);
    expect(runs(monthly(29), "2028-01-31T12:00Z", 1)).toEqual(["2028-02 2028-02-29T00:00"]);
  });
});

describe("weeks", () => {
  it("have the ISO year of their Thursday, also around New Year", () => {
    expect(runs(weekly(1), "2026-12-27T00:00Z", 2)).toEqual([
      "2026-W53 2026-12-28T00:00",
      "2027-W01 2027-01-04T00:00",
    ]);
    // Sunday, 3 January 2027 belongs to the last week of 2026.
    expect(runs(weekly(7), "2026-12-30T00:00Z", 2)).toEqual([
      "2026-W53 2027-01-03T00:00",
      "2027-W01 2027-01-10T00:00",
    ]);
    expect(runs(weekly(1), "2024-12-29T12:00Z", 1)).toEqual(["2025-W01 2024-12-30T00:00"]);
  });
});

describe("local midnight", () => {
  it.each([
    // A day of 23 and one of 25 hours in Berlin: the run is at midnight of both, and of the days after.
    ["Europe/Berlin", "2027-03-28", "2027-03-27T23:00:00.000Z"],
    ["Europe/Berlin", "2027-03-29", "2027-03-28T22:00:00.000Z"],
    ["Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00.000Z"],
    ["Europe/Berlin", "2026-10-26", "2026-10-25T23:00:00.000Z"],
    // Clocks skip midnight: the day begins at 01:00.
    ["America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00.000Z"],
    ["Asia/Beirut", "2027-03-28", "2027-03-27T22:00:00.000Z"],
    ["Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00.000Z"],
    // Midnight comes twice: the first one counts.
    ["America/Havana", "2026-11-01", "2026-11-01T04:00:00.000Z"],
    ["America/Havana", "2026-11-02", "2026-11-02T05:00:00.000Z"],
    // 23:00 comes twice on the day before.
    ["America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00.000Z"],
    ["Pacific/Kiritimati", "2026-12-01", "2026-11-30T10:00:00.000Z"],
    ["Etc/GMT-14", "2026-12-01", "2026-11-30T10:00:00.000Z"],
    ["Etc/GMT+12", "2026-12-01", "2026-12-01T12:00:00.000Z"],
    ["Asia/Kathmandu", "2026-12-01", "2026-11-30T18:15:00.000Z"],
    // Samoa skipped 30 December 2011: what is due on that day is due when the next one begins.
    ["Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00.000Z"],
    ["Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00.000Z"],
  ])("in %s of %s is %s", (zone, text, expected) => {
    const [year = 0, month = 0, day = 0] = text.split("-").map(Number);
    expect(localMidnight(zone, { year, month, day }).toISOString()).toBe(expected);
  });

  it("a zone that does not exist is not a zone", () => {
    expect(zoneName("eUROPE/bERLIN")).toBe("Europe/Berlin");
    expect(zoneName("Mars/Olympus")).toBeUndefined();
    expect(zoneName("+05:30")).toBeUndefined();
    expect(zoneName("")).toBeUndefined();
  });
});

const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/Havana",
  "Africa/Cairo",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "Pacific/Kiritimati",
  "Pacific/Pago_Pago",
  "Etc/GMT-14",
  "Etc/GMT+12",
  "America/St_Johns",
];
const rhythm = fc
  .record({
    cadence: fc.constantFrom("weekly" as const, "monthly" as const),
    anchorDay: fc.integer({ min: 1, max: 31 }),
    zone: fc.constantFrom(...ZONES),
  })
  .map((one) => (one.cadence === "weekly" ? { ...one, anchorDay: ((one.anchorDay - 1) % 7) + 1 } : one));
const moment = fc.date({ min: new Date("2015-01-01"), max: new Date("2045-01-01"), noInvalidDate: true });

it("each calendar period has exactly one run, and runs strictly increase", () => {
  fc.assert(
    fc.property(rhythm, moment, (one, from) => {
      const step = one.cadence === "weekly" ? { weeks: 1 } : { months: 1 };
      const unit = one.cadence === "weekly" ? "week" : "month";
      let period = nextPeriod(one, from);
      for (let n = 0; n < 14; n++) {
        const following = nextPeriod(one, period.at);
        expect(following.at.getTime()).toBeGreaterThan(period.at.getTime());
        // luxon counts the calendar for itself.
        const start = DateTime.utc(period.day.year, period.day.month, period.day.day).startOf(unit);
        const expected = start.plus(step);
        expect(following.key).toBe(expected.toFormat(unit === "week" ? "kkkk-'W'WW" : "yyyy-MM"));
        period = following;
      }
    }),
    { numRuns: 60 },
  );
});

it("the latest period is due, the next one is not, and none is between them", () => {
  fc.assert(
    fc.property(rhythm, moment, (one, now) => {
      const latest = latestPeriod(one, now);
      const next = nextPeriod(one, now);
      expect(latest.at.getTime()).toBeLessThanOrEqual(now.getTime());
      expect(next.at.getTime()).toBeGreaterThan(now.getTime());
      expect(nextPeriod(one, latest.at)).toEqual(next);
      expect(dayText(localDay(one.zone, latest.at))).toBe(dayText(latest.day));
      expect(periodEnd(one, now).getTime()).toBeGreaterThan(now.getTime());
    }),
  );
});
