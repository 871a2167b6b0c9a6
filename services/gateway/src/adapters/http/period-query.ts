import { z } from "@hono/zod-openapi";
import { MetercastError } from "@metercast/runtime";

/** Before the first data, and after any plausible request. */
const [EARLIEST, LATEST] = [Date.UTC(2000, 0), Date.UTC(2100, 0)];

/** A day (its start in UTC) or a moment with its offset. */
export const moment = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })])
  .transform((text, context) => {
    const at = new Date(text);
    if (at.getTime() >= EARLIEST && at.getTime() < LATEST) return at;
    context.addIssue({ code: "custom", message: "from the year 2000 to 2099" });
    return z.NEVER;
  })
  .openapi({ type: "string", format: "date-time", example: "2026-11-01T00:00:00Z" });

export const PeriodQuery = {
  from: moment.optional().openapi({
    type: "string",
    format: "date-time",
    description: "A day (2026-11-01, its start in UTC) or an RFC 3339 time.",
    example: "2026-11-01T00:00:00Z",
  }),
  to: moment.optional().openapi({
    type: "string",
    format: "date-time",
    description: "As `from`; itself not part of the period. Default: now.",
    example: "2026-12-01T00:00:00Z",
  }),
};

/** A field of a query that is wrong for a reason other than its shape. */
export const wrongField = (field: string, message: string) =>
  new MetercastError("invalid_request", undefined, { fields: [{ field, message }] });
