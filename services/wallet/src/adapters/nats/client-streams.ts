import { clientStream, clientStreamName } from "@metercast/contracts";
import { type Broker, ensureStream, ensureStreamAs } from "@metercast/outbox";
import type { Logger } from "@metercast/runtime";
import { AckPolicy, DeliverPolicy } from "@nats-io/jetstream";
import { nanos } from "@nats-io/transport-node";

/** What a client may leave unacknowledged; beyond it the broker delivers no more, and keeps what comes. */
const MAX_UNACKNOWLEDGED = 1_000;
/** Pulls of a client that wait at the same time. */
const MAX_WAITING = 64;
const ACK_WAIT_MS = 30_000;
/** A stream that all clients shared once; its subjects are in the way of theirs. */
const SHARED = "PLATFORM";
const NO_SUBJECT = "platform.retired";

/**
 * What the broker keeps for a platform client: the stream of its requests, and the durable consumer
 * `platform-<client>` of what it is answered, which it reads without a right to make one. Made here, since
 * nobody else may make anything.
 */
export async function ensureClient(broker: Broker, client: string): Promise<void> {
  await ensureStreamAs(broker, clientStreamName(client), clientStream(client));
  await ensureStream(broker, "WALLET");
  await ensureResults(broker, `platform-${client}`);
}

/** Consumers that a client of an earlier version made itself have one filter: they get both. */
async function ensureResults({ manager }: Broker, name: string): Promise<void> {
  const limits = {
    filter_subjects: ["wallet.transfer.>", "wallet.balance.>"],
    max_deliver: -1,
    max_ack_pending: MAX_UNACKNOWLEDGED,
  };
  const found = await manager.consumers.info("WALLET", name).catch((error: Error) => {
    if (/consumer not found/i.test(error.message)) return undefined;
    throw error;
  });
  if (found?.config.filter_subjects?.length === limits.filter_subjects.length) return;
  if (found !== undefined) {
    // Undefined takes the one filter away; the library's type knows no such thing.
    await manager.consumers.update("WALLET", name, { ...limits, filter_subject: undefined as never });
    return;
  }
  await manager.consumers.add("WALLET", {
    ...limits,
    durable_name: name,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ACK_WAIT_MS),
    deliver_policy: DeliverPolicy.All,
    max_waiting: MAX_WAITING,
  });
}

/**
 * Takes the clients' subjects from the stream that an earlier version made for all of them: they would be
 * in the way. What waits in it is asked for again.
 */
export async function retireSharedStream({ manager }: Broker, log: Logger): Promise<void> {
  const found = await manager.streams.info(SHARED).catch((error: Error) => {
    if (/stream not found/i.test(error.message)) return undefined;
    throw error;
  });
  if (found === undefined || found.config.subjects[0] === NO_SUBJECT) return;
  await manager.streams.update(SHARED, { ...found.config, subjects: [NO_SUBJECT] });
  log.warn({ messages: found.state.messages }, "the stream PLATFORM is retired: each client has its own");
}
