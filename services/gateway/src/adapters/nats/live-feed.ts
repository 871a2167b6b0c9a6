import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Broker, originRule } from "@metercast/outbox";
import { backoffMs, type Logger } from "@metercast/runtime";
import { type ConsumerMessages, DeliverPolicy } from "@nats-io/jetstream";

export interface FeedOptions {
  /** Of its consumers, and in metrics. */
  name: string;
  broker: Broker;
  log: Logger;
  /** Stream → the subjects read from it. */
  subjects: Readonly<Record<string, readonly string[]>>;
  handle(subject: string, data: Uint8Array): void;
  /** Messages may have been missed: called each time the feed is there again. */
  gap(): Promise<void>;
}

export interface Feed {
  /** All of it is being read right now. */
  isUp(): boolean;
  stop(): Promise<void>;
}

const MAX_PAUSE_MS = 2_000;
/** Ask again early: waiting half a minute for a server that restarted is too long. */
const EXPIRES_MS = 10_000;
/**
 * A consumer that is silent for so many heartbeats of a second is gone with its server: it lives on one
 * node of a cluster only.
 */
const HEARTBEAT_MS = 1_000;
const MISSED_HEARTBEATS = 4;

/**
 * Reads what happens from now on, on this replica alone: an ordered consumer that the server forgets with
 * us. Nothing is acknowledged and nothing is kept; whatever may have been missed is made good by asking the
 * owners (gap).
 */
export function startFeed(options: FeedOptions): Feed {
  const { broker, log } = options;
  const isForeign = originRule(options.name, log);
  const stopping = new AbortController();
  const reading = new Map<string, ConsumerMessages>();
  const streams = Object.entries(options.subjects);
  const running = streams.map(([stream, subjects]) => read(stream, [...subjects]));
  let connected = true;
  void watchConnection();

  async function watchConnection(): Promise<void> {
    for await (const { type } of broker.connection.status()) {
      if (type === "disconnect") connected = false;
      if (type !== "reconnect") continue;
      connected = true;
      // The connection may have been to the consumers' own node: the client would ask for them without end.
      for (const messages of reading.values()) messages.stop();
    }
  }

  async function read(stream: string, subjects: string[]): Promise<void> {
    for (let failures = 0, first = true; !stopping.signal.aborted; first = false) {
      try {
        const messages = await open(stream, subjects);
        reading.set(stream, messages);
        failures = 0;
        if (!first) caughtUp();
        for await (const message of messages)
          if (!isForeign(message)) options.handle(message.subject, message.data);
      } catch (err) {
        failures += 1;
        // At the first start the stream may not exist before its owner does.
        log.warn(
          { stream, failures, reason: err instanceof Error ? err.message : String(err) },
          "live feed: opening it again",
        );
      }
      reading.delete(stream);
      if (!stopping.signal.aborted) await sleep(backoffMs(Math.max(1, failures), 100, MAX_PAUSE_MS));
    }
  }

  /**
   * Under a name that nobody had before: two replicas with the same one would take it from each other, and
   * one that lived on a node that is down can be made again only there.
   */
  async function open(stream: string, subjects: string[]): Promise<ConsumerMessages> {
    const consumer = await broker.jetstream.consumers.get(stream, {
      name_prefix: `${options.name}-${randomUUID()}`,
      filter_subjects: subjects,
      deliver_policy: DeliverPolicy.New,
    });
    const messages = await consumer.consume({ expires: EXPIRES_MS, idle_heartbeat: HEARTBEAT_MS });
    void watch(stream, messages);
    return messages;
  }

  /**
   * The client recreates a lost consumer; what went by in the meantime is not certain to have
   * been read.
   */
  async function watch(stream: string, messages: ConsumerMessages): Promise<void> {
    for await (const status of messages.status()) {
      // The client would wait for the consumer to answer again, for as long as its node is down.
      if (status.type === "heartbeats_missed" && status.count >= MISSED_HEARTBEATS) messages.stop();
      if (status.type !== "ordered_consumer_recreated") continue;
      log.warn({ stream }, "live feed: consumer recreated");
      caughtUp();
    }
  }

  function caughtUp(): void {
    options
      .gap()
      .catch((err: unknown) => log.warn({ err }, "live feed: pages could not be brought up to date"));
  }

  return {
    isUp: () => connected && reading.size === streams.length,
    async stop() {
      stopping.abort();
      for (const messages of reading.values()) messages.stop();
      await Promise.all(running);
    },
  };
}
