/**
 * The arithmetic of minutes. All times are milliseconds since the epoch, by the server's clock; a session's minute length is
 * fixed when it starts, like its prices.
 */
export interface Timing {
  startedAt: number;
  /** What earlier sessions left unpaid: more than a minute of it is due at once. */
  carriedMs: number;
  minuteMs: number;
  /**
   * Where both witnesses are asked for: since when the media plane has seen the viewer, 0 while it has not; minutes are counted from then on.
   * Undefined where one witness is enough.
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

/** What is watched at `at` beyond the minutes that have ended by then, carried milliseconds included. */
export function unfinishedMs(session: Timing, at: number): number {
  // Not seen by the media plane: nothing of it counts, and what was carried in goes on as it is.
  if (session.mediaFrom === 0) return session.carriedMs;
  return (Math.max(0, at - countedFrom(session)) + session.carriedMs) % session.minuteMs;
}
