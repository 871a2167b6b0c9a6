/**
 * The arithmetic of minutes. All times are milliseconds since the epoch, by the server's clock; a session's minute length is
 * fixed when it starts, like its prices.
 */
export interface Timing {
  startedAt: number;
  /** Milliseconds of an unfinished minute that the session before left behind; below `minuteMs`. */
  carriedMs: number;
  minuteMs: number;
}

/** When minute `k` (from 1) ends. */
export const minuteEnd = (session: Timing, k: number): number =>
  session.startedAt + k * session.minuteMs - session.carriedMs;

/** How many minutes have ended by `at`. */
export const minutesEndedBy = (session: Timing, at: number): number =>
  Math.max(0, Math.floor((at - session.startedAt + session.carriedMs) / session.minuteMs));

/** What is watched and not paid at `at`: the milliseconds since the last full minute, carried ones included. */
export const unfinishedMs = (session: Timing, at: number): number =>
  (Math.max(0, at - session.startedAt) + session.carriedMs) % session.minuteMs;
