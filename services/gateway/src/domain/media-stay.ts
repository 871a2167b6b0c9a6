/** A viewer's stay in the room of a stream, as far as the media server has reported it. Times in ms. */
export interface MediaStay {
  sid: string;
  joinedAtMs: number | undefined;
  leftAtMs: number | undefined;
  /** When the first report of the leave arrived. */
  leftReportedAtMs: number | undefined;
  /** The join was handled. */
  served: boolean;
  /** The session that it opened, if any. */
  openedSessionId: string | undefined;
}

export const isPresent = (stay: MediaStay): boolean =>
  stay.joinedAtMs !== undefined && stay.leftAtMs === undefined;

/** Whether a join opens a session: only once, and not after the viewer has left. */
export const joinOpens = (stay: MediaStay): boolean => isPresent(stay) && !stay.served;

/**
 * Whether the end of a stay ends the viewer's open session: the viewer is in no other stay, and the session
 * began before that end. A later session is another visit, unless a stay opened it, whose join was reported
 * late.
 */
export function leaveEnds(
  stay: MediaStay,
  all: readonly MediaStay[],
  session: { id: string; startedAtMs: number },
): boolean {
  if (stay.leftAtMs === undefined || all.some(isPresent)) return false;
  return (
    session.startedAtMs <= stay.leftAtMs || all.some(({ openedSessionId }) => openedSessionId === session.id)
  );
}

/** Whether the viewer is in the room at `atMs` by this stay. */
const covers = ({ joinedAtMs, leftAtMs }: MediaStay, atMs: number): boolean =>
  joinedAtMs !== undefined && joinedAtMs <= atMs && (leftAtMs === undefined || leftAtMs > atMs);

/**
 * The same for the presence policy `both`. What counts is who was in the room when the stay ended: a return
 * that was reported before the leave must not make the time between count. A session that began after that
 * end is ended only if it relied on this stay, whose end was not reported yet.
 */
export function leaveEndsPresence(
  stay: MediaStay,
  all: readonly MediaStay[],
  session: { startedAtMs: number },
): boolean {
  const { sid, leftAtMs, leftReportedAtMs } = stay;
  if (leftAtMs === undefined) return false;
  const others = all.filter((other) => other.sid !== sid && other.joinedAtMs !== undefined);
  if (session.startedAtMs <= leftAtMs) return !others.some((other) => covers(other, leftAtMs));
  const reliedOn = leftReportedAtMs !== undefined && leftReportedAtMs > session.startedAtMs;
  return (
    reliedOn && !others.some((other) => (other.leftAtMs ?? Number.POSITIVE_INFINITY) > session.startedAtMs)
  );
}

/**
 * Whether a stay counts for a session: they overlap, and the stay lasts as long as the session. If the stay
 * ended first, nobody can tell which of the session's reports were inside it.
 */
export const vouches = (
  { joinedAtMs, leftAtMs = Number.POSITIVE_INFINITY }: MediaStay,
  { startedAtMs, endedAtMs }: { startedAtMs: number; endedAtMs: number | undefined },
): boolean =>
  joinedAtMs !== undefined &&
  leftAtMs > startedAtMs &&
  (endedAtMs === undefined || (joinedAtMs < endedAtMs && leftAtMs >= endedAtMs));
