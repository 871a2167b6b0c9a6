import { usd, WITHDRAWAL } from "./story.ts";

export const SCHEDULES_EXAMPLES = {
  PayoutScheduleRequest: {
    cadence: "weekly",
    anchor_day: 5,
    zone: "Europe/Berlin",
    minimum: "100.00",
    retain: "20.00",
  },
  PayoutSchedule: {
    cadence: "weekly",
    anchor_day: 5,
    zone: "Europe/Berlin",
    minimum: usd("100.00"),
    retain: usd("20.00"),
    payout_method_id: null,
    version: 1,
    effective_from: "2026-11-23T19:30:00.000Z",
    paused_by: null,
    next_run: { period: "2026-W48", date: "2026-11-27", at: "2026-11-26T23:00:00.000Z" },
    waits_for: null,
  },
  PayoutRun: {
    id: "run_0193a6107f1b7e3c8d2a4b5c6d7e8f91",
    period: "2026-W47",
    date: "2026-11-20",
    outcome: "created",
    reason: null,
    detail: null,
    withdrawal_id: WITHDRAWAL,
    amount: usd("100.00"),
    next_date: "2026-11-27",
  },
  CreatorPauseRequest: { reason: "looking into a report" },
  CreatorPause: { creator_id: "creator-7", paused_by: "admin", reason: "looking into a report" },
};
