import { MetercastError } from "@metercast/runtime";
import type { Principal } from "../../domain/principal.ts";
import type { Billing } from "../../ports/billing.ts";
import type { KnownSessions } from "../live/known-sessions.ts";
import type { Standings } from "../live/standings.ts";
import type { Watching } from "./watching.ts";

export interface ReadSessionPorts {
  billing: Pick<Billing, "getSession">;
  sessions: Pick<KnownSessions, "note">;
  standings: Pick<Standings, "fresh">;
}

/** @throws session_not_found, also for somebody else's */
export async function readSession(
  { billing, sessions, standings }: ReadSessionPorts,
  sessionId: string,
  { userId, roles }: Principal,
): Promise<Watching> {
  const session = await billing.getSession(sessionId);
  if (session.viewerId !== userId && !roles.includes("admin")) throw new MetercastError("session_not_found");
  if (session.isActive) sessions.note(session);
  return { session, standing: await standings.fresh(session.viewerId) };
}
