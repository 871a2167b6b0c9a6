/**
 * Time as charts and statements cut it: always in UTC, so that the same moment is in the same hour, day and
 * month for everybody.
 */

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

/** The start of the interval that a moment is in. */
export function startOf(interval: Interval, at: Date): Date {
  const [year, month, day, hour] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate(), at.getUTCHours()];
  if (interval === "month") return new Date(Date.UTC(year, month));
  return new Date(Date.UTC(year, month, day, interval === "hour" ? hour : 0));
}

/** The start of an interval `count` intervals later. */
export function plus(interval: Interval, start: Date, count: number): Date {
  if (interval === "month") return new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + count));
  return new Date(start.getTime() + count * (interval === "hour" ? 3_600_000 : 86_400_000));
}

/**
 * Whole intervals: from the start of the one that `from` is in to the end of the one that the last moment
 * before `to` is in.
 */
export function wholeIntervals(
  interval: Interval,
  { from, to }: { from: Date | undefined; to: Date | undefined },
  now: Date,
): Period {
  // The interval that runs is part of it.
  const end = to ?? new Date(now.getTime() + 1);
  const aligned = startOf(interval, end);
  const until = aligned < end ? plus(interval, aligned, 1) : aligned;
  const start = from ? startOf(interval, from) : plus(interval, until, -DEFAULT_POINTS[interval]);
  return { from: start, to: until };
}

/** The starts of a period's intervals; undefined where they are more than MAX_POINTS. */
export function starts(interval: Interval, { from, to }: Period): Date[] | undefined {
  const found: Date[] = [];
  for (let start = from; start < to; start = plus(interval, start, 1)) {
    if (found.length === MAX_POINTS) return undefined;
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
