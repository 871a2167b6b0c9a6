import { localDay, offsetMs } from "@metercast/calendar";
import { midnight, UTC } from "./zone.ts";

/** Time as charts and statements cut it: in UTC, or in the zone of the person who looks at them. */

export const INTERVALS = ["hour", "day", "month"] as const;
export type Interval = (typeof INTERVALS)[number];

/** Its end is not part of it. */
export interface Period {
  from: Date;
  to: Date;
}

/** More points than any screen has columns for; a year by the day fits twice. */
export const MAX_POINTS = 1_000;

/** What is shown where nothing is asked for. */
const DEFAULT_POINTS: Readonly<Record<Interval, number>> = { hour: 24, day: 30, month: 12 };

const HOUR_MS = 3_600_000;

/** The start of the interval that a moment is in. */
export function startOf(interval: Interval, at: Date, zone = UTC): Date {
  if (interval === "hour") {
    const offset = offsetMs(zone, at.getTime());
    return new Date(Math.floor((at.getTime() + offset) / HOUR_MS) * HOUR_MS - offset);
  }
  const { year, month, day } = localDay(zone, at);
  return midnight(zone, { year, month, day: interval === "month" ? 1 : day });
}

/** The start of an interval `count` intervals later. */
export function plus(interval: Interval, start: Date, count: number, zone = UTC): Date {
  if (interval === "hour") return startOf("hour", new Date(start.getTime() + count * HOUR_MS), zone);
  const { year, month, day } = localDay(zone, start);
  const [months, days] = interval === "month" ? [count, 0] : [0, count];
  return midnight(zone, { year, month: month + months, day: day + days });
}

/**
 * Whole intervals: from the start of the one that `from` is in to the end of the one that the last moment
 * before `to` is in.
 */
export function wholeIntervals(
  interval: Interval,
  { from, to }: { from: Date | undefined; to: Date | undefined },
  now: Date,
  zone = UTC,
): Period {
  // The interval that runs is part of it.
  const end = to ?? new Date(now.getTime() + 1);
  const aligned = startOf(interval, end, zone);
  const until = aligned < end ? plus(interval, aligned, 1, zone) : aligned;
  const start = from ? startOf(interval, from, zone) : plus(interval, until, -DEFAULT_POINTS[interval], zone);
  return { from: start, to: until };
}

/** The starts of a period's intervals; undefined where they are more than `most`. */
export function starts(
  interval: Interval,
  { from, to }: Period,
  zone = UTC,
  most = MAX_POINTS,
): Date[] | undefined {
  const found: Date[] = [];
  for (let start = from; start < to; start = plus(interval, start, 1, zone)) {
    if (found.length === most) return undefined;
    found.push(start);
  }
  return found;
}

/** "2026-11" as a period; undefined for anything else. */
export function monthPeriod(text: string): Period | undefined {
  const match = /^(20\d\d)-(0[1-9]|1[0-2])$/.exec(text);
  if (!match) return undefined;
  const from = new Date(Date.UTC(Number(match[1]), Number(match[2]) - 1));
  return { from, to: plus("month", from, 1) };
}
