import type { Watching, WatchPorts } from "./watching.ts";

export interface LeaveSessionRequest {
  sessionId: string;
  viewerId: string;
}

/** The viewer leaves: the last presence report of the session. */
export async function leaveSession(
  ports: Pick<WatchPorts, "billing" | "presence" | "sessions" | "standings" | "clock">,
  { sessionId, viewerId }: LeaveSessionRequest,
): Promise<Watching> {
  const seenAt = new Date(ports.clock.now());
  const before = await ports.sessions.ofViewer(sessionId, viewerId);
  if (before.isActive) ports.presence.report(sessionId, seenAt.getTime());
  const session = await ports.billing.leaveSession({ sessionId, viewerId, seenAt, byMedia: false });
  ports.sessions.note(session);
  ports.standings.forget(viewerId);
  return { session, standing: await ports.standings.fresh(viewerId) };
}
