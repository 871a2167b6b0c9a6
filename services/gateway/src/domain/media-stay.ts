/** One stay of a viewer in the room of a stream, as far as the media server's events have told. Times in ms. */
export interface MediaStay {
  sid: string;
  joinedAtMs: number | undefined;
  leftAtMs: number | undefined;
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
