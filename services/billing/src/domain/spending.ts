import type { Timing } from "./minutes.ts";

/** A span of time, `to` excluded, in ms since the epoch. */
export interface Span {
  from: number;
  to: number;
}

/** When minute `k` counts: at its end; one that was carried in, at the session's start. */
export const countsAt = (session: Timing, k: number): number =>
  Math.max(session.startedAt, base(session) + k * session.minuteMs);

/**
 * How many of a session's first `minutes` count before `at`. The SQL function `minutes_before` has the same
 * rule.
 */
export function minutesBefore(session: Timing, minutes: number, at: number): number {
  if (at <= session.startedAt) return 0;
  const ended = Math.ceil((at - base(session)) / session.minuteMs) - 1;
  return Math.max(0, Math.min(minutes, ended));
}

/** How many of a session's first `minutes` count within a span. */
export const minutesWithin = (session: Timing, minutes: number, { from, to }: Span): number =>
  minutesBefore(session, minutes, to) - minutesBefore(session, minutes, from);

/** From where the session's minutes are counted. */
const base = (session: Timing): number => (session.mediaFrom || session.startedAt) - session.carriedMs;
