import { tag } from "./locale.ts";

/** Formatters are slow to make, some milliseconds each on a phone: a page makes those that it needs. */
const once = <T>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

const exact = once(() => new Intl.DateTimeFormat(tag, { dateStyle: "medium", timeStyle: "long" }));
const clock = once(
  () => new Intl.DateTimeFormat(tag, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
);
const day = once(() => new Intl.DateTimeFormat(tag, { weekday: "short", day: "numeric", month: "short" }));
const longDay = once(() => new Intl.DateTimeFormat(tag, { weekday: "long", day: "numeric", month: "long" }));
const relative = once(() => new Intl.RelativeTimeFormat(tag, { numeric: "auto", style: "short" }));

const UNITS = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

/** "Nov 24, 2026, 9:41:07 AM UTC": for the hover over a relative time. */
export const exactTime = (iso: string): string => exact().format(new Date(iso));
/** "21:47" */
export const clockTime = (iso: string): string => clock().format(new Date(iso));
/** "Tue, Nov 24" */
export const dayText = (iso: string): string => day().format(new Date(iso));
export const longDayText = (iso: string): string => longDay().format(new Date(iso));

/** "now", "3 min. ago", "in 2 days". */
export function relativeTime(iso: string, nowMs: number): string {
  const seconds = Math.round((new Date(iso).getTime() - nowMs) / 1_000);
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return relative().format(Math.trunc(seconds / length), unit);
  }
  return seconds > 20 ? relative().format(seconds, "second") : relative().format(0, "second");
}

type Unit = "second" | "minute" | "hour" | "day";
const unitFormat = (unit: Unit, unitDisplay: "short" | "long") =>
  new Intl.NumberFormat(tag, { style: "unit", unit, unitDisplay });
const units: Record<Unit, () => Intl.NumberFormat> = {
  second: once(() => unitFormat("second", "short")),
  minute: once(() => unitFormat("minute", "short")),
  hour: once(() => unitFormat("hour", "short")),
  day: once(() => unitFormat("day", "long")),
};

/** "12 min", "3 days", as the language writes them. */
export const unitText = (count: number | bigint, unit: Unit): string => units[unit]().format(count);

/** "2 hr 5 min", "40 sec": an age or a duration. */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return unitText(whole, "second");
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return unitText(minutes, "minute");
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return unitText(Math.floor(hours / 24), "day");
  const rest = minutes % 60;
  return rest === 0 ? unitText(hours, "hour") : `${unitText(hours, "hour")} ${unitText(rest, "minute")}`;
}

/** The day of an entry in the reader's time zone. */
export const dayKey = (iso: string): string => new Date(iso).toLocaleDateString("sv-SE");

const utcHour = once(
  () =>
    new Intl.DateTimeFormat(tag, {
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      timeZone: "UTC",
    }),
);
const utcDay = once(() => new Intl.DateTimeFormat(tag, { day: "numeric", month: "short", timeZone: "UTC" }));
const utcMonth = once(
  () => new Intl.DateTimeFormat(tag, { month: "short", year: "numeric", timeZone: "UTC" }),
);

/** The API's intervals are UTC; their names must not depend on the reader's zone. */
export const intervalText: Record<"hour" | "day" | "month", (iso: string) => string> = {
  hour: (iso) => utcHour().format(new Date(iso)),
  day: (iso) => utcDay().format(new Date(iso)),
  month: (iso) => utcMonth().format(new Date(iso)),
};

/** "2026-11" in UTC, `back` months ago. */
export function monthKey(back: number, nowMs: number): string {
  const now = new Date(nowMs);
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString().slice(0, 7);
}

/** "Nov 2026" of "2026-11". */
export const monthName = (key: string): string => intervalText.month(`${key}-01T00:00:00Z`);

