import { STREAM, usd, WITHDRAWAL } from "./story.ts";

export const EARNINGS_EXAMPLES = {
  EarningsSummary: {
    today: usd("1188.00"),
    this_month: usd("20592.00"),
    total: usd("98340.00"),
    viewer_minutes: 7450,
    available: usd("1088.00"),
    held: usd("100.00"),
    on_its_way: usd("0.00"),
    paid_out: usd("97152.00"),
    withdrawal: { minimum: usd("50.00"), maximum: usd("1088.00"), open_id: WITHDRAWAL },
  },
  EarningsTimeseries: {
    interval: "day",
    time_zone: "UTC",
    from: "2026-11-23T00:00:00.000Z",
    to: "2026-11-24T00:00:00.000Z",
    stream_id: null,
    earned: usd("1188.00"),
    viewer_minutes: 90,
    points: [{ start: "2026-11-23T00:00:00.000Z", earned: usd("1188.00"), viewer_minutes: 90 }],
  },
  EarningsByStream: {
    stream_id: STREAM,
    title: "Evening walk",
    status: "live",
    started_at: "2026-11-23T18:00:00.000Z",
    ended_at: null,
    day: null,
    earned: usd("1188.00"),
    viewer_minutes: 90,
    viewers: 3,
    per_minute: usd("39.60"),
  },
};
