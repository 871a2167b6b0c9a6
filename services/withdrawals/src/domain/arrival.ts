import { type Day, dayNumber, dayOf, dayText, localDay, localMidnight, weekdayOf } from "@metercast/calendar";

/** Days on which banks move no money, beside Saturdays and Sundays. */
export interface BankCalendar {
  isHoliday(day: Day): boolean;
  /** Of a year, in order. */
  holidays(year: number): { day: Day; name: string }[];
}

/** Without the description of a rail: banks need one to three business days; the latest is promised. */
export const BUSINESS_DAYS = 3;
/** The banks' calendar and cutoff are those of New York. */
const BANK_ZONE = "America/New_York";
const HOUR_MS = 3_600_000;
/** 17:00: seven hours before midnight. */
const CUTOFF_BEFORE_MIDNIGHT_MS = 7 * HOUR_MS;

/**
 * The bank's day on which a payout that starts at `from` has arrived, as noon of that day in New York: so
 * many business days later. What starts after 17:00 or on a day without banking starts on the next business
 * day.
 */
export function estimatedArrival(from: Date, businessDays: number, banks: BankCalendar): Date {
  let day = dayNumber(localDay(BANK_ZONE, from));
  const cutoff = localMidnight(BANK_ZONE, dayOf(day + 1)).getTime() - CUTOFF_BEFORE_MIDNIGHT_MS;
  if (from.getTime() >= cutoff) day += 1;
  while (!isBusinessDay(day, banks)) day += 1;
  for (let left = businessDays; left > 0; ) {
    day += 1;
    if (isBusinessDay(day, banks)) left -= 1;
  }
  return new Date(localMidnight(BANK_ZONE, dayOf(day + 1)).getTime() - 12 * HOUR_MS);
}

/** "2026-12-04": the bank's day of an estimate. */
export const arrivalDay = (at: Date): string => dayText(localDay(BANK_ZONE, at));

const isBusinessDay = (day: number, banks: BankCalendar): boolean =>
  weekdayOf(day) < 6 && !banks.isHoliday(dayOf(day));
