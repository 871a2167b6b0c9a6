import type { Session } from "../domain/session.ts";
import type { Page, Paged } from "../ports/page.ts";
import type { GetSessionPorts } from "./get-session.ts";

export interface ListSessions extends Page {
  /** Empty: of all viewers of the stream. */
  viewerId: string;
  /** Empty: in all streams. */
  streamId: string;
}

/** A viewer's or a stream's sessions, newest first. */
export async function listSessions(
  { store, meter }: GetSessionPorts,
  { viewerId, streamId, ...page }: ListSessions,
): Promise<Paged<Session>> {
  const { items, nextCursor } = await store.sessions.list(page, viewerId, streamId);
  return { items: items.map((session) => meter.newer(session)), nextCursor };
}
