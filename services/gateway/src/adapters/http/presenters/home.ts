import type { Forecast } from "../../../domain/forecast.ts";
import type { NextPayout } from "../../../domain/next-payout.ts";
import type { StreamHistory } from "../../../ports/audiences.ts";
import type { Compared, Home, PeriodFacts } from "../../../usecases/earnings/read-home.ts";
import type { Checklist } from "../../../usecases/withdrawals/read-checklist.ts";
import { isoTime, orNull, tokens, usd } from "./values.ts";

/** To the cent below: what a minute of one viewer earned. */
const perViewerMinute = (cents: bigint, minutes: bigint) => (minutes === 0n ? null : usd(cents / minutes));

const periodView = ({ from, to, cents, minutes, viewers, watchSeconds }: PeriodFacts) => ({
  from: from.toISOString(),
  to: to.toISOString(),
  earned: usd(cents),
  viewer_minutes: tokens(minutes),
  unique_viewers: viewers,
  watch_seconds: watchSeconds,
  per_viewer_minute: perViewerMinute(cents, minutes),
});

const comparedView = (compared: Compared) => ({
  ...periodView(compared),
  comparable_earned: usd(compared.comparableCents),
  before: periodView(compared.before),
});

export const homeView = ({ zone, times, today, week, streams, bestHours, month, nextPayout }: Home) => ({
  zone,
  as_of: times.now.toISOString(),
  compared_until: times.comparedUntil.toISOString(),
  today: comparedView(today),
  week: comparedView(week),
  streams: streams.map(({ stream, cents, minutes, viewers, watchSeconds }) => ({
    stream_id: stream.id,
    title: stream.title,
    status: stream.isLive ? ("live" as const) : ("ended" as const),
    started_at: stream.startedAt.toISOString(),
    ended_at: isoTime(stream.endedAt),
    earned: usd(cents),
    viewer_minutes: tokens(minutes),
    unique_viewers: viewers,
    watch_seconds: watchSeconds,
    per_viewer_minute: perViewerMinute(cents, minutes),
  })),
  best_hours: {
    weeks: bestHours.weeks,
    hours: bestHours.hours.map(({ weekday, hour, cents, minutes }) => ({
      weekday,
      hour,
      earned: usd(cents),
      viewer_minutes: tokens(minutes),
    })),
  },
  month: {
    month: month.name,
    earned: usd(month.cents),
    forecast: month.forecast ? forecastView(month.forecast) : null,
  },
  next_payout: nextPayout ? nextPayoutView(nextPayout) : null,
});

const forecastView = ({ low, expected, high, days }: Forecast) => ({
  low: usd(low),
  expected: usd(expected),
  high: usd(high),
  days,
  method: "weekday_means" as const,
});

const nextPayoutView = ({ kind, withdrawalId, date, amount, expected, waitsFor }: NextPayout) => ({
  kind,
  withdrawal_id: orNull(withdrawalId),
  date: orNull(date),
  amount: usd(amount),
  expected: expected === undefined ? null : usd(expected),
  waits_for: orNull(waitsFor),
});

export const checklistView = ({ items, isComplete, open }: Checklist) => ({
  complete: isComplete,
  items: items.map(({ kind, state, code, rail, have, need, until }) => ({
    kind,
    state,
    code: orNull(code),
    rail: orNull(rail),
    have: have === undefined ? null : usd(have),
    need: need === undefined ? null : usd(need),
    until: orNull(until),
  })),
  open_withdrawal: open ? { id: open.id, status: open.status, attention: orNull(open.attention) } : null,
});

export const historyView = (streamId: string, history: StreamHistory) => ({
  stream_id: streamId,
  started_at: history.startedAt.toISOString(),
  ended_at: isoTime(history.endedAt),
  as_of: history.asOf.toISOString(),
  step_seconds: history.stepSeconds,
  points: history.points.map(({ at, viewers, centsPerMinute }) => ({
    at: at.toISOString(),
    viewers,
    per_minute: usd(centsPerMinute),
  })),
});
