import { usd, WITHDRAWAL } from "./story.ts";

const terms = { enabled: true, min_account_age_days: 60, min_completed_payouts: 3 };
const policy = {
  ...terms,
  max_payout: usd("500.00"),
  max_day: usd("5000.00"),
  version: 1,
  reason: "small payouts of creators that we know",
  actor_id: "admin-1",
  confirmed_by: "admin-2",
  at: "2026-11-23T08:00:00.000Z",
};

export const SCHEDULES_EXAMPLES = {
  AutoApprovalRequest: { ...terms, max_payout: "500.00", max_day: "5000.00", reason: policy.reason },
  AutoApprovalDryRunRequest: { ...terms, max_payout: "500.00", max_day: "5000.00", days: 30 },
  AutoApproval: { ...policy, history: [policy] },
  AutoApprovalDryRun: {
    considered: 50,
    approved: 49,
    amount: usd("12250.00"),
    not_approved: [{ withdrawal_id: WITHDRAWAL, amount: usd("700.00"), reasons: ["above_max_payout"] }],
    reasons: [
      {
        code: "above_max_payout",
        text: "The amount is above the policy's limit for one payout.",
        count: 1,
      },
    ],
  },
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
  PayoutCalendarItem: {
    date: "2026-11-26",
    kind: "holiday",
    amount: null,
    label: "Banks closed: Thanksgiving Day",
    id: null,
  },
  CreatorPauseRequest: { reason: "looking into a report" },
  CreatorPause: { creator_id: "creator-7", paused_by: "admin", reason: "looking into a report" },
};
