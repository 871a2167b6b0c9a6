import { publicId } from "@metercast/contracts";
import type { Clock } from "@metercast/runtime";
import { MetercastError } from "@metercast/runtime";
import type { Stream } from "../domain/stream.ts";
import type { Relay } from "../ports/relay.ts";
import type { Store } from "../ports/store.ts";
import type { Transaction } from "../ports/transaction.ts";
import type { Meter } from "./meter/meter.ts";
import { sessionEnded } from "./session-events.ts";

export interface EndStreamPorts {
  store: Pick<Store, "streams" | "transaction">;
  clock: Clock;
  relay: Relay;
  meter: Pick<Meter, "knowEnd">;
}

export interface EndStream {
  streamId: string;
  actorId: string;
  actorIsAdmin: boolean;
}

/** In one transaction: some 50 ms. */
const CHUNK = 500;
/** A bound on one call: five million sessions. `finishEndedStreams` ends the rest. */
const MAX_CHUNKS = 10_000;

/**
 * Ends a stream and all its sessions; repeated calls return it. The stream ends first, in a short
 * transaction, because joins and emissions wait for its lock; then its sessions, in chunks. The end of a
 * stream is not a presence report.
 * @throws stream_not_found, forbidden
 */
export async function endStream(ports: EndStreamPorts, request: EndStream): Promise<Stream> {
  const stream = await ports.store.transaction((tx) => end(tx, ports.clock, request));
  ports.relay.wake();
  if (!stream.sessionsEnded) await endSessions(ports, stream);
  return stream;
}

async function end(tx: Transaction, clock: Clock, request: EndStream): Promise<Stream> {
  const found = await tx.lockStream(request.streamId);
  if (!found) throw new MetercastError("stream_not_found");
  if (found.creatorId !== request.actorId && !request.actorIsAdmin)
    throw new MetercastError("forbidden", "Only its creator or an admin ends a stream");
  if (found.endedAt !== undefined) return found;
  // Read under the lock: every session that opened and every minute that was sent is older.
  const endedAt = Math.max(clock.now(), found.startedAt);
  const ended = { ...found, endedAt, endedBy: request.actorId };
  await tx.endStream(ended.id, endedAt, ended.endedBy);
  await tx.append([
    {
      type: "billing.stream.ended.v1",
      message: {
        streamId: publicId("stream", ended.id),
        creatorId: ended.creatorId,
        endedBy: ended.endedBy,
        endedAt: new Date(endedAt),
      },
    },
  ]);
  return ended;
}

async function endSessions({ store, relay, meter }: EndStreamPorts, stream: Stream): Promise<void> {
  for (let chunk = 0; chunk < MAX_CHUNKS; chunk++) {
    const ended = await store.transaction(async (tx) => {
      const sessions = await tx.endSessionsOf(stream, CHUNK);
      await tx.append(sessions.map(sessionEnded));
      if (sessions.length < CHUNK) await tx.markSessionsEnded(stream.id);
      return sessions;
    });
    for (const session of ended) meter.knowEnd(session);
    relay.wake();
    if (ended.length < CHUNK) return;
  }
}

/** Ends the sessions of streams whose end was cut short by a crash. Gives the number of streams. */
export async function finishEndedStreams(ports: EndStreamPorts): Promise<number> {
  const streams = await ports.store.streams.ending(10);
  for (const stream of streams) await endSessions(ports, stream);
  return streams.length;
}
