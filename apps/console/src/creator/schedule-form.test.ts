import { expect, it } from "vitest";
import type { Schedule } from "../api/payouts.ts";
import { scheduleSchema, termsOf, valuesOf } from "./schedule-form.ts";

const usd = (amount: string) => ({ amount, currency: "USD" as const });
const weekly: Schedule = {
  cadence: "weekly",
  anchor_day: 5,
  zone: "Europe/Berlin",
  minimum: usd("100.00"),
  retain: usd("20.00"),
  payout_method_id: "pm_1",
  version: 3,
  effective_from: null,
  paused_by: null,
  next_run: null,
};

it("a schedule that is shown and saved unchanged is the same schedule", () => {
  for (const schedule of [
    weekly,
    { ...weekly, cadence: "monthly" as const, anchor_day: 31, payout_method_id: null },
    { ...weekly, cadence: "threshold" as const, anchor_day: null },
  ]) {
    const { cadence, anchor_day, zone, payout_method_id } = schedule;
    expect(termsOf(valuesOf(schedule, 5_000n))).toEqual({
      cadence,
      anchor_day,
      zone,
      payout_method_id,
      minimum: "100.00",
      retain: "20.00",
    });
  }
});

it("a minimum below the smallest withdrawal, a thirty-second day and 1,00.00 are refused beside their field", () => {
  const wrong = { ...valuesOf(weekly, 5_000n), minimum: "20", monthDay: "32", retain: "1,00.00" };
  const { error } = scheduleSchema(5_000n).safeParse(wrong);
  expect(error?.issues.map(({ path, message }) => [path[0], message])).toEqual([
    ["monthDay", "A day from 1 to 31"],
    ["minimum", "At least $50.00"],
    ["retain", "Did you mean $100.00?"],
  ]);
});
