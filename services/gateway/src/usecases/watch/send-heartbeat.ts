import type { Watching, WatchPorts } from "./watching.ts";

export interface SendHeartbeatRequest {
  sessionId: string;
  viewerId: string;
}

/** A presence report by the player, done when the broker has it. An ended session is returned as it is. */
export async function sendHeartbeat(
  ports: Pick<WatchPorts, "presence" | "sessions" | "standings" | "clock">,
  { sessionId, viewerId }: SendHeartbeatRequest,
): Promise<Watching> {
  const seenAtMs = ports.clock.now();
  const session = await ports.sessions.ofViewer(sessionId, viewerId);
  if (session.isActive) await ports.presence.reportAndWait(sessionId, seenAtMs);
  return { session, standing: await ports.standings.recent(viewerId) };
}
