import { z } from "@hono/zod-openapi";
import { localMidnight, zoneName } from "@metercast/calendar";
import type { Period } from "../../domain/period.ts";
import { DateText } from "./schedule-resources.ts";

const DAY_MS = 86_400_000;
export const MOST_DAYS = 366;
const [FIRST_DAY, LAST_DAY] = ["2000-01-01", "2099-12-31"];

const isDay = (text: string): boolean => {
  const at = Date.parse(text);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
};
const day = DateText.refine(
  (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && isDay(text) && text >= FIRST_DAY && text <= LAST_DAY,
  `a day as 2026-12-04, from ${FIRST_DAY} to ${LAST_DAY}`,
);

/** An IANA zone in its one spelling. */
export const zone = z
  .string()
  .max(64)
  .transform((name, context) => {
    const known = zoneName(name);
    if (known !== undefined) return known;
    context.addIssue({ code: "custom", message: "an IANA zone such as Europe/Berlin" });
    return z.NEVER;
  })
  .openapi({ type: "string", maxLength: 64, example: "Europe/Berlin" });

/** Days of a calendar, both included, and the zone whose calendar it is. */
export const DayRange = {
  from: day.openapi({ description: "The first day.", example: "2026-11-01" }),
  to: day.openapi({
    description: `The last day, at most ${MOST_DAYS} days in all.`,
    example: "2026-11-30",
  }),
  zone: zone.default("UTC"),
};

/** The rule between two days, for a query that has them. */
export const inOrder = ({ from, to }: { from: string; to: string }): boolean =>
  from <= to && (Date.parse(to) - Date.parse(from)) / DAY_MS < MOST_DAYS;
export const NOT_IN_ORDER = {
  path: ["to"],
  message: `not before \`from\`, and at most ${MOST_DAYS} days in all`,
};

/** From the first instant of the first day to the first instant after the last one. */
export function periodOf({ from, to, zone: name }: { from: string; to: string; zone: string }): Period {
  return { from: midnight(name, from, 0), to: midnight(name, to, 1) };
}

function midnight(name: string, text: string, daysLater: number): Date {
  const at = new Date(Date.parse(text) + daysLater * DAY_MS);
  const date = { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
  return localMidnight(name, date);
}
