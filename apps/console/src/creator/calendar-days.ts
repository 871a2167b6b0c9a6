import type { CalendarItem } from "../api/payouts.ts";
import { dayKey, weekOrder } from "../format/time.ts";
import { momentOf } from "./availability.ts";

const DAY_MS = 86_400_000;
const utc = (date: string): number => Date.parse(`${date}T00:00:00Z`);
const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** "2027-01" of "2026-12" and 1. */
export function monthAfter(month: string, months: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
}

/** The weeks of a month in the order of the region, with the days of its neighbours that fill them. */
export function weeksOf(month: string, [firstDay = 1] = weekOrder()): string[][] {
  const first = utc(`${month}-01`);
  const end = utc(`${monthAfter(month, 1)}-01`);
  const weekday = (new Date(first).getUTCDay() + 7 - (firstDay % 7)) % 7;
  const weeks: string[][] = [];
  for (let week = first - weekday * DAY_MS; week < end; week += 7 * DAY_MS)
    weeks.push(Array.from({ length: 7 }, (_, day) => dateOf(week + day * DAY_MS)));
  return weeks;
}

/** Days of the ledger begin in UTC; the other dates are the same wherever they are read. */
const MOMENTS = new Set(["available", "reserve_release"]);

/** The day in the calendar of its reader. */
export function dayOf({ date, kind }: CalendarItem): string {
  if (date.length === 10 && !MOMENTS.has(kind)) return date;
  return dayKey(momentOf(date));
}

/** The items of each day, in the order of their kinds. */
export function byDay(items: readonly CalendarItem[]): Map<string, CalendarItem[]> {
  const days = Map.groupBy(items, dayOf);
  return new Map([...days].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
