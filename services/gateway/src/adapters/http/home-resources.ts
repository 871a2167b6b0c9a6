import { z } from "@hono/zod-openapi";
import { WITHDRAWAL_STATUSES } from "../../domain/withdrawal.ts";
import { idOf, Money, orNull, Time } from "./schemas.ts";

const Facts = {
  earned: Money,
  viewer_minutes: z.int(),
  unique_viewers: z.int().openapi({ description: "Different viewers, each counted once." }),
  watch_seconds: z.int().openapi({ description: "How long they watched, all together." }),
  per_viewer_minute: orNull(Money).openapi({ description: "Null without viewer-minutes." }),
};
const PeriodFacts = z.object({ from: Time, to: Time, ...Facts }).openapi("EarningsPeriod");
const Compared = PeriodFacts.extend({
  comparable_earned: Money.openapi({ description: "Of `earned`, up to `compared_until`." }),
  before: PeriodFacts.openapi({
    description: "The day or week before, up to the same time of the clock as `compared_until`.",
  }),
}).openapi("ComparedEarnings");

const HomeStream = z
  .object({
    stream_id: idOf("str_"),
    title: z.string(),
    status: z.enum(["live", "ended"]),
    started_at: Time,
    ended_at: Time.nullable(),
    ...Facts,
  })
  .openapi("HomeStream");

const Forecast = z
  .object({
    low: Money,
    expected: Money,
    high: Money,
    days: z.int().openapi({ description: "How many days before today it is made from, at most 28." }),
    method: z.enum(["weekday_means"]).openapi({
      description:
        "Each remaining day counts as the mean of the same weekdays. Four times in five the month ends between `low` and `high`, if coming days scatter as the past ones did.",
    }),
  })
  .openapi("MonthForecast");

const NextPayout = z
  .object({
    kind: z.enum(["withdrawal", "schedule"]),
    withdrawal_id: z.string().nullable(),
    date: z.string().nullable().openapi({
      format: "date",
      description: "Null where something must happen first (`waits_for`), or no day is set.",
    }),
    amount: Money.openapi({ description: "What is there for it already." }),
    expected: orNull(Money).openapi({ description: "With what is likely to be earned until then." }),
    waits_for: z.string().nullable().openapi({
      description:
        "`approval` of an admin; `paused`; `below_minimum`; or what is missing, such as `payout_method_missing`.",
    }),
  })
  .openapi("NextPayout");

export const EarningsHome = z
  .object({
    zone: z.string(),
    as_of: Time,
    compared_until: Time.openapi({
      description: "The quarter of an hour up to which a day or week is compared with the one before.",
    }),
    today: Compared,
    week: Compared.openapi({ description: "From Monday." }),
    streams: z.array(HomeStream).openapi({ description: "The newest with earnings in the last 8 weeks." }),
    best_hours: z.object({
      weeks: z.int().openapi({ description: "The whole days of so many weeks before today." }),
      hours: z
        .array(
          z.object({
            weekday: z.int().min(1).max(7).openapi({ description: "1 is Monday." }),
            hour: z.int().min(0).max(23),
            earned: Money,
            viewer_minutes: z.int(),
          }),
        )
        .openapi({ description: "Sums over all weeks; hours without earnings are left out." }),
    }),
    month: z.object({
      month: z.string().openapi({ example: "2026-12" }),
      earned: Money,
      forecast: orNull(Forecast).openapi({ description: "Null before a week of earnings." }),
    }),
    next_payout: orNull(NextPayout).openapi({
      description: "Null where payouts are made by hand and none is open, or while it can't be known.",
    }),
  })
  .openapi("EarningsHome");

export const PayoutChecklist = z
  .object({
    complete: z.boolean(),
    items: z.array(
      z.object({
        kind: z.enum(["payout_method", "tax_form", "minimum", "matured", "payouts_allowed"]),
        state: z.enum(["done", "todo", "waiting"]).openapi({
          description: "`todo`: the creator must act; `waiting`: only time or earnings help.",
        }),
        code: z.string().nullable(),
        rail: z.string().nullable(),
        have: orNull(Money),
        need: orNull(Money),
        until: z.string().nullable().openapi({ description: "A day (UTC) or a time, if it is known." }),
      }),
    ),
    open_withdrawal: orNull(
      z.object({
        id: idOf("wdr_"),
        status: z.enum(WITHDRAWAL_STATUSES),
        attention: z.string().nullable().openapi({ description: "What the creator must do for it." }),
      }),
    ),
  })
  .openapi("PayoutChecklist");

export const StreamHistory = z
  .object({
    stream_id: idOf("str_"),
    started_at: Time,
    ended_at: Time.nullable(),
    as_of: Time.openapi({ description: "The time of the last point." }),
    step_seconds: z.int(),
    points: z
      .array(z.object({ at: Time, viewers: z.int(), per_minute: Money }))
      .openapi({ description: "From the start, one each step and one now or at the end; at most 362." }),
  })
  .openapi("StreamHistory");
