import holidays from "@18f/us-federal-holidays";
import { dayNumber, dayOf } from "@metercast/calendar";
import type { BankCalendar } from "../../domain/arrival.ts";

/**
 * The Federal Reserve closes on the Monday after a holiday on a Sunday, and not on the Friday before one on
 * a Saturday.
 */
const RULES = { shiftSaturdayHolidays: false, shiftSundayHolidays: true, utc: true };
const DAY_MS = 86_400_000;

export const usBanks: BankCalendar = {
  isHoliday: (day) => holidays.isAHoliday(new Date(dayNumber(day) * DAY_MS), RULES),
  holidays: (year) =>
    holidays.allForYear(year, RULES).map(({ name, dateString }) => {
      const [y = 0, month = 0, day = 0] = dateString.split("-").map(Number);
      return { name, day: dayOf(dayNumber({ year: y, month, day })) };
    }),
};
