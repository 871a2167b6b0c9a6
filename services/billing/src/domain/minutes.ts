/**
 * What the arithmetic of minutes needs. Times are milliseconds since the epoch; the minute length is fixed
 * at the start.
 */
export interface Timing {
  startedAt: number;
  /** What earlier sessions left unpaid. Whole minutes of it are due at once. */
  carriedMs: number;
  minuteMs: number;
  /**
   * With presence policy "both": since when the media plane has seen the viewer, 0 while it has not.
   * Minutes count from then on. Undefined with policy "any".
   */
  mediaFrom?: number | undefined;
}

const countedFrom = (session: Timing): number => session.mediaFrom || session.startedAt;

/** When minute `k` (from 1) ends. */
export const minuteEnd = (session: Timing, k: number): number =>
  countedFrom(session) + k * session.minuteMs - session.carriedMs;

/** How many minutes have ended by `at`. */
export const minutesEndedBy = (session: Timing, at: number): number =>
  session.mediaFrom === 0
    ? 0
    : Math.max(0, Math.floor((at - countedFrom(session) + session.carriedMs) / session.minuteMs));

/** Milliseconds of the unfinished minute at `at`, including what was carried in. */
export function unfinishedMs(session: Timing, at: number): number {
  // The media plane has not seen the viewer: only what was carried in counts.
  if (session.mediaFrom === 0) return session.carriedMs;
  return (Math.max(0, at - countedFrom(session)) + session.carriedMs) % session.minuteMs;
}
