import { usd, WITHDRAWAL, withdrawal } from "./story.ts";

const reason = {
  id: "rsn_0193a61c7d1b7e3c8d2a4b5c6d7e8f90",
  title: "Earnings under review",
  text: "Some of these earnings are still under review. Please request the withdrawal again in a few days.",
};

const decision = {
  action: "approve",
  by: "admin-2",
  by_name: "Anna",
  takes_effect_at: "2026-11-24T09:00:10.000Z",
};

const risk = {
  level: "medium",
  reasons: ["few_viewers", "first_payout"],
  read_at: "2026-11-24T08:55:00.000Z",
};

const creator = {
  id: "creator-7",
  name: "Creator Seven",
  email: "seven@example.com",
  earned_total: usd("1188.00"),
  available: usd("1088.00"),
  paid_count: 0,
  paid_total: usd("0.00"),
  returned_count: 0,
  rejected_count: 0,
};

export const QUEUE_EXAMPLES = {
  CreatorSummary: creator,
  Risk: risk,
  GivenApproval: { by: "admin-2", by_name: "Anna", at: "2026-11-24T09:00:00.000Z" },
  HeldDecision: decision,
  StoppedDecision: {
    action: "approve",
    by: "admin-2",
    by_name: "Anna",
    at: "2026-11-24T09:00:10.000Z",
    code: "destination_changed",
    detail: "It goes to another place now. Look at it again.",
  },
  DecisionFacts: {
    earnings: {
      oldest_at: "2026-11-02T18:00:00.000Z",
      newest_at: "2026-11-23T19:00:00.000Z",
      median_age_days: 9,
      viewers: 41,
      largest_viewer_share_percent: 18,
      streams: 12,
    },
    adjustments: [
      {
        at: "2026-11-20T10:00:00.000Z",
        by: "admin-3",
        by_name: "Bo",
        amount: usd("25.00"),
        reason: "The stream broke off.",
      },
    ],
    method: { rail: "stripe", added_at: "2026-10-01T09:00:00.000Z", changed_at: "2026-10-01T09:04:00.000Z" },
    earlier: {
      paid_count: 4,
      paid_total: usd("820.00"),
      last_paid_at: "2026-11-05T12:00:00.000Z",
      returned_count: 0,
      rejected_count: 1,
      average: usd("205.00"),
    },
    open_cases: null,
    open_disputes: 0,
    risk,
  },
  BulkDecision: { action: "approve", ids: [WITHDRAWAL], undo_seconds: 10 },
  BulkDecisions: {
    action: "approve",
    dry_run: false,
    decided: [
      { id: WITHDRAWAL, amount: withdrawal.amount, status: "PENDING", approvals_needed: 1, decision },
    ],
    left_out: [
      {
        id: "wdr_0193a6107f1b7e3c8d2a4b5c6d7e8f91",
        code: "own_withdrawal",
        detail: "Nobody decides on their own",
      },
    ],
    total: withdrawal.amount,
  },
  RejectReason: reason,
  RejectReasonRequest: { title: reason.title, text: reason.text },
  RejectReasonChange: { title: "Under review" },
  SavedView: {
    id: "view_0193a61c7d1b7e3c8d2a4b5c6d7e8f91",
    page: "withdrawals",
    name: "Large first payouts",
    query: "first_payout=true&amount_min=500&sort=risk",
  },
  SavedViewRequest: {
    page: "withdrawals",
    name: "Large first payouts",
    query: "first_payout=true&amount_min=500&sort=risk",
  },
};
