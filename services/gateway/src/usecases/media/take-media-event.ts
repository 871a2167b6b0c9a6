import { joinOpens, type MediaStay } from "../../domain/media-stay.ts";
import type { MediaEvent, RoomFinished } from "../../ports/media-events.ts";
import { vouch } from "../watch/vouch.ts";
import { closeRoom } from "./close-room.ts";
import type { MediaOutcome, TakeMediaEventPorts } from "./media-outcome.ts";
import { closeSession, MAX_CHECKS, openSession, type Visit } from "./visits.ts";

/**
 * Applies an event of the media server: joining a room opens a session, leaving it ends the session. The
 * event is stored before anything is decided, and each decision is checked once more, so late, repeated,
 * reordered and simultaneous events have the same result. @throws unavailable and the like: send the event
 * again
 */
export async function takeMediaEvent(
  ports: TakeMediaEventPorts,
  event: MediaEvent | RoomFinished,
): Promise<MediaOutcome> {
  if (event.kind === "room_finished") return closeRoom(ports, event);
  const stay = await ports.stays.note(event);
  if (!stay) return "nothing";
  if ((await ports.creators.of(event.streamId)) === event.viewerId) return creatorMoved(ports, event);
  if (event.kind === "joined") {
    const outcome = joinOpens(stay) ? await openSession(ports, event, stay, MAX_CHECKS) : "nothing";
    await vouchForAll(ports, event, stay);
    return outcome;
  }
  // After a replacement the viewer's next stay continues the session.
  return event.replaced ? "nothing" : closeSession(ports, event, stay, MAX_CHECKS);
}

/**
 * Creators do not watch their own stream. When they leave the room it ends after the grace, unless they
 * come back.
 */
async function creatorMoved(
  { absences, graceMs }: TakeMediaEventPorts,
  { kind, replaced, streamId }: MediaEvent,
): Promise<MediaOutcome> {
  if (kind === "left" && !replaced) await absences.note(streamId, graceMs);
  return "nothing";
}

/** Sessions that were lost or left while the report of the join was on its way. */
const MAX_SESSIONS = 10;

/** Minutes that both sources saw are due also in sessions that have ended meanwhile. */
async function vouchForAll(
  { watch, stays }: TakeMediaEventPorts,
  { streamId, viewerId }: Visit,
  stay: MediaStay,
): Promise<void> {
  const query = { viewerId, streamId, limit: MAX_SESSIONS, cursor: undefined };
  const { items } = await watch.billing.listSessions(query);
  const own = (await stays.of(streamId, viewerId)).find(({ sid }) => sid === stay.sid) ?? stay;
  for (const session of items) await vouch(watch, own, session);
}
