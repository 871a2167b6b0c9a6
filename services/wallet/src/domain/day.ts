/** A UTC day, as the number of days since 1970-01-01. */
export type Day = number;

const DAY_MS = 86_400_000;

/** The day of a time in milliseconds. */
export const dayOf = (timeMs: number): Day => Math.floor(timeMs / DAY_MS);

/** The day's first millisecond. */
export const startOfDay = (day: Day): number => day * DAY_MS;

/** "2026-12-01" */
export const isoDay = (day: Day): string => new Date(startOfDay(day)).toISOString().slice(0, 10);

export const dayOfIso = (text: string): Day => dayOf(Date.parse(`${text}T00:00:00Z`));
