import { SessionStatus } from "@metercast/contracts/billing/v1/billing.ts";
import { MetercastError } from "@metercast/runtime";
import { type MediaStay, vouches } from "../../domain/media-stay.ts";
import { SOURCE } from "../../domain/presence-buffer.ts";
import type { Billing, Session } from "../../ports/billing.ts";
import type { MediaStays } from "../../ports/media-stays.ts";
import type { KnownSessions } from "../live/known-sessions.ts";
import type { Standing, Standings } from "../live/standings.ts";
import type { Presence } from "./presence.ts";

/** A session with what its viewer has left. */
export interface Watching {
  session: Session;
  standing: Standing;
}

export interface WatchPorts {
  billing: Billing;
  presence: Presence;
  sessions: KnownSessions;
  standings: Standings;
  /** Whom the media server has told of. */
  stays: Pick<MediaStays, "of">;
}

const isActive = (session: Session) => session.status === SessionStatus.SESSION_STATUS_ACTIVE;

function given(session: Session | undefined): Session {
  if (!session) throw new MetercastError("internal", "billing answered without a session");
  return session;
}

/**
 * Tells billing that the media server saw the viewer come, where a session of a stream with both witnesses may count on it. Answered when the broker has it.
 * @throws unavailable: to be told again
 */
export async function vouch(ports: WatchPorts, stay: MediaStay, session: Session): Promise<void> {
  const startedAtMs = session.startedAt?.getTime() ?? 0;
  const mayCount = vouches(stay, { startedAtMs, endedAtMs: session.endedAt?.getTime() });
  if (session.witnesses !== "both" || stay.joinedAtMs === undefined || !mayCount) return;
  await ports.presence.seeAndWait(session.id, stay.joinedAtMs, SOURCE.mediaJoined);
}

/** Opens a session, or gives the open one. */
export async function join(
  ports: WatchPorts,
  streamId: string,
  viewerId: string,
): Promise<Watching & { isNew: boolean }> {
  const answer = await ports.billing.joinStream({ streamId, viewerId });
  const session = given(answer.session);
  ports.sessions.note(session);
  ports.standings.forget(viewerId);
  if (session.witnesses === "both" && isActive(session))
    await Promise.all((await ports.stays.of(streamId, viewerId)).map((stay) => vouch(ports, stay, session)));
  const available = answer.availableTokens;
  // The session is open: an answer without a forecast is better than none.
  const runsOutAt = await ports.standings.forecast(viewerId, available);
  return { session, standing: { available, runsOutAt }, isNew: answer.created };
}

/** A sighting by the player. Answered when the broker has it; an ended session is only shown. */
export async function heartbeat(ports: WatchPorts, sessionId: string, viewerId: string): Promise<Watching> {
  const seenAtMs = Date.now();
  const session = await ports.sessions.ofViewer(sessionId, viewerId);
  if (isActive(session)) await ports.presence.seeAndWait(sessionId, seenAtMs);
  return { session, standing: await ports.standings.recent(viewerId) };
}

/** A sighting after which everything due is posted before it answers. */
export async function bill(
  ports: WatchPorts,
  streamId: string,
  viewerId: string,
): Promise<Watching & { tokensChargedNow: bigint }> {
  const seenAt = new Date();
  const known = ports.sessions.inStream(streamId, viewerId);
  // Into the log as well: what billing only keeps in memory must be found again after its crash. Best effort; the call itself counts.
  if (known !== undefined) ports.presence.see(known, seenAt.getTime());
  const answer = await ports.billing.billSession({
    sessionId: "",
    streamId,
    viewerId,
    seenAt,
    forwarded: false,
  });
  const session = given(answer.session);
  if (known !== session.id && isActive(session)) ports.presence.see(session.id, seenAt.getTime());
  ports.sessions.note(session);
  const { tokensChargedNow } = answer;
  const minutes = tokensChargedNow === 0n ? 0n : tokensChargedNow / session.tokensPerMinute;
  // Whose session ended has another forecast.
  const standing = isActive(session)
    ? await ports.standings.afterMinutes(viewerId, minutes)
    : await ports.standings.fresh(viewerId);
  return { session, standing, tokensChargedNow };
}

/**
 * The media server says when the viewer went: by that the session ends. With both witnesses billing takes it from the log, in its place among the
 * heartbeats; else it is a sighting like the viewer's own leave.
 */
export async function leaveByMedia(
  ports: WatchPorts,
  { id: sessionId, viewerId, witnesses }: Session,
  atMs: number,
): Promise<void> {
  if (witnesses === "both") await ports.presence.seeAndWait(sessionId, atMs, SOURCE.mediaLeft);
  else ports.presence.see(sessionId, atMs, SOURCE.mediaJoined);
  const request = { sessionId, viewerId, seenAt: new Date(atMs), forwarded: false, byMedia: true };
  ports.sessions.note(given((await ports.billing.leaveSession(request)).session));
  ports.standings.forget(viewerId);
}

/** The viewer goes: the last sighting. */
export async function leave(ports: WatchPorts, sessionId: string, viewerId: string): Promise<Watching> {
  const seenAt = new Date();
  const before = await ports.sessions.ofViewer(sessionId, viewerId);
  if (isActive(before)) ports.presence.see(sessionId, seenAt.getTime());
  const session = given(
    (await ports.billing.leaveSession({ sessionId, viewerId, seenAt, forwarded: false, byMedia: false }))
      .session,
  );
  ports.sessions.note(session);
  ports.standings.forget(viewerId);
  return { session, standing: await ports.standings.fresh(viewerId) };
}
