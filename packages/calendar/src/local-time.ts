import { DateTime } from "luxon";
import { zoneName } from "./day.ts";

/** A moment as clocks in a zone show it. */
export interface LocalTime {
  /** "2026-12-04" */
  day: string;
  /** Of the day, from 0. */
  minute: number;
  /** 1 is Monday, 7 is Sunday. */
  weekday: number;
}

/** An unknown zone is UTC. */
const inZone = (at: Date, zone: string): DateTime =>
  DateTime.fromJSDate(at, { zone: zoneName(zone) ?? "UTC" });

export function localTime(at: Date, zone: string): LocalTime {
  const local = inZone(at, zone);
  return {
    day: local.toFormat("yyyy-MM-dd"),
    minute: local.hour * 60 + local.minute,
    weekday: local.weekday,
  };
}

/** "2026-12-04T09:30:00+13:00": RFC 3339 with the offset of the zone at that moment. */
export const zonedTime = (at: Date, zone: string): string =>
  inZone(at, zone).toISO({ suppressMilliseconds: true }) ?? at.toISOString();

/**
 * When clocks in the zone show this minute, so many days after the day of `at`. A minute that a change of
 * clocks skips is taken as much later.
 */
export function localMinute(at: Date, zone: string, days: number, minute: number): Date {
  const day = inZone(at, zone).plus({ days }).startOf("day");
  return day.set({ hour: Math.floor(minute / 60), minute: minute % 60 }).toJSDate();
}
