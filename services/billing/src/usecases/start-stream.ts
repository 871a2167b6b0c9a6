import { type AnyEvent, newUuid, publicId } from "@metercast/contracts";
import { MetercastError } from "@metercast/runtime";
import type { Stream } from "../domain/stream.ts";
import type { Clock, Relay, Store } from "../ports.ts";

export interface StartStream {
  creatorId: string;
  title: string;
  witnesses: "any" | "both";
  /** Empty: each call starts a stream. */
  idempotencyKey: string;
}

/** Starts a stream. The creator's same key gives the stream that it started. @throws idempotency_conflict, too_many_streams */
export function startStream(deps: { store: Store; clock: Clock; relay: Relay; mostLive: number }) {
  return async (request: StartStream): Promise<Stream> => {
    const startedAt = deps.clock.now();
    const stream: Stream = {
      id: newUuid(startedAt),
      creatorId: request.creatorId,
      title: request.title,
      witnesses: request.witnesses,
      startedAt,
      endedAt: undefined,
      endedBy: undefined,
      sessionsEnded: false,
    };
    const result = await deps.store.transaction(async (tx) => {
      await tx.lockCreator(request.creatorId);
      if (await tx.insertStream(stream, request.idempotencyKey)) {
        // The new one is among them. One creator's streams must not fill everybody's list.
        if ((await tx.liveStreams(request.creatorId, deps.mostLive + 1)) > deps.mostLive)
          throw new MetercastError("too_many_streams", `at most ${deps.mostLive} at once: end one first`);
        await tx.append([started(stream)]);
        return stream;
      }
      return tx.streamByKey(request.creatorId, request.idempotencyKey);
    });
    if (!result || result.title !== request.title || result.witnesses !== request.witnesses)
      throw new MetercastError("idempotency_conflict");
    deps.relay.wake();
    return result;
  };
}

const started = (stream: Stream): AnyEvent => ({
  type: "billing.stream.started.v1",
  message: {
    streamId: publicId("stream", stream.id),
    creatorId: stream.creatorId,
    title: stream.title,
    startedAt: new Date(stream.startedAt),
  },
});
