/**
 * The arithmetic of minutes. All times are milliseconds since the epoch, by the server's clock; a session's minute length is
 * fixed when it starts, like its prices.
 */
export interface Timing {
  startedAt: number;
  /** Milliseconds of an unfinished minute that the session before left behind; below `minuteMs`. */
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

/** What is watched and not paid at `at`: the milliseconds since the last full minute, carried ones included. */
export const unfinishedMs = (session: Timing, at: number): number =>
  session.mediaFrom === 0
    ? session.carriedMs % session.minuteMs
    : (Math.max(0, at - countedFrom(session)) + session.carriedMs) % session.minuteMs;
