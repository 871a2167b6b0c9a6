import { IANAZone } from "luxon";

/** A day on the calendar, without a zone. `month` and `day` from 1. */
export interface Day {
  year: number;
  month: number;
  day: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Longer than any offset from UTC (14 h) plus a day: both sides of a change of clocks are seen. */
const AROUND_MS = 40 * 3_600_000;

/**
 * The one spelling of an IANA zone; undefined for anything else, also for an offset as +05:30. Luxon keeps
 * each spelling that it meets in memory.
 */
export function zoneName(name: string): string | undefined {
  if (!/^[A-Za-z]/.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** Days since 1970-01-01. */
export const dayNumber = ({ year, month, day }: Day): number => utcMs(year, month, day) / DAY_MS;

export function dayOf(number: number): Day {
  const date = new Date(number * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** "2026-12-04" */
export const dayText = (day: Day): string => new Date(dayNumber(day) * DAY_MS).toISOString().slice(0, 10);

/** 1 is Monday, 7 is Sunday. */
export const weekdayOf = (number: number): number => ((((number + 3) % 7) + 7) % 7) + 1;

export const daysInMonth = (year: number, month: number): number =>
  new Date(utcMs(year, month + 1, 0)).getUTCDate();

/** The calendar's day in a zone at an instant. */
export function localDay(zone: string, at: Date): Day {
  const date = new Date(at.getTime() + offsetMs(zone, at.getTime()));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/**
 * The first instant of a day in a zone. Where clocks skip midnight, the day begins at the change; where
 * midnight comes twice, at the first one; a day that the zone skipped begins with the next day.
 */
export function localMidnight(zone: string, day: Day): Date {
  const utc = utcMs(day.year, day.month, day.day);
  const before = offsetMs(zone, utc - AROUND_MS);
  const after = offsetMs(zone, utc + AROUND_MS);
  const fits = [before, after].map((offset) => utc - offset).filter((ms) => ms + offsetMs(zone, ms) === utc);
  if (fits.length > 0) return new Date(Math.min(...fits));
  return new Date(changeBetween(zone, utc - AROUND_MS, utc + AROUND_MS));
}

/** The instant of the one change of clocks between two instants, by halving. */
function changeBetween(zone: string, from: number, to: number): number {
  const first = offsetMs(zone, from);
  let [low, high] = [from / MINUTE_MS, to / MINUTE_MS];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetMs(zone, middle * MINUTE_MS) === first) low = middle;
    else high = middle;
  }
  return high * MINUTE_MS;
}

/** What clocks in a zone show at a moment, as if they were UTC's, minus the moment. */
export const offsetMs = (zone: string, ms: number): number => IANAZone.create(zone).offset(ms) * MINUTE_MS;

/** Also for years below 100, and for a day or month that is out of range. */
const utcMs = (year: number, month: number, day: number): number => Date.UTC(year, month - 1, day);
