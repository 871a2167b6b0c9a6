import { type AnyEvent, newUuid, publicId } from "@metercast/contracts";
import type { Clock } from "@metercast/runtime";
import { MetercastError } from "@metercast/runtime";
import type { PresencePolicy, Stream } from "../domain/stream.ts";
import type { Relay } from "../ports/relay.ts";
import type { Store } from "../ports/store.ts";

export interface StartStreamPorts {
  store: Pick<Store, "transaction">;
  clock: Clock;
  relay: Relay;
  maxLiveStreams: number;
}

export interface StartStream {
  creatorId: string;
  title: string;
  presencePolicy: PresencePolicy;
  /** Empty: each call starts a stream. */
  idempotencyKey: string;
}

/**
 * Starts a stream. The creator's same key returns the same stream. @throws idempotency_conflict,
 * too_many_streams
 */
export async function startStream(ports: StartStreamPorts, request: StartStream): Promise<Stream> {
  const { store, clock, relay, maxLiveStreams } = ports;
  const { creatorId, title, presencePolicy, idempotencyKey } = request;
  const startedAt = clock.now();
  const stream: Stream = {
    id: newUuid(startedAt),
    creatorId,
    title,
    presencePolicy,
    startedAt,
    endedAt: undefined,
    endedBy: undefined,
    sessionsEnded: false,
  };
  const result = await store.transaction(async (tx) => {
    await tx.lockCreator(creatorId);
    if (!(await tx.insertStream(stream, idempotencyKey))) return tx.streamByKey(creatorId, idempotencyKey);
    // Including the new one. The list of all streams begins with live ones, so one creator must not fill it.
    if ((await tx.liveStreams(creatorId, maxLiveStreams + 1)) > maxLiveStreams)
      throw new MetercastError("too_many_streams", `at most ${maxLiveStreams} at once: end one first`);
    await tx.append([started(stream)]);
    return stream;
  });
  if (!result || result.title !== title || result.presencePolicy !== presencePolicy)
    throw new MetercastError("idempotency_conflict");
  relay.wake();
  return result;
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
