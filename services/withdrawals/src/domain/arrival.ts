/** Banks need one to three business days; what is promised is the latest. */
export const BUSINESS_DAYS = 3;
const DAY_MS = 86_400_000;

const isWeekend = (date: Date): boolean => date.getUTCDay() === 0 || date.getUTCDay() === 6;

/**
 * When a payout that starts at `from` has arrived, in UTC: so many business days later, Saturdays and
 * Sundays not counted (holidays are not known here).
 */
export function estimatedArrival(from: Date, businessDays = BUSINESS_DAYS): Date {
  let date = from;
  for (let left = businessDays; left > 0; ) {
    date = new Date(date.getTime() + DAY_MS);
    if (!isWeekend(date)) left -= 1;
  }
  return date;
}
