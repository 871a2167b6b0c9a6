import { STREAM, usd, WITHDRAWAL } from "./story.ts";

const today = {
  from: "2026-11-22T23:00:00.000Z",
  to: "2026-11-23T19:35:00.000Z",
  earned: usd("1188.00"),
  viewer_minutes: 90,
  unique_viewers: 3,
  watch_seconds: 5_460,
  per_viewer_minute: usd("13.20"),
};
const yesterday = {
  ...today,
  from: "2026-11-21T23:00:00.000Z",
  to: "2026-11-22T19:30:00.000Z",
  earned: usd("1056.00"),
  viewer_minutes: 80,
  watch_seconds: 4_830,
};
const compared = { ...today, comparable_earned: usd("1122.00"), before: yesterday };

export const HOME_EXAMPLES = {
  EarningsPeriod: today,
  ComparedEarnings: compared,
  HomeStream: {
    stream_id: STREAM,
    title: "Evening walk",
    status: "live",
    started_at: "2026-11-23T18:00:00.000Z",
    ended_at: null,
    earned: usd("1188.00"),
    viewer_minutes: 90,
    unique_viewers: 3,
    watch_seconds: 5_460,
    per_viewer_minute: usd("13.20"),
  },
  MonthForecast: {
    low: usd("24100.00"),
    expected: usd("27900.00"),
    high: usd("31700.00"),
    days: 28,
    method: "weekday_means",
  },
  NextPayout: {
    kind: "withdrawal",
    withdrawal_id: WITHDRAWAL,
    date: null,
    amount: usd("100.00"),
    expected: null,
    waits_for: "approval",
  },
  EarningsHome: {
    zone: "Europe/Berlin",
    as_of: "2026-11-23T19:35:00.000Z",
    compared_until: "2026-11-23T19:30:00.000Z",
    today: compared,
    week: compared,
    streams: [],
    best_hours: {
      weeks: 8,
      hours: [{ weekday: 1, hour: 20, earned: usd("3960.00"), viewer_minutes: 300 }],
    },
    month: { month: "2026-11", earned: usd("20592.00"), forecast: null },
    next_payout: null,
  },
  PayoutChecklist: {
    complete: false,
    items: [
      {
        kind: "payout_method",
        state: "todo",
        code: "payout_method_missing",
        rail: null,
        have: null,
        need: null,
        until: null,
      },
      {
        kind: "minimum",
        state: "done",
        code: null,
        rail: null,
        have: usd("1088.00"),
        need: usd("50.00"),
        until: null,
      },
    ],
    open_withdrawal: { id: WITHDRAWAL, status: "APPROVED", attention: "payout_method_missing" },
  },
  StreamHistory: {
    stream_id: STREAM,
    started_at: "2026-11-23T18:00:00.000Z",
    ended_at: null,
    as_of: "2026-11-23T18:00:40.000Z",
    step_seconds: 15,
    points: [
      { at: "2026-11-23T18:00:00.000Z", viewers: 0, per_minute: usd("0.00") },
      { at: "2026-11-23T18:00:15.000Z", viewers: 2, per_minute: usd("26.40") },
      { at: "2026-11-23T18:00:30.000Z", viewers: 3, per_minute: usd("39.60") },
      { at: "2026-11-23T18:00:40.000Z", viewers: 3, per_minute: usd("39.60") },
    ],
  },
};
