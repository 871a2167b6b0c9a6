import type { Watching, WatchPorts } from "./watching.ts";

export interface BillSessionRequest {
  streamId: string;
  viewerId: string;
}

/** A presence report after which billing posts everything due before it answers. */
export async function billSession(
  ports: Pick<WatchPorts, "billing" | "presence" | "sessions" | "standings" | "clock">,
  { streamId, viewerId }: BillSessionRequest,
): Promise<Watching & { tokensChargedNow: bigint }> {
  const seenAt = new Date(ports.clock.now());
  const known = ports.sessions.inStream(streamId, viewerId);
  // The presence log gets the report too, as billing reads it again after a crash. Best effort: the call
  // itself counts.
  if (known !== undefined) ports.presence.report(known, seenAt.getTime());
  const { session, tokensChargedNow } = await ports.billing.billSession({ streamId, viewerId, seenAt });
  if (known !== session.id && session.isActive) ports.presence.report(session.id, seenAt.getTime());
  ports.sessions.note(session);
  const minutes = tokensChargedNow === 0n ? 0n : tokensChargedNow / session.tokensPerMinute;
  // The end of a session changes the forecast.
  const standing = session.isActive
    ? await ports.standings.afterMinutes(viewerId, minutes)
    : await ports.standings.fresh(viewerId);
  return { session, standing, tokensChargedNow };
}
