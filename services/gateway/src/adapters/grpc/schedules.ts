import type {
  Run as ProtoRun,
  Schedule as ProtoSchedule,
} from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { CADENCES, CALENDAR_KINDS, type PayoutRun, type Schedule } from "../../domain/schedule.ts";
import type { Schedules } from "../../ports/schedules.ts";
import { given, orUndefined, pageRequest, time } from "./values.ts";
import type { WithdrawalsCaller } from "./withdrawals-caller.ts";

export const schedules = (caller: WithdrawalsCaller): Schedules => ({
  getSchedule: async (creatorId) => scheduleOf((await caller.getSchedule({ creatorId })).schedule),
  setSchedule: async ({ payoutMethodId = "", ...request }) =>
    scheduleOf((await caller.setSchedule({ payoutMethodId, ...request })).schedule),
  pausePayouts: async (request) => scheduleOf((await caller.pausePayouts(request)).schedule),
  async getCalendar(request) {
    const { items } = await caller.getCalendar(request);
    return items.flatMap(({ kind, amount, id, ...item }) => {
      const known = CALENDAR_KINDS.find((one) => one === kind);
      return known ? [{ ...item, kind: known, amount, id: orUndefined(id) }] : [];
    });
  },
  async listRuns({ creatorId, ...page }) {
    const { runs, nextCursor } = await caller.listRuns({ creatorId, ...pageRequest(page) });
    return { items: runs.map(runOf), nextCursor: orUndefined(nextCursor) };
  },
});

function scheduleOf(answered: ProtoSchedule | undefined): Schedule {
  const schedule = given(answered, "a schedule");
  const { nextRun } = schedule;
  return {
    cadence: CADENCES.find((known) => known === schedule.cadence) ?? "manual",
    anchorDay: schedule.anchorDay,
    zone: schedule.zone,
    minimum: schedule.minimum,
    retain: schedule.retain,
    payoutMethodId: orUndefined(schedule.payoutMethodId),
    version: schedule.version,
    effectiveFrom: schedule.effectiveFrom,
    pausedBy: orUndefined(schedule.pausedBy),
    pauseReason: orUndefined(schedule.pauseReason),
    nextRun: nextRun && { period: nextRun.period, date: nextRun.date, at: time(nextRun.at) },
    waitsFor: orUndefined(schedule.waitsFor),
  };
}

const runOf = (run: ProtoRun): PayoutRun => ({
  id: run.id,
  period: run.period,
  date: run.date,
  outcome: run.outcome === "created" ? "created" : "skipped",
  reason: orUndefined(run.reason),
  detail: orUndefined(run.detail),
  withdrawalId: orUndefined(run.withdrawalId),
  amount: run.outcome === "created" ? run.amount : undefined,
  nextDate: orUndefined(run.nextDate),
});