const moment = once(
  () =>
    new Intl.DateTimeFormat(tag, {
      weekday: "short",
      day: "numeric",
      month: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    }),
);
const dateOnly = once(
  () =>
    new Intl.DateTimeFormat(tag, {
      weekday: "short",
      day: "numeric",
      month: "short",
      timeZone: "UTC",
    }),
);
const longDate = once(
  () =>
    new Intl.DateTimeFormat(tag, {
      weekday: "long",
      day: "numeric",
      month: "long",
      year: "numeric",
      timeZone: "UTC",
    }),
);
const wholeMonth = once(
  () => new Intl.DateTimeFormat(tag, { month: "long", year: "numeric", timeZone: "UTC" }),
);
const weekday = {
  short: once(() => new Intl.DateTimeFormat(tag, { weekday: "short", timeZone: "UTC" })),
  long: once(() => new Intl.DateTimeFormat(tag, { weekday: "long", timeZone: "UTC" })),
};

/** "Mon, Dec 7, 19:00": the exact time of something that comes, in the reader's zone. */
export const momentText = (iso: string): string => moment().format(new Date(iso));
/** "Fri, Dec 4" of "2026-12-04": a date of a calendar, in no zone. */
export const dateText = (date: string): string => dateOnly().format(new Date(`${date}T00:00:00Z`));
export const longDateText = (date: string): string => longDate().format(new Date(`${date}T00:00:00Z`));
/** "December 2026" of "2026-12". */
export const monthTitle = (month: string): string => wholeMonth().format(new Date(`${month}-01T00:00:00Z`));

/** A Monday. */
const MONDAY_MS = Date.UTC(2026, 0, 5);
/** The name of a weekday, 1 for Monday to 7. */
export const weekdayName = (day: number, length: "short" | "long"): string =>
  weekday[length]().format(new Date(MONDAY_MS + (day - 1) * 86_400_000));

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;
interface WithWeek {
  getWeekInfo?: () => { firstDay: number };
  weekInfo?: { firstDay: number };
}

/** The days of a week as the region begins it: Sunday first in the United States, Monday in Germany. */
export function weekOrder(locale = tag): number[] {
  const known = new Intl.Locale(locale) as Intl.Locale & WithWeek;
  // Browsers that know no weeks begin on Monday, as ISO 8601 does.
  const first = known.getWeekInfo?.().firstDay ?? known.weekInfo?.firstDay ?? 1;
  return [...weekdays.slice(first - 1), ...weekdays.slice(0, first - 1)];
}

/** The reader's own zone, such as "Europe/Berlin". */
export const ownZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;
/** All zones by name, the reader's own and UTC included. */
export const zoneNames = (): string[] =>
  [...new Set([ownZone(), "UTC", ...Intl.supportedValuesOf("timeZone")])].toSorted();

const ownDay = once(() => new Intl.DateTimeFormat(tag, { day: "numeric", month: "short" }));
const ownMonth = once(() => new Intl.DateTimeFormat(tag, { month: "short", year: "numeric" }));
/** Intervals that begin by the reader's own clocks. */
export const ownIntervalText: Record<"hour" | "day" | "month", (iso: string) => string> = {
  hour: (iso) => clock().format(new Date(iso)),
  day: (iso) => ownDay().format(new Date(iso)),
  month: (iso) => ownMonth().format(new Date(iso)),
};
/** "Tue" */
const ownWeekday = once(() => new Intl.DateTimeFormat(tag, { weekday: "short" }));
export const weekdayText = (iso: string): string => ownWeekday().format(new Date(iso));
/** "Mon, Dec 7, 19:00" for hours; the day or the month for the others. */
export const intervalTitle: Record<"hour" | "day" | "month", (iso: string) => string> = {
  hour: (iso) => moment().format(new Date(iso)),
  day: (iso) => day().format(new Date(iso)),
  month: (iso) => ownMonth().format(new Date(iso)),
};
/** "19" to "19:00": an hour of a day, in no zone. */
export const hourText = (hour: number): string => utcHour().format(new Date(MONDAY_MS + hour * 3_600_000));

/** The first moment of a day ("2026-12-04") in the reader's zone; of the day after it with `later` 1. */
export function startOfDate(date: string, later = 0): string | undefined {
  const [year = Number.NaN, month = 1, day = 1] = date.split("-").map(Number);
  const at = new Date(year, month - 1, day + later);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
