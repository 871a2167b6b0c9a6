import { setTimeout as sleep } from "node:timers/promises";
import {
  decodeEvent,
  type EventMessage,
  type EventType,
  MalformedEvent,
  streamOf,
} from "@metercast/contracts";
import { type Broker, originRule, publishDeadLetter } from "@metercast/outbox";
import type { Clock } from "@metercast/runtime";
import { backoffMs, isInfrastructureFailure, type Logger, type TraceHeaders } from "@metercast/runtime";
import {
  AckPolicy,
  type Consumer,
  type ConsumerMessages,
  DeliverPolicy,
  type JsMsg,
} from "@nats-io/jetstream";
import { nanos } from "@nats-io/transport-node";
import type { LogHandler, LogReader, LogState } from "../../ports/log.ts";

export interface LogOptions<T extends EventType> {
  type: T;
  broker: Broker;
  log: Logger;
  clock: Clock;
  handler: LogHandler<EventMessage<T>>;
}

/** Messages that wait in this process: of 20 kB each some 4 MB. */
const MAX_AHEAD = 200;
/** How often to ask the broker whether everything was read. */
const PROBE_EVERY_MS = 1_000;
/** A proof of the end lasts this long. */
const PROOF_LASTS_MS = 3_500;
/** A larger difference between two probes means that the wall clock jumped. */
const CLOCK_STEP_MS = 4_000;
/**
 * After an interruption, start this long before the last message: brokers restart with other clocks and
 * older copies.
 */
const MARGIN_MS = 60_000;
/**
 * A consumer lives on one node of a cluster: after so many missed heartbeats of a second its node is gone.
 */
const HEARTBEAT_MS = 1_000;
const MISSED_HEARTBEATS = 4;
/**
 * After so many probes in a row that find delivered messages which never arrived, create another consumer.
 */
const STALLED_PROBES = 5;
const MAX_BACKOFF_MS = 5_000;

/**
 * Reads an event's log in order, from a time on, without acknowledging. Reading twice does no harm, so
 * after any trouble (connection lost, consumer gone, messages missing, a restored broker) it starts again
 * from somewhat earlier. The first `rewind` starts it.
 */
export function readLog<T extends EventType>(options: LogOptions<T>): LogReader {
  const reader = new Reader(options);
  return {
    rewind: (from) => reader.rewind(from),
    state: () => reader.state(),
    stop: () => reader.stop(),
  };
}

class Reader<T extends EventType> {
  readonly #options: LogOptions<T>;
  readonly #isForeign: ReturnType<typeof originRule>;
  readonly #running: Promise<void>;
  #stopping = false;
  /** Where to open next; undefined: stay where it is. */
  #wantedFrom: number | undefined;
  #messages: ConsumerMessages | undefined;
  #position = 0;
  #processed = 0;
  #busy = false;
  #backlog = 0;
  #readUpTo = 0;
  #provenAt = 0;
  #atEndSince = 0;
  #deadUpTo = 0;

  constructor(options: LogOptions<T>) {
    this.#options = options;
    this.#isForeign = originRule(`billing-log-${options.type.split(".")[0]}`, options.log);
    this.#running = this.#run();
    void this.#watchConnection();
  }

  rewind(from: number): void {
    this.#wantedFrom = Math.min(this.#wantedFrom ?? from, from);
    this.#forgetEnd();
    this.#messages?.stop();
  }

  state(): LogState {
    const now = this.#options.clock.monotonic();
    if (now - this.#provenAt > PROOF_LASTS_MS) this.#forgetEnd();
    const known = this.#atEndSince > 0;
    return {
      positionAt: this.#position,
      readUpTo: known ? this.#readUpTo : 0,
      atEndForMs: known ? now - this.#atEndSince : 0,
      backlog: this.#backlog,
    };
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#messages?.stop();
    await this.#running;
  }

  #forgetEnd(): void {
    this.#atEndSince = 0;
    this.#readUpTo = 0;
  }

  async #run(): Promise<void> {
    const { log, type } = this.#options;
    for (let failures = 0; !this.#stopping; ) {
      if (this.#wantedFrom === undefined) {
        await sleep(20);
        continue;
      }
      const from = this.#wantedFrom;
      try {
        const consumer = await this.#open(from);
        if (this.#wantedFrom === from) this.#wantedFrom = undefined;
        this.#options.handler.opened(from);
        this.#position = from;
        failures = 0;
        await this.#read(consumer);
      } catch (err) {
        failures += 1;
        log.warn({ err, log: type, failures }, "log interrupted; reading it again from earlier");
        await sleep(backoffMs(failures, 100, MAX_BACKOFF_MS));
      }
      this.#forgetEnd();
      // Not before `from`: an interruption during a long replay must not lengthen the replay.
      const resume = Math.max(from, this.#position - MARGIN_MS);
      this.#wantedFrom = Math.min(this.#wantedFrom ?? resume, resume);
    }
  }

  /** An ephemeral consumer in memory: it leaves nothing behind. */
  async #open(from: number): Promise<Consumer> {
    const { broker, type } = this.#options;
    const stream = streamOf(type);
    const start =
      from > 0
        ? { deliver_policy: DeliverPolicy.StartTime, opt_start_time: new Date(from).toISOString() }
        : { deliver_policy: DeliverPolicy.All };
    const { name } = await broker.manager.consumers.add(stream, {
      ...start,
      filter_subject: type,
      ack_policy: AckPolicy.None,
      mem_storage: true,
      inactive_threshold: nanos(30_000),
    });
    return broker.jetstream.consumers.get(stream, name);
  }

