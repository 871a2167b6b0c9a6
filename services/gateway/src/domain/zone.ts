import {
  dayNumber,
  dayOf,
  localDay,
  localMidnight,
  offsetMs,
  weekdayOf as weekday,
} from "@metercast/calendar";

/**
 * Local time to the minute. Days have 23 or 25 hours where clocks change, and zones may be at a quarter of
 * an hour: nothing here assumes whole hours.
 */

/** A place on the calendar and the clock of a zone. `month` and `day` from 1. */
export interface LocalTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

export const UTC = "UTC";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export function localTime(zone: string, at: Date): LocalTime {
  const shown = new Date(at.getTime() + offsetMs(zone, at.getTime()));
  return { ...localDay(zone, at), hour: shown.getUTCHours(), minute: shown.getUTCMinutes() };
}

/** 1 is Monday, 7 is Sunday. */
export const weekdayOf = (day: Pick<LocalTime, "year" | "month" | "day">): number => weekday(dayNumber(day));

/** The first moment of a day; a month or day out of range counts on into the next. */
export const midnight = (zone: string, day: { year: number; month: number; day: number }): Date =>
  localMidnight(zone, dayOf(dayNumber(day)));

/**
 * The first moment at which the zone's clocks show a time, or have passed it where they skip it. Clocks
 * change once in a day at most, so one of the offsets at its two ends is the one.
 */
export function momentOf(zone: string, { hour, minute, ...day }: LocalTime): Date {
  const start = midnight(zone, day);
  const shown = dayNumber(day) * DAY_MS + (hour * 60 + minute) * MINUTE_MS;
  const offsets = [offsetMs(zone, start.getTime()), offsetMs(zone, start.getTime() + DAY_MS)];
  const moments = offsets.map((offset) => shown - offset);
  const fitting = moments.filter((ms) => ms + offsetMs(zone, ms) === shown);
  return new Date(
    Math.max(start.getTime(), Math.min(...(fitting.length > 0 ? fitting : moments.slice(0, 1)))),
  );
}

/** The same time of the clock `days` later; negative: before. */
export function daysLater(zone: string, at: Date, days: number): Date {
  const local = localTime(zone, at);
  return momentOf(zone, { ...local, ...dayOf(dayNumber(local) + days) });
}

/** The first moment of the day that a moment is in, or of one `days` later. */
export function startOfDay(zone: string, at: Date, days = 0): Date {
  return localMidnight(zone, dayOf(dayNumber(localDay(zone, at)) + days));
}

/** The first moment of the Monday before or at a moment. */
export function startOfWeek(zone: string, at: Date): Date {
  return startOfDay(zone, at, 1 - weekdayOf(localDay(zone, at)));
}
