import type { EarningStream } from "../../../usecases/earnings/list-stream-earnings.ts";
import type { EarningsSeries } from "../../../usecases/earnings/read-series.ts";
import type { CreatorsEarnings } from "../../../usecases/earnings/read-summary.ts";
import { isoTime, tokens, usd } from "./values.ts";

export const summaryView = ({ earned, limits, today, thisMonth, available, held }: CreatorsEarnings) => ({
  today: usd(today),
  this_month: usd(thisMonth),
  total: usd(earned.totalCents),
  viewer_minutes: tokens(earned.totalMinutes),
  available: usd(available),
  held: usd(held),
  on_its_way: limits.onItsWay === undefined ? null : usd(limits.onItsWay),
  paid_out: limits.paidOut === undefined ? null : usd(limits.paidOut),
  withdrawal: { minimum: usd(limits.minimum), maximum: usd(available), open_id: limits.openId ?? null },
});

export const seriesView = ({ interval, zone, period, streamId, total, points }: EarningsSeries) => ({
  interval,
  time_zone: zone,
  from: period.from.toISOString(),
  to: period.to.toISOString(),
  stream_id: streamId ?? null,
  earned: usd(total.cents),
  viewer_minutes: tokens(total.minutes),
  points: points.map(({ start, cents, minutes }) => ({
    start: start.toISOString(),
    earned: usd(cents),
    viewer_minutes: tokens(minutes),
  })),
});

export const streamEarningsView = ({ stream, day, cents, minutes }: EarningStream) => ({
  stream_id: stream.id,
  title: stream.title,
  status: stream.isLive ? ("live" as const) : ("ended" as const),
  started_at: stream.startedAt.toISOString(),
  ended_at: isoTime(stream.endedAt),
  day: isoTime(day)?.slice(0, 10) ?? null,
  earned: usd(cents),
  viewer_minutes: tokens(minutes),
  viewers: stream.viewers,
  per_minute: usd(stream.creatorCentsPerMinuteNow),
});
