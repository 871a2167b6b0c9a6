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

/** Starts a stream. The creator's same key gives the stream that it started. @throws idempotency_conflict */
export function startStream(deps: { store: Store; clock: Clock; relay: Relay }) {
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
      if (await tx.insertStream(stream, request.idempotencyKey)) {
        await tx.append([started(stream)]);
        return stream;
      }
      return tx.streamByKey(request.creatorId, request.idempotencyKey);
    });
    if (!result || result.title !== request.title || result.witnesses !== request.witnesses)
      throw new MetercastError("idempotency_conflict");
    deps.relay.kick();
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