  async #read(consumer: Consumer): Promise<void> {
    this.#processed = 0;
    const messages = await consumer.consume({
      max_messages: MAX_AHEAD,
      expires: 5_000,
      idle_heartbeat: HEARTBEAT_MS,
    });
    this.#messages = messages;
    void this.#leaveTheDead(messages);
    if (this.#stopping || this.#wantedFrom !== undefined) messages.stop();
    const probing = new AbortController();
    void this.#probe(consumer, messages, probing.signal);
    try {
      for await (const message of messages) {
        // A hole in the delivery numbers means that a message was lost on its way.
        if (message.info.deliverySequence !== this.#processed + 1) throw new Error("messages are missing");
        this.#busy = true;
        if (!this.#isForeign(message)) await this.#handle(message);
        this.#busy = false;
        this.#processed += 1;
        this.#backlog = message.info.pending;
        this.#position = Math.max(this.#position, Math.floor(message.info.timestampNanos / 1e6));
        if (this.#stopping || this.#wantedFrom !== undefined) break;
      }
    } finally {
      this.#busy = false;
      probing.abort();
      messages.stop();
      // Without await: if the node is gone, no response comes, and the server removes the consumer after a
      // while.
      void consumer.delete().catch(() => undefined);
    }
  }

  /** After a reconnect the consumer's node may be gone: the client would wait for it without end. */
  async #watchConnection(): Promise<void> {
    for await (const { type } of this.#options.broker.connection.status())
      if (type === "reconnect") this.#messages?.stop();
  }

  /** The client would wait as long as the consumer's node is down. */
  async #leaveTheDead(messages: ConsumerMessages): Promise<void> {
    for await (const status of messages.status()) {
      if (status.type === "heartbeats_missed" && status.count >= MISSED_HEARTBEATS) messages.stop();
    }
  }

  async #handle(message: JsMsg): Promise<void> {
    const { type, handler, log } = this.#options;
    const header = message.headers;
    const trace: TraceHeaders = {};
    for (const key of ["traceparent", "tracestate"]) {
      const value = header?.get(key);
      if (value) trace[key] = value;
    }
    for (let failures = 0; !this.#stopping; ) {
      try {
        const at = message.info.timestampNanos / 1e6;
        return await handler.message({ message: decodeEvent(type, message.data), trace, at });
      } catch (err) {
        if (!isInfrastructureFailure(err)) return await this.#refuse(message, trace, err);
        failures += 1;
        log.warn({ err, log: type, failures }, "pausing: the infrastructure fails");
        await sleep(backoffMs(failures, 100, MAX_BACKOFF_MS));
      }
    }
  }

  /** Writes a dead letter, once, although the log may be read again. */
  async #refuse(message: JsMsg, trace: TraceHeaders, err: unknown): Promise<void> {
    const { broker, log, type } = this.#options;
    const reason = err instanceof MalformedEvent ? `malformed: ${err.message}` : `failed: ${String(err)}`;
    log.error({ err, log: type, seq: message.seq }, "dead letter");
    if (message.seq <= this.#deadUpTo) return;
    const id = message.headers?.get("ce-id") || `${message.info.stream}:${message.seq}`;
    const incoming = {
      id,
      subject: message.subject,
      data: message.data,
      delivery: 1,
      trace,
      timeMs: message.info.timestampNanos / 1e6,
    };
    await publishDeadLetter(broker, "billing", incoming, reason);
    this.#deadUpTo = message.seq;
  }

  /**
   * Asks the broker whether anything is left to read. Only a "no" proves the end, up to the moment of the
   * question: a broker that does not respond, or a consumer that is gone, proves nothing.
   */
  async #probe(consumer: Consumer, messages: ConsumerMessages, signal: AbortSignal): Promise<void> {
    const { clock, log, type } = this.#options;
    for (let stalled = 0; !signal.aborted; ) {
      const asked = { at: clock.now(), processed: this.#processed };
      try {
        const info = await consumer.info();
        if (signal.aborted) return;
        this.#backlog = info.num_pending;
        const delivered = info.delivered.consumer_seq;
        if (info.num_pending === 0 && delivered === this.#processed) this.#proveEnd(asked.at);
        stalled =
          delivered > this.#processed && asked.processed === this.#processed && !this.#busy ? stalled + 1 : 0;
        if (stalled >= STALLED_PROBES) messages.stop();
      } catch (err) {
        if (!isInfrastructureFailure(err)) {
          log.warn({ err, log: type }, "the consumer is gone; creating another one");
          messages.stop();
          return;
        }
      }
      await sleep(PROBE_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  #proveEnd(at: number): void {
    const now = this.#options.clock.monotonic();
    // After a jump of the wall clock, earlier and later reports can't be compared: the proof starts over.
    const jumped = Math.abs(at - this.#readUpTo - (now - this.#provenAt)) > CLOCK_STEP_MS;
    if (this.#atEndSince > 0 && (jumped || now - this.#provenAt > PROOF_LASTS_MS)) this.#forgetEnd();
    this.#readUpTo = at;
    this.#provenAt = now;
    if (this.#atEndSince === 0) this.#atEndSince = now;
  }
}
