import { type StreamView, type ViewStreamsPorts, viewStreams } from "./view-streams.ts";

/** The streams that exist among these, in no order. */
export async function getStreams(ports: ViewStreamsPorts, ids: readonly string[]): Promise<StreamView[]> {
  return viewStreams(ports, await ports.store.streams.findAll(ids));
}
