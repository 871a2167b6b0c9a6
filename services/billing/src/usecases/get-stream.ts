import { MetercastError } from "@metercast/runtime";
import { type StreamView, type ViewStreamsPorts, viewStreams } from "./view-streams.ts";

/** @throws stream_not_found */
export async function getStream(ports: ViewStreamsPorts, id: string): Promise<StreamView> {
  const stream = await ports.store.streams.find(id);
  const [view] = stream ? await viewStreams(ports, [stream]) : [];
  if (!view) throw new MetercastError("stream_not_found");
  return view;
}
