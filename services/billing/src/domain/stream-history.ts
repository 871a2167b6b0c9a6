/** Steps of a history, in seconds: round ones, so that its times are easy to read. */
const STEPS = [15, 30, 60, 120, 300, 600, 1_800, 3_600, 10_800, 43_200, 86_400] as const;
/** More points than a chart of a phone or a desk has columns to show apart. */
const MOST_STEPS = 360;

/** The state of a stream at a time: open sessions, and what they earn a minute. */
export interface HistoryPoint {
  at: number;
  viewers: number;
  centsPerMinute: number;
}

/** What begins or ends up to a time and after the one before it; `place` is of that time, from 0. */
export interface AudienceChange {
  place: number;
  viewers: number;
  cents: number;
}

/** The times of a history from the start, one each step, and the end as the last one. In ms. */
export function historyTimes(startedAt: number, end: number): { stepSeconds: number; times: number[] } {
  const length = Math.max(0, end - startedAt);
  // A stream of years has steps of more than a day.
  const stepSeconds =
    STEPS.find((step) => step * 1_000 * MOST_STEPS >= length) ??
    86_400 * Math.ceil(length / (86_400_000 * MOST_STEPS));
  const times: number[] = [];
  for (let at = startedAt; at < end; at += stepSeconds * 1_000) times.push(at);
  times.push(Math.max(startedAt, end));
  return { stepSeconds, times };
}

/** The state at each time, from what changed before it. */
export function historyPoints(times: readonly number[], changes: readonly AudienceChange[]): HistoryPoint[] {
  const byPlace = new Map(changes.map((change) => [change.place, change]));
  let [viewers, cents] = [0, 0];
  return times.map((at, place) => {
    const change = byPlace.get(place);
    viewers += change?.viewers ?? 0;
    cents += change?.cents ?? 0;
    return { at, viewers, centsPerMinute: cents };
  });
}
