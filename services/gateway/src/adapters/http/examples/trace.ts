import { SESSION, STREAM, usd, WITHDRAWAL, withdrawal } from "./story.ts";

const HOLD = WITHDRAWAL.replace("wdr_", "hld_");

const step = {
  kind: "hold",
  id: HOLD,
  from: "creator:creator-7",
  to: "creator:creator-7",
  amount: usd("100.00"),
  at: "2026-11-23T19:30:00.000Z",
  reference_type: "WITHDRAWAL",
  reference_id: WITHDRAWAL,
};

const fundedBy = {
  total: usd("100.00"),
  provisional: true,
  streams: [
    { stream_id: STREAM, title: "Evening walk", day: "2026-11-23", minutes: 7, amount: usd("90.00") },
  ],
  others: [
    {
      transfer_id: "trf_0193a5e2c3d47f5a8b6c7d8e9f0a1b23",
      reference_type: "ADJUSTMENT",
      amount: usd("10.00"),
      at: "2026-11-23T18:15:00.000Z",
      actor_id: "admin-1",
      actor_name: "Ada King",
      reason: "a prize",
    },
  ],
  unknown: usd("0.00"),
};

const paidFor = {
  tokens: 100,
  minutes: [
    {
      creator_id: "creator-7",
      creator_name: "Carla Diaz",
      stream_id: STREAM,
      title: "Evening walk",
      day: "2026-11-23",
      minutes: 12,
      tokens: 60,
      amount: usd("158.40"),
    },
  ],
  unknown: 0,
  clawbacks: [
    {
      creator_id: "creator-7",
      creator_name: "Carla Diaz",
      taken: usd("158.40"),
      debt: usd("0.00"),
      absorbed: usd("0.00"),
    },
  ],
  untraced: 0,
};

export const TRACE_EXAMPLES = {
  TraceStep: step,
  FundedBy: fundedBy,
  PaidFor: paidFor,
  TracedMinute: {
    session_id: SESSION,
    minute: 12,
    viewer_id: "viewer-42",
    viewer_name: "Vic Lee",
    tokens: 5,
    amount: usd("13.20"),
    posted_at: "2026-11-23T18:12:01.000Z",
    shared: false,
  },
  Trace: {
    id: WITHDRAWAL,
    kind: "withdrawal",
    user_id: "creator-7",
    user_name: "Carla Diaz",
    amount: usd("100.00"),
    steps: [step],
    withdrawal: { ...withdrawal, payout: null, history: [], attempts: [] },
    funded_by: fundedBy,
    paid_for: null,
    has_more: false,
    next_cursor: null,
  },
};
