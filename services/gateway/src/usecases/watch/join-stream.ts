import { vouch } from "./vouch.ts";
import type { Watching, WatchPorts } from "./watching.ts";

export interface JoinStreamRequest {
  streamId: string;
  viewerId: string;
}

/**
 * Opens a session, or returns the open one. @throws insufficient_funds, spending_limit_reached, stream_ended
 * and others
 */
export async function joinStream(
  ports: WatchPorts,
  { streamId, viewerId }: JoinStreamRequest,
): Promise<Watching & { isNew: boolean }> {
  const { session, created, availableTokens } = await ports.billing.joinStream({ streamId, viewerId });
  ports.sessions.note(session);
  ports.standings.forget(viewerId);
  if (session.presencePolicy === "both" && session.isActive)
    await Promise.all((await ports.stays.of(streamId, viewerId)).map((stay) => vouch(ports, stay, session)));
  // The session is open: an answer without a forecast is better than none.
  const runsOutAt = await ports.standings.forecast(viewerId, availableTokens);
  return { session, standing: { available: availableTokens, runsOutAt }, isNew: created };
}
