import { z } from "@hono/zod-openapi";
import { CADENCES, CALENDAR_KINDS } from "../../domain/schedule.ts";
import { idOf, Money, orNull, Time } from "./schemas.ts";

/** The shapes of schedules and their runs. */

export const DateText = z.string().openapi({ format: "date", example: "2026-12-04" });

export const CadenceName = z.enum(CADENCES).openapi({
  description:
    "manual: only on request. weekly, monthly: at the start of the anchor day. threshold: as soon as `minimum` is available.",
});

export const ScheduleResource = z
  .object({
    cadence: CadenceName,
    anchor_day: z.int().nullable().openapi({
      description: "weekly: 1 (Monday) to 7. monthly: 1 to 31, a shorter month takes its last day.",
    }),
    zone: z.string().openapi({ example: "Europe/Berlin" }),
    minimum: Money.openapi({ description: "A run pays at least this, and at least the platform's minimum." }),
    retain: Money.openapi({ description: "A run leaves this." }),
    payout_method_id: z.string().nullable().openapi({ description: "null: the default one at the run." }),
    version: z.int().openapi({ description: "0: never set." }),
    effective_from: Time.nullable(),
    paused_by: z.string().nullable().openapi({ example: null, description: "creator or admin" }),
    next_run: orNull(z.object({ period: z.string(), date: DateText, at: Time })),
    waits_for: z.string().nullable().openapi({
      description:
        "Why a threshold schedule that has enough money does not run now: a reason of a skipped run.",
    }),
  })
  .openapi("PayoutSchedule");

export const PayoutRunResource = z
  .object({
    id: idOf("run_"),
    period: z.string().openapi({ example: "2026-W49", description: "2026-W49, 2026-12 or threshold:3" }),
    date: DateText,
    outcome: z.enum(["created", "skipped"]),
    reason: z.string().nullable().openapi({
      example: null,
      description:
        "Of a skipped run: paused_by_admin, paused_by_creator, payout_in_flight, account_not_ready, method_locked, tax_form_missing, debt, nothing_available, on_hold, below_minimum",
    }),
    detail: z.string().nullable(),
    withdrawal_id: z.string().nullable(),
    amount: orNull(Money),
    next_date: DateText.nullable(),
  })
  .openapi("PayoutRun");

export const CalendarItemResource = z
  .object({
    date: DateText,
    kind: z.enum(CALENDAR_KINDS),
    amount: orNull(Money),
    label: z.string(),
    id: z.string().nullable().openapi({ description: "Of the run, withdrawal or payout method." }),
  })
  .openapi("PayoutCalendarItem");
