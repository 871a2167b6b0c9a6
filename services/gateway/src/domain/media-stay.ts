/** One stay of a viewer in the room of a stream, as far as the media server's events have told. Times in ms. */
export interface MediaStay {
  sid: string;
  joinedAtMs: number | undefined;
  leftAtMs: number | undefined;
  /** When the leave was first told, by our clock. */
  leftReportedAtMs: number | undefined;
  /** The join has been acted on. */
  served: boolean;
  /** The session that it opened, if any. */
  openedSessionId: string | undefined;
}

export const isPresent = (stay: MediaStay): boolean =>
  stay.joinedAtMs !== undefined && stay.leftAtMs === undefined;

/** Whether a join opens a session: not once more, and not after the viewer has left again. */
export const joinOpens = (stay: MediaStay): boolean => isPresent(stay) && !stay.served;

/**
 * Whether the end of a stay ends the viewer's open session: nobody of theirs is in the room any more, and the session is of before that end. One that
 * began later is another visit; but one that a stay opened belongs to the stays, however late its join came.
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

/** Whether somebody is in the room at `atMs` by this stay, as far as has been told. */
const covers = ({ joinedAtMs, leftAtMs }: MediaStay, atMs: number): boolean =>
  joinedAtMs !== undefined && joinedAtMs <= atMs && (leftAtMs === undefined || leftAtMs > atMs);

/**
 * The same where the stream asks for both witnesses: what counts is who was in the room when the stay ended, so that a return which was told before the
 * leave doesn't make the time between count. A session that began after that end is ended only where it began on the word of this stay, because its
 * end had not been told yet.
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
 * Whether a session may count on a stay: they overlap, and the stay lasts as long as the session, as far as has been told. Of one that was over before the
 * session had ended nobody could say which of its sightings were inside.
 */
export const vouches = (
  { joinedAtMs, leftAtMs = Number.POSITIVE_INFINITY }: MediaStay,
  { startedAtMs, endedAtMs }: { startedAtMs: number; endedAtMs: number | undefined },
): boolean =>
  joinedAtMs !== undefined &&
  leftAtMs > startedAtMs &&
  (endedAtMs === undefined || (joinedAtMs < endedAtMs && leftAtMs >= endedAtMs));
