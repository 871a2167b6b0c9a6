import { z } from "@hono/zod-openapi";
import { type Day, zoneName } from "@metercast/calendar";

/** An IANA zone, in its one spelling. */
export const zone = z
  .string()
  .max(64)
  .transform((name, context) => {
    const found = zoneName(name);
    if (found !== undefined) return found;
    context.addIssue({ code: "custom", message: "a time zone such as Europe/Berlin" });
    return z.NEVER;
  })
  .openapi({ type: "string", maxLength: 64, example: "Europe/Berlin" });

/** A day of the calendar, from the year 2000 to 2099. */
export const calendarDay = z.iso
  .date()
  .regex(/^20/, "from the year 2000 to 2099")
  .transform((text): Day => {
    const [year = 0, month = 0, day = 0] = text.split("-").map(Number);
    return { year, month, day };
  })
  .openapi({ type: "string", format: "date", example: "2026-11-01" });
