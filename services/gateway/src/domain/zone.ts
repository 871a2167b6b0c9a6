/**
 * Local time in IANA zones. Days have 23 or 25 hours where clocks change, and zones may be at a quarter of
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
/** Longer than any offset from UTC (14 h) plus a day: both sides of a change of clocks are seen. */
const AROUND_MS = 40 * 3_600_000;

/** By the zone's one spelling, so it has at most as many entries as there are zones: some hundreds. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/** The one spelling of an IANA zone; undefined for anything else, also for an offset as +05:30. */
export function zoneName(text: string): string | undefined {
  if (!/^[A-Za-z]/.test(text)) return undefined;
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  clocks.set(zone, made);
  return made;
}

/** What a zone's clocks show at a moment, as if they were UTC's, minus the moment. */
export function offsetMs(zone: string, ms: number): number {
  if (zone === UTC) return 0;
  const second = Math.floor(ms / 1_000) * 1_000;
  const part: Record<string, number> = {};
  for (const { type, value } of clockOf(zone).formatToParts(second)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second: seconds = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, seconds) - second;
}

export function localTime(zone: string, at: Date): LocalTime {
  const shown = new Date(at.getTime() + offsetMs(zone, at.getTime()));
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
  };
}

/** 1 is Monday, 7 is Sunday. */
export const weekdayOf = ({ year, month, day }: Pick<LocalTime, "year" | "month" | "day">): number =>
  ((new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7) + 1;

/**
 * The first moment at which the zone's clocks show a time; a month, day or hour out of range counts on into
 * the next. A time that clocks skip is the moment of the change.
 */
export function momentOf(zone: string, { year, month, day, hour, minute }: LocalTime): Date {
  const shown = Date.UTC(year, month - 1, day, hour, minute);
  const before = offsetMs(zone, shown - AROUND_MS);
  const after = offsetMs(zone, shown + AROUND_MS);
  const fits = [shown - before, shown - after].filter((ms) => ms + offsetMs(zone, ms) === shown);
  return new Date(
    fits.length > 0 ? Math.min(...fits) : changeBetween(zone, shown - AROUND_MS, shown + AROUND_MS),
  );
}

/** The moment of the one change of clocks between two moments, by halving. */
function changeBetween(zone: string, from: number, to: number): number {
  const first = offsetMs(zone, from);
  let [low, high] = [Math.floor(from / MINUTE_MS), Math.ceil(to / MINUTE_MS)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetMs(zone, middle * MINUTE_MS) === first) low = middle;
    else high = middle;
  }
  return high * MINUTE_MS;
}

/** The same time of the clock `days` later; negative: before. */
export function daysLater(zone: string, at: Date, days: number): Date {
  const local = localTime(zone, at);
  return momentOf(zone, { ...local, day: local.day + days });
}

/** The first moment of the day that a moment is in, or of one `days` later. */
export function startOfDay(zone: string, at: Date, days = 0): Date {
  const local = localTime(zone, at);
  return momentOf(zone, { ...local, day: local.day + days, hour: 0, minute: 0 });
}

/** The first moment of the Monday before or at a moment. */
export function startOfWeek(zone: string, at: Date): Date {
  return startOfDay(zone, at, 1 - weekdayOf(localTime(zone, at)));
}
