import { SessionStatus } from "@metercast/contracts/billing/v1/billing.ts";
import { MetercastError } from "@metercast/runtime";
import type { Billing, Session } from "../ports.ts";
import type { KnownSessions } from "./known-sessions.ts";
import type { Presence } from "./presence.ts";
import type { Standing, Standings } from "./standings.ts";

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
}

const isActive = (session: Session) => session.status === SessionStatus.SESSION_STATUS_ACTIVE;

function given(session: Session | undefined): Session {
  if (!session) throw new MetercastError("internal", "billing answered without a session");
  return session;
}

/** Opens a session, or gives the open one. */
export async function join(
  ports: WatchPorts,
  streamId: string,
  viewerId: string,
): Promise<Watching & { created: boolean }> {
  const answer = await ports.billing.joinStream({ streamId, viewerId });
  const session = given(answer.session);
  ports.sessions.note(session);
  ports.standings.forget(viewerId);
  const available = answer.availableTokens;
  // The session is open: an answer without a forecast is better than none.
  const runsOutAt = await ports.standings.forecast(viewerId, available);
  return { session, standing: { available, runsOutAt }, created: answer.created };
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

/** The media server says when the viewer went: a sighting of its own, by which the session ends. */
export async function leaveByMedia(
  ports: WatchPorts,
  { id: sessionId, viewerId }: Session,
  atMs: number,
): Promise<void> {
  ports.presence.see(sessionId, atMs, 2);
  const request = { sessionId, viewerId, seenAt: new Date(atMs), forwarded: false };
  ports.sessions.note(given((await ports.billing.leaveSession(request)).session));
  ports.standings.forget(viewerId);
}

/** The viewer goes: the last sighting. */
export async function leave(ports: WatchPorts, sessionId: string, viewerId: string): Promise<Watching> {
  const seenAt = new Date();
  const before = await ports.sessions.ofViewer(sessionId, viewerId);
  if (isActive(before)) ports.presence.see(sessionId, seenAt.getTime());
  const session = given(
    (await ports.billing.leaveSession({ sessionId, viewerId, seenAt, forwarded: false })).session,
  );
  ports.sessions.note(session);
  ports.standings.forget(viewerId);
  return { session, standing: await ports.standings.fresh(viewerId) };
}
