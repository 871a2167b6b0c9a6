import { z } from "@hono/zod-openapi";
import { MetercastError } from "@metercast/runtime";
import { midnight, UTC } from "../../domain/zone.ts";
import { zone } from "./day-range.ts";

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

/** `from` and `to` as they were given: a day without a time is a day of the query's zone. */
const dayOrMoment = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);
const described = (description: string) =>
  dayOrMoment.optional().openapi({
    type: "string",
    format: "date-time",
    description,
    example: "2026-11-01",
  });
/** Days and months begin by its clocks. */
export const ownZone = zone.default(UTC);

export const ZonedPeriodQuery = {
  zone: ownZone,
  from: described("A day (2026-11-01, its start in the zone) or an RFC 3339 time."),
  to: described("As `from`; itself not part of the period. Default: now."),
};

/** The moments of a period that was given in a zone. */
export function zonedPeriod(asked: { zone: string; from?: string | undefined; to?: string | undefined }) {
  const [from, to] = [asked.from, asked.to].map((text) => text && zonedMoment(asked.zone, text)) as [
    Date | undefined,
    Date | undefined,
  ];
  return { from, to };
}

function zonedMoment(inZone: string, text: string): Date {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split("-").map(Number);
  const at = text.length > 10 ? new Date(text) : midnight(inZone, { year, month, day });
  if (at.getTime() >= EARLIEST && at.getTime() < LATEST) return at;
  throw wrongField("from", "from the year 2000 to 2099");
}
