import * as z from "zod/mini";
import type { Cadence, Schedule, ScheduleTerms } from "../api/payouts.ts";
import { amountText, cents, decimal, typedAmount, usd } from "../format/money.ts";
import { minorOf, suggestionFor } from "../format/parse.ts";
import { ownZone } from "../format/time.ts";
import { payouts } from "../texts/payouts.ts";
import { t } from "../texts.ts";

const texts = payouts.schedule;

export const CADENCES = ["manual", "weekly", "monthly", "threshold"] as const satisfies Cadence[];

const amount = (least: bigint) =>
  z.string().check(({ value, issues }) => {
    const minor = minorOf(value, "USD");
    if (minor !== undefined && minor >= least) return;
    const message =
      minor === undefined
        ? (t.didYouMean(suggestionFor(value, "USD")) ?? texts.amountNeeded)
        : t.withdraw.belowMinimum(amountText(cents(least)));
    issues.push({ code: "custom", message, input: value });
  });

/** `least`: the smallest withdrawal, cents. */
export const scheduleSchema = (least: bigint) =>
  z.object({
    cadence: z.enum(CADENCES),
    weekday: z.string(),
    monthDay: z.string().check(z.refine((day) => /^([1-9]|[12]\d|3[01])$/.test(day.trim()), texts.dayNeeded)),
    zone: z.string(),
    minimum: amount(least),
    retain: amount(0n),
    method: z.string(),
  });
export type ScheduleValues = z.infer<ReturnType<typeof scheduleSchema>>;

const MONDAY = "1";
const plain = (text: string): string => decimal(cents(minorOf(text, "USD") ?? 0n));

/** The form of a schedule; days that it does not use have their first value. */
export function valuesOf(schedule: Schedule, least: bigint): ScheduleValues {
  const { cadence, anchor_day: day, zone, minimum, retain, payout_method_id: method } = schedule;
  return {
    cadence,
    weekday: cadence === "weekly" && day !== null ? String(day) : MONDAY,
    monthDay: cadence === "monthly" && day !== null ? String(day) : "1",
    zone: cadence === "manual" || zone === "" ? ownZone() : zone,
    // A schedule that was never set has none.
    minimum: typedAmount(minimum && usd(minimum).minor >= least ? usd(minimum) : cents(least)),
    retain: typedAmount(retain ? usd(retain) : cents(0n)),
    method: method ?? "",
  };
}

/** The request of a form. */
export function termsOf({ cadence, weekday, monthDay, zone, ...rest }: ScheduleValues): ScheduleTerms {
  return {
    cadence,
    anchor_day: cadence === "weekly" ? Number(weekday) : cadence === "monthly" ? Number(monthDay) : null,
    zone,
    minimum: plain(rest.minimum),
    retain: plain(rest.retain),
    payout_method_id: rest.method === "" ? null : rest.method,
  };
}
