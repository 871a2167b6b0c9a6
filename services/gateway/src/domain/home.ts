import { startOf, starts } from "./period.ts";
import type { StreamEarnings } from "./stream.ts";
import { daysLater, localTime, startOfDay, startOfWeek, weekdayOf } from "./zone.ts";

/** Eight weeks: enough to see habits, and what they were a year ago doesn't matter. */
export const HABIT_DAYS = 56;
const QUARTER_MS = 900_000;

/** Its end is not part of it. */
interface Stretch {
  from: Date;
  to: Date;
}

/** The times that a creator's home compares, in a zone. The books are kept by quarters of an hour. */
export interface HomeTimes {
  now: Date;
  today: Stretch;
  week: Stretch;
  month: Stretch;
  /** Up to this quarter of an hour days and weeks are compared with the ones before. */
  comparedUntil: Date;
  /** Up to the same time of the clock. */
  yesterday: Stretch;
  lastWeek: Stretch;
  /** Whole days before today, oldest first. */
  days: Stretch[];
  /** Hours of these days and today. */
  hours: Date[];
  /** After the quarter of an hour that runs. */
  end: Date;
}

export function homeTimes(zone: string, now: Date): HomeTimes {
  const quarter = new Date(Math.floor(now.getTime() / QUARTER_MS) * QUARTER_MS);
  const end = new Date(quarter.getTime() + QUARTER_MS);
  const [today, week] = [startOfDay(zone, now), startOfWeek(zone, now)];
  const first = startOfDay(zone, now, -HABIT_DAYS);
  const dayStarts = Array.from({ length: HABIT_DAYS + 1 }, (_, day) =>
    startOfDay(zone, now, day - HABIT_DAYS),
  );
  return {
    now,
    today: { from: today, to: now },
    week: { from: week, to: now },
    month: { from: startOf("month", now, zone), to: now },
    comparedUntil: quarter,
    yesterday: { from: startOfDay(zone, now, -1), to: daysLater(zone, quarter, -1) },
    lastWeek: { from: startOfDay(zone, week, -7), to: daysLater(zone, quarter, -7) },
    days: dayStarts.slice(1).map((to, place) => ({ from: dayStarts[place]!, to })),
    // Some zones change clocks by half an hour: the first hour of such a day may begin before it.
    hours: (
      starts("hour", { from: startOf("hour", first, zone), to: end }, zone, HABIT_DAYS * 24 + 50) ?? []
    ).filter((hour) => hour >= first),
    end,
  };
}

/** Where sums must be cut so that each of these times is a sum of whole stretches. */
export function cutsOf({
  days,
  hours,
  today,
  week,
  month,
  comparedUntil,
  yesterday,
  lastWeek,
}: HomeTimes): Date[] {
  const all = [
    ...hours,
    ...days.map(({ from }) => from),
    ...[today.from, week.from, month.from, comparedUntil],
    ...[yesterday.from, yesterday.to, lastWeek.from, lastWeek.to],
  ];
  return [...new Set(all.map((at) => at.getTime()))].toSorted((a, b) => a - b).map((ms) => new Date(ms));
}

export interface EarnedStretch extends StreamEarnings {
  start: Date;
}

/** What was earned in a time whose ends are cuts of the sums (or after all of them). */
export function earnedIn(sums: readonly EarnedStretch[], { from, to }: Stretch): StreamEarnings {
  let [minutes, cents] = [0n, 0n];
  for (const sum of sums) {
    if (sum.start < from || sum.start >= to) continue;
    minutes += sum.minutes;
    cents += sum.cents;
  }
  return { minutes, cents };
}

/** Of an hour of the week, over all weeks. `weekday` from 1 for Monday. */
export interface HourOfWeek extends StreamEarnings {
  weekday: number;
  hour: number;
}

/**
 * Earnings by hour of the week: only hours with earnings. The hour that clocks repeat counts twice, the one
 * that they skip not at all.
 */
export function hoursOfWeek(zone: string, sums: readonly EarnedStretch[]): HourOfWeek[] {
  const byHour = new Map<number, HourOfWeek>();
  for (const { start, minutes, cents } of sums) {
    if (minutes === 0n && cents === 0n) continue;
    const local = localTime(zone, start);
    const weekday = weekdayOf(local);
    const key = weekday * 24 + local.hour;
    const known = byHour.get(key) ?? { weekday, hour: local.hour, minutes: 0n, cents: 0n };
    byHour.set(key, { ...known, minutes: known.minutes + minutes, cents: known.cents + cents });
  }
  return [...byHour.entries()].toSorted(([a], [b]) => a - b).map(([, hour]) => hour);
}

/** How much of the day is over, from 0 to 1. */
export function elapsedOf(zone: string, now: Date): number {
  const [from, to] = [startOfDay(zone, now), startOfDay(zone, now, 1)];
  return (now.getTime() - from.getTime()) / (to.getTime() - from.getTime());
}

/** The weekdays of the days of this month after today. */
export function restOfMonth(zone: string, now: Date): number[] {
  const { year, month, day } = localTime(zone, now);
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return Array.from({ length: length - day }, (_, ahead) => weekdayOf({ year, month, day: day + ahead + 1 }));
}

/** "2026-12" of the month that a moment is in. */
export function monthOf(zone: string, now: Date): string {
  const { year, month } = localTime(zone, now);
  return `${year}-${String(month).padStart(2, "0")}`;
}
