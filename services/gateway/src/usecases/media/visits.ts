import { type ErrorCode, MetercastError } from "@metercast/runtime";
import { isPresent, leaveEnds, leaveEndsPresence, type MediaStay } from "../../domain/media-stay.ts";
import { SOURCE } from "../../domain/presence-buffer.ts";
import type { Session } from "../../domain/stream.ts";
import { vouch } from "../watch/vouch.ts";
import type { WatchPorts } from "../watch/watching.ts";
import type { MediaOutcome, TakeMediaEventPorts } from "./media-outcome.ts";

/** A viewer in a stream. */
export interface Visit {
  streamId: string;
  viewerId: string;
}

/** A join that billing refuses for these reasons would be refused again. */
const REFUSALS: readonly ErrorCode[] = [
  "insufficient_funds",
  "spending_limit_reached",
  "own_stream",
  "too_many_sessions",
  "stream_ended",
  "stream_not_found",
  "invalid_request",
];

/** Each check after the first needs another event of the same viewer at the same moment. */
export const MAX_CHECKS = 10;

/** Opens a session, or counts the stay for the open one. */
export async function openSession(
  ports: TakeMediaEventPorts,
  visit: Visit,
  stay: MediaStay,
  checks: number,
): Promise<MediaOutcome> {
  const { streamId, viewerId } = visit;
  const { billing, presence, sessions, standings } = ports.watch;
  const joined = await billing.joinStream({ streamId, viewerId }).catch((error: unknown) => {
    const { code } = MetercastError.from(error);
    if (!REFUSALS.includes(code)) throw error;
    const fields = { stream_id: streamId, viewer_id: viewerId, code };
    ports.log.info(fields, "media: a viewer is in the room who may not watch");
  });
  await ports.stays.served(stay.sid, joined?.created ? joined.session.id : undefined);
  if (!joined) return "refused";
  const { session, created } = joined;
  sessions.note(session);
  standings.forget(viewerId);
  if (session.presencePolicy === "both") await vouch(ports.watch, stay, session);
  else if (!created && stay.joinedAtMs !== undefined)
    presence.report(session.id, stay.joinedAtMs, SOURCE.mediaJoined);
  if (checks > 0) {
    const own = (await ports.stays.of(streamId, viewerId)).find(({ sid }) => sid === stay.sid);
    if (own?.leftAtMs !== undefined) await closeSession(ports, visit, own, checks - 1);
  }
  return created ? "opened" : "nothing";
}

/** Ends the viewer's open session if this was their last stay in the room. */
export async function closeSession(
  ports: TakeMediaEventPorts,
  visit: Visit,
  stay: MediaStay,
  checks: number,
): Promise<MediaOutcome> {
  const { streamId, viewerId } = visit;
  const [stays, { items }] = await Promise.all([
    ports.stays.of(streamId, viewerId),
    ports.watch.billing.listSessions({ viewerId, streamId, limit: 1, cursor: undefined }),
  ]);
  const [session] = items;
  if (!session?.isActive || stay.leftAtMs === undefined) return "nothing";
  const ends = session.presencePolicy === "both" ? leaveEndsPresence : leaveEnds;
  if (!ends(stay, stays, { id: session.id, startedAtMs: session.startedAt.getTime() })) return "nothing";
  await leave(ports.watch, session, stay.leftAtMs);
  if (checks > 0) {
    const back = (await ports.stays.of(streamId, viewerId)).find(isPresent);
    if (back) await openSession(ports, visit, back, checks - 1);
  }
  return "ended";
}

/**
 * Ends the session at the time of the media server. With the policy `both` billing reads the leave from the
 * log, in its place among the heartbeats; otherwise it is a report like the viewer's own leave.
 */
async function leave(
  { presence, billing, sessions, standings }: WatchPorts,
  { id: sessionId, viewerId, presencePolicy }: Session,
  atMs: number,
): Promise<void> {
  if (presencePolicy === "both") await presence.reportAndWait(sessionId, atMs, SOURCE.mediaLeft);
  else presence.report(sessionId, atMs, SOURCE.mediaJoined);
  const request = { sessionId, viewerId, seenAt: new Date(atMs), byMedia: true };
  sessions.note(await billing.leaveSession(request));
  standings.forget(viewerId);
}
