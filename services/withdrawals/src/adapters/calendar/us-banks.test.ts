import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arrivalDay, estimatedArrival } from "../../domain/arrival.ts";
import { usBanks } from "./us-banks.ts";

const day = (text: string) => {
  const [year = 0, month = 0, date = 0] = text.split("-").map(Number);
  return { year, month, day: date };
};
const arrives = (from: string, businessDays = 3) =>
  arrivalDay(estimatedArrival(new Date(from), businessDays, usBanks));

describe("banks", () => {
  it("close on the Monday after a holiday on a Sunday, not on the Friday before one on a Saturday", () => {
    expect(usBanks.isHoliday(day("2026-07-03"))).toBe(false);
    expect(usBanks.isHoliday(day("2026-07-04"))).toBe(true);
    expect(usBanks.isHoliday(day("2027-07-04"))).toBe(false);
    expect(usBanks.isHoliday(day("2027-07-05"))).toBe(true);
    // New Year's Day of 2028 is a Saturday: 31 December stays a business day.
    expect(usBanks.isHoliday(day("2027-12-31"))).toBe(false);
    expect(usBanks.holidays(2027).map((one) => one.name)).toContain("Juneteenth National Independence Day");
  });
});

describe("an estimate", () => {
  it.each([
    ["a Monday morning", "2026-12-07T15:00:00Z", "2026-12-10"],
    ["over a weekend", "2026-12-03T15:00:00Z", "2026-12-08"],
    ["a second before 17:00 in New York", "2026-12-07T21:59:59Z", "2026-12-10"],
    ["at 17:00 in New York it starts on the next day", "2026-12-07T22:00:00Z", "2026-12-11"],
    ["17:00 is an hour earlier in UTC in summer", "2026-06-01T21:00:00Z", "2026-06-05"],
    ["a Saturday starts on Monday", "2026-12-05T15:00:00Z", "2026-12-10"],
    ["over Christmas on a Friday", "2026-12-23T15:00:00Z", "2026-12-29"],
    ["a holiday on a Sunday takes the Monday too", "2027-07-01T15:00:00Z", "2027-07-07"],
    ["a holiday on a Saturday takes no Friday", "2026-07-01T15:00:00Z", "2026-07-06"],
    ["late on a Sunday in UTC is still Sunday in New York", "2026-12-07T03:00:00Z", "2026-12-10"],
  ])("%s", (_, from, expected) => {
    expect(arrives(from)).toBe(expected);
  });

  it("of no business days is the same day, or the next business day", () => {
    expect(arrives("2026-12-07T15:00:00Z", 0)).toBe("2026-12-07");
    expect(arrives("2026-12-25T15:00:00Z", 0)).toBe("2026-12-28");
  });

  it("is a business day, and never earlier when the payout starts later", () => {
    const moment = fc.date({ min: new Date("2024-01-01"), max: new Date("2040-01-01"), noInvalidDate: true });
    const later = fc.integer({ min: 0, max: 10 * 86_400_000 });
    fc.assert(
      fc.property(moment, later, (from, ms) => {
        const arrival = estimatedArrival(from, 3, usBanks);
        const weekday = new Date(`${arrivalDay(arrival)}T00:00:00Z`).getUTCDay();
        expect(weekday % 6).not.toBe(0);
        expect(usBanks.isHoliday(day(arrivalDay(arrival)))).toBe(false);
        const second = estimatedArrival(new Date(from.getTime() + ms), 3, usBanks);
        expect(second.getTime()).toBeGreaterThanOrEqual(arrival.getTime());
      }),
      { numRuns: 50 },
    );
  });
});
