import type { Session } from "../domain/session.ts";
import type { BillSessionPorts, SessionRequest } from "./bill-session.ts";
import { findSession, ownerElsewhere, refreshed } from "./find-metered.ts";
import { leaveHere, mediaLeftHere } from "./meter/leave-here.ts";

/**
 * The viewer leaves, or the media plane saw it. An ended session is returned as it is. @throws
 * session_not_found, unavailable
 */
export async function leaveSession(ports: BillSessionPorts, request: SessionRequest): Promise<Session> {
  const row = await findSession(ports, request);
  if (row.state === "ended") return ports.meter.newer(row);
  const elsewhere = ownerElsewhere(ports, row, request);
  if (elsewhere) return ports.peers.leave(elsewhere, { ...request, sessionId: row.id });
  if (request.byMedia && row.mediaFrom !== undefined) await mediaLeftHere(ports, row);
  else await leaveHere(ports, row, request.seenAt);
  return refreshed(ports, row);
}
