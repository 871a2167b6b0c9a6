import { publicId } from "@metercast/contracts";
import { MetercastError } from "@metercast/runtime";
import type { Session } from "../domain/session.ts";
import type { Stream } from "../domain/stream.ts";
import type { Clock, Relay, Store } from "../ports.ts";
import { sessionEnded } from "./session-events.ts";

export interface EndStream {
  streamId: string;
  actorId: string;
  actorIsAdmin: boolean;
}

export interface EndStreamDeps {
  store: Store;
  clock: Clock;
  relay: Relay;
  /** The meter of this replica: it need not wait to hear of it. */
  meter: { ended(session: Session): void };
}

/** Sessions ended in one transaction: some 50 ms. */
const CHUNK = 500;
/** A bound on one call: five million sessions. What is left is ended by the next call or the loop. */
const MAX_CHUNKS = 10_000;

/**
 * Ends a stream and all its sessions; again, answers it again. First the stream alone (short: joins and emissions wait for its lock), then its sessions in
 * chunks; what a crash leaves is finished by `finishEndedStreams`. The end is not a sighting.
 * @throws stream_not_found, forbidden
 */
export function endStream(deps: EndStreamDeps) {
  return async (request: EndStream): Promise<Stream> => {
    const stream = await deps.store.transaction(async (tx) => {
      const found = await tx.lockStream(request.streamId);
      if (!found) throw new MetercastError("stream_not_found");
      if (found.creatorId !== request.actorId && !request.actorIsAdmin)
        throw new MetercastError("forbidden", "Only its creator or an admin ends a stream");
      if (found.endedAt !== undefined) return found;
      // Taken under the lock: whoever opened a session or sent a minute before did so before this time.
      const ended = {
        ...found,
        endedAt: Math.max(deps.clock.now(), found.startedAt),
        endedBy: request.actorId,
      };
      await tx.endStream(ended.id, ended.endedAt, ended.endedBy);
      await tx.append([
        {
          type: "billing.stream.ended.v1",
          message: {
            streamId: publicId("stream", ended.id),
            creatorId: ended.creatorId,
            endedBy: ended.endedBy,
            endedAt: new Date(ended.endedAt),
          },
        },
      ]);
      return ended;
    });
    deps.relay.wake();
    if (!stream.sessionsEnded) await endSessions(deps, stream);
    return stream;
  };
}

async function endSessions({ store, relay, meter }: EndStreamDeps, stream: Stream): Promise<void> {
  for (let chunk = 0; chunk < MAX_CHUNKS; chunk++) {
    const ended = await store.transaction(async (tx) => {
      const sessions = await tx.endSessionsOf(stream, CHUNK);
      await tx.append(sessions.map(sessionEnded));
      if (sessions.length < CHUNK) await tx.sessionsEnded(stream.id);
      return sessions;
    });
    for (const session of ended) meter.ended(session);
    relay.wake();
    if (ended.length < CHUNK) return;
  }
}

/** Ends the sessions of streams whose end was cut short by a crash. Gives the number of streams. */
export function finishEndedStreams(deps: EndStreamDeps) {
  return async (): Promise<number> => {
    const streams = await deps.store.streams.ending(10);
    for (const stream of streams) await endSessions(deps, stream);
    return streams.length;
  };
}
