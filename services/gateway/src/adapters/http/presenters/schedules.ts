import type { CalendarItem, PayoutRun, Schedule } from "../../../domain/schedule.ts";
import { isoTime, orNull, usd } from "./values.ts";

export function scheduleView(schedule: Schedule) {
  const { cadence, anchorDay, nextRun } = schedule;
  return {
    cadence,
    anchor_day: cadence === "weekly" || cadence === "monthly" ? anchorDay : null,
    zone: schedule.zone,
    minimum: usd(schedule.minimum),
    retain: usd(schedule.retain),
    payout_method_id: orNull(schedule.payoutMethodId),
    version: schedule.version,
    effective_from: isoTime(schedule.effectiveFrom),
    paused_by: orNull(schedule.pausedBy),
    next_run: nextRun ? { ...nextRun, at: nextRun.at.toISOString() } : null,
    waits_for: orNull(schedule.waitsFor),
  };
}

export const runView = (run: PayoutRun) => ({
  id: run.id,
  period: run.period,
  date: run.date,
  outcome: run.outcome,
  reason: orNull(run.reason),
  detail: orNull(run.detail),
  withdrawal_id: orNull(run.withdrawalId),
  amount: run.amount === undefined ? null : usd(run.amount),
  next_date: orNull(run.nextDate),
});

export const calendarView = ({ date, kind, amount, label, id }: CalendarItem) => ({
  date,
  kind,
  amount: amount === undefined ? null : usd(amount),
  label,
  id: orNull(id),
});
