import { type Clock, MetercastError } from "@metercast/runtime";
import type { Stream } from "../domain/stream.ts";
import { type HistoryPoint, historyPoints, historyTimes } from "../domain/stream-history.ts";
import type { Store } from "../ports/store.ts";

export interface GetStreamHistoryPorts {
  store: Pick<Store, "streams" | "audiences">;
  clock: Clock;
}

export interface StreamHistory {
  stream: Stream;
  /** The time of the last point. */
  asOf: number;
  stepSeconds: number;
  points: HistoryPoint[];
}

/** A stream's viewers and what they earned a minute, from its start. @throws stream_not_found */
export async function getStreamHistory(
  { store, clock }: GetStreamHistoryPorts,
  streamId: string,
): Promise<StreamHistory> {
  const stream = await store.streams.find(streamId);
  if (!stream) throw new MetercastError("stream_not_found");
  const { stepSeconds, times } = historyTimes(stream.startedAt, stream.endedAt ?? clock.now());
  const changes = await store.audiences.changes(stream.id, times);
  return { stream, asOf: times.at(-1)!, stepSeconds, points: historyPoints(times, changes) };
}
