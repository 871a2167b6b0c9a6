import fc from "fast-check";
import { expect, it } from "vitest";
import { BUSINESS_DAYS, estimatedArrival } from "./arrival.ts";

const DAY_MS = 86_400_000;
const weekday = (date: Date) => date.getUTCDay();
const moment = fc.date({
  min: new Date("2020-01-01"),
  max: new Date("2060-01-01"),
  noInvalidDate: true,
});

it("is a working day, so many working days later, three to five days on the calendar", () => {
  fc.assert(
    fc.property(moment, (from) => {
      const arrival = estimatedArrival(from);
      expect([1, 2, 3, 4, 5]).toContain(weekday(arrival));
      const days = (arrival.getTime() - from.getTime()) / DAY_MS;
      expect(days).toBeGreaterThanOrEqual(BUSINESS_DAYS);
      expect(days).toBeLessThanOrEqual(BUSINESS_DAYS + 2);
      let working = 0;
      for (let day = 1; day <= days; day++) {
        const weekdayThen = weekday(new Date(from.getTime() + day * DAY_MS));
        if (weekdayThen !== 0 && weekdayThen !== 6) working += 1;
      }
      expect(working).toBe(BUSINESS_DAYS);
    }),
  );
});

it("never goes back when it begins later", () => {
  fc.assert(
    fc.property(moment, fc.integer({ min: 0, max: 10 * DAY_MS }), (from, later) => {
      const second = estimatedArrival(new Date(from.getTime() + later));
      // Saturday and Sunday end on the same working day as the Friday before; the time of day may then be
      // earlier.
      expect(second.getTime() - estimatedArrival(from).getTime()).toBeGreaterThan(-DAY_MS);
    }),
  );
});

it("asked on a Friday it is Wednesday", () => {
  expect(estimatedArrival(new Date("2026-11-20T10:00:00Z"))).toEqual(new Date("2026-11-25T10:00:00Z"));
});
