import type { Page, Paged } from "../ports/page.ts";
import { type StreamView, type ViewStreamsPorts, viewStreams } from "./view-streams.ts";

export interface ListStreams extends Page {
  /** Empty: of all creators. */
  creatorId: string;
}

/** Live streams first, then newest first. */
export async function listStreams(
  ports: ViewStreamsPorts,
  { creatorId, ...page }: ListStreams,
): Promise<Paged<StreamView>> {
  const { items, nextCursor } = await ports.store.streams.list(page, creatorId);
  return { items: await viewStreams(ports, items), nextCursor };
}
