import { localMinute, localTime } from "@metercast/calendar";

/** Summaries leave on Mondays at nine. */
const SUMMARY_MINUTE = 9 * 60;
const WEEK_DAYS = 7;

export interface Week {
  /** The Monday that ends it, "2026-12-07": a week of one creator has one summary. */
  name: string;
  from: Date;
  to: Date;
}

/** The last week from Monday to Sunday that has ended in the zone. */
export function lastWeek(now: Date, zone: string): Week {
  const monday = 1 - localTime(now, zone).weekday;
  const to = localMinute(now, zone, monday, 0);
  return { name: localTime(to, zone).day, from: localMinute(now, zone, monday - WEEK_DAYS, 0), to };
}

/** On Monday before nine in the zone: a person who moved, or the first summary, is due a little later. */
export function isBeforeSummary(now: Date, zone: string): boolean {
  const { weekday, minute } = localTime(now, zone);
  return weekday === 1 && minute < SUMMARY_MINUTE;
}

/** The next Monday at nine in the zone. */
export function nextSummary(now: Date, zone: string): Date {
  const monday = 1 - localTime(now, zone).weekday;
  const due = localMinute(now, zone, monday, SUMMARY_MINUTE);
  return due > now ? due : localMinute(now, zone, monday + WEEK_DAYS, SUMMARY_MINUTE);
}
