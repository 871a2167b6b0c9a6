/** Days of a calendar as "2026-11-01"; both are included. */
export interface DayRange {
  from: string;
  to: string;
}

export type Preset = "month" | "last_month" | "year" | "last_year";
export const PRESETS: readonly Preset[] = ["month", "last_month", "year", "last_year"];

const DAY_MS = 86_400_000;
/** The API's limit. */
const MOST_DAYS = 366;

/** The days of a preset; `today` is the reader's. */
export function presetDays(preset: Preset, today: string): DayRange {
  const [year = 0, month = 1] = today.split("-").map(Number);
  if (preset === "month") return { from: day(year, month, 1), to: today };
  if (preset === "last_month") return { from: day(year, month - 1, 1), to: day(year, month, 0) };
  if (preset === "year") return { from: day(year, 1, 1), to: today };
  return { from: day(year - 1, 1, 1), to: day(year - 1, 12, 31) };
}

export const isDay = (text: unknown): text is string =>
  typeof text === "string" && /^20\d\d-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));

export const isRange = ({ from, to }: DayRange): boolean =>
  isDay(from) && isDay(to) && from <= to && (Date.parse(to) - Date.parse(from)) / DAY_MS < MOST_DAYS;

/** Day 0 is the last one of the month before. */
const day = (year: number, month: number, date: number): string =>
  new Date(Date.UTC(year, month - 1, date)).toISOString().slice(0, 10);
