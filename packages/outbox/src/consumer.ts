import { setTimeout as sleep } from "node:timers/promises";
import { type EventType, MalformedEvent, type StreamSpec, streamOf } from "@metercast/contracts";
import {
  backoffMs,
  counter,
  gauge,
  inSpan,
  isInfrastructureFailure,
  type Logger,
  MetercastError,
  messagingAttributes,
  type Sampled,
  SpanKind,
  sample,
} from "@metercast/runtime";
import { AckPolicy, type ConsumerMessages, DeliverPolicy, type JsMsg } from "@nats-io/jetstream";
import { nanos } from "@nats-io/transport-node";
import { type Broker, ensureStream, ensureStreamAs } from "./connection.ts";
import { publishDeadLetter } from "./dead-letter.ts";
import type { Incoming } from "./incoming.ts";
import { originRule } from "./origin.ts";

export type Handler = (message: Incoming) => Promise<void>;

export interface ConsumerOptions {
  /** Of the reading service; also its dead letters' subject. */
  service: string;
  /** Durable name: replicas of a service share it. */
  durable: string;
  type: EventType;
  /** For an event with "*": the client and its stream. */
  client?: { subject: string; stream: string; spec: StreamSpec };
  broker: Broker;
  log: Logger;
  handle: Handler;
  /** Messages handled at the same time. */
  concurrency: number;
}

export interface Consumer {
  /** Takes no more messages and waits for running handlers. */
  stop(): Promise<void>;
}

/** An invalid message fails each time; three attempts cover races in our own code. */
const TRIES_BEFORE_DEAD_LETTER = 3;
/**
 * Messages with counted refusals: far more than a consumer has under way. The oldest are dropped and get
 * three attempts again.
 */
const MOST_REFUSED = 10_000;
/** After this silence another consumer gets the messages: the delay after a crash. */
const ACK_WAIT_MS = 5_000;
/** Interval of progress acks while a handler runs. */
const WORKING_MS = 2_000;
const MAX_PAUSE_MS = 10_000;
/** A stream gets a new leader in seconds: how soon the silence is detected, and the interval of attempts. */
const HEARTBEAT_MS = 1_000;
const EXPIRES_MS = 3_000;
const OUTCOMES = ["ok", "postponed", "refused", "dead_lettered", "dropped"] as const;

/**
 * Reads a durable pull consumer until stopped. The handler commits; then the message is acknowledged. A
 * message that the handler refuses becomes a dead letter after three attempts of this process; the broker's
 * own count includes deliveries lost in an outage. When the infrastructure fails, the message goes back and
 * the consumer pauses until it works; that never causes a dead letter.
 */
export function startConsumer(options: ConsumerOptions): Consumer {
  const { log, broker, concurrency } = options;
  // Not at import: an instrument made before telemetry starts silently counts nothing.
  const handled = counter(
    "metercast_messages_handled_total",
    "Messages handled, by outcome",
    OUTCOMES.map((outcome) => ({ consumer: options.durable, outcome })),
  );
  const isForeign = originRule(options.durable, log);
  const stopping = new AbortController();
  const inFlight = new Set<Promise<void>>();
  /** Refusals of a message by its position in the stream. */
  const refusals = new Map<number, number>();
  let messages: ConsumerMessages | undefined;
  let failuresInARow = 0;
  const lag = observeLag(options, () => messages !== undefined);
  const running = loop();

  async function loop(): Promise<void> {
    for (let attempts = 0; !stopping.signal.aborted; ) {
      try {
        messages = await open(options);
        attempts = 0;
        for await (const message of messages) {
          if (stopping.signal.aborted) break;
          await slot(message);
        }
      } catch (err) {
        attempts += 1;
        log.warn({ err, durable: options.durable, attempts }, "consumer lost; opening it again");
      }
      if (!stopping.signal.aborted) await pause(backoffMs(Math.max(1, attempts), 100, MAX_PAUSE_MS));
    }
  }

  /** Waits for a free slot, then handles without waiting for the end. */
  async function slot(message: JsMsg): Promise<void> {
    while (inFlight.size >= concurrency) await Promise.race(inFlight);
    if (failuresInARow > 0) await pause(backoffMs(failuresInARow, 100, MAX_PAUSE_MS));
    const work = settle(message).finally(() => inFlight.delete(work));
    inFlight.add(work);
  }

  async function settle(message: JsMsg): Promise<void> {
    if (!isOurs(message, options))
      return log.error({ subject: message.subject }, "a message that was not asked for");
    if (isForeign(message)) {
      message.term();
      return count("dropped");
    }
    const incoming = toIncoming(message);
    const alive = setInterval(() => message.working(), WORKING_MS);
    try {
      const attributes = messagingAttributes({
        subject: message.subject,
        id: incoming.id,
        bytes: message.data.length,
        consumer: options.durable,
      });
      const span = { kind: SpanKind.CONSUMER, parent: incoming.trace, attributes };
      await inSpan(`process ${message.subject}`, span, () => options.handle(incoming));
      failuresInARow = 0;
      refusals.delete(message.seq);
      message.ack();
      count("ok");
    } catch (error) {
      await refuse(message, incoming, error);
    } finally {
      clearInterval(alive);
    }
  }

  async function refuse(message: JsMsg, incoming: Incoming, error: unknown): Promise<void> {
    if (isInfrastructureFailure(error)) {
      failuresInARow += 1;
      log.warn(
        { err: error, subject: message.subject, failures: failuresInARow },
        "pausing: the infrastructure fails",
      );
      message.nak(backoffMs(failuresInARow, 250, MAX_PAUSE_MS));
      return count("postponed");
    }
    const tries = (refusals.get(message.seq) ?? 0) + 1;
    if (tries < TRIES_BEFORE_DEAD_LETTER) {
      remember(message.seq, tries);
      message.nak(backoffMs(tries, 100, 1_000));
      return count("refused");
    }
    log.error({ err: error, subject: message.subject, id: incoming.id }, "dead letter");
    await publishDeadLetter(broker, options.service, incoming, reasonOf(error)).then(
      () => {
        refusals.delete(message.seq);
        message.term();
      },
      (err) => {
        log.warn({ err }, "the dead letter could not be written; the message comes again");
        message.nak(1_000);
      },
    );
    count("dead_lettered");
  }

  function remember(seq: number, tries: number): void {
    refusals.set(seq, tries);
    const [oldest] = refusals.keys();
    if (refusals.size > MOST_REFUSED && oldest !== undefined) refusals.delete(oldest);
  }

  function count(outcome: (typeof OUTCOMES)[number]): void {
    handled.add(1, { consumer: options.durable, outcome });
  }

  async function pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
  }

  return {
    async stop() {
      stopping.abort();
      messages?.stop();
      await Promise.all([running, lag.stop()]);
      await Promise.allSettled(inFlight);
    },
  };
}

/** All consumers of a process show their lag in one gauge. */
const lags = new Map<string, Sampled<number | undefined>>();

/** The lag of the durable consumer; every replica shows the same number. */
function observeLag(options: ConsumerOptions, opened: () => boolean) {
  const { broker, durable, log } = options;
  if (lags.size === 0)
    gauge(
      "metercast_consumer_lag_messages",
      "Messages that the consumer has not acknowledged, delivered or not",
      (result) => {
        for (const [consumer, lag] of lags) {
          const messages = lag.latest();
          if (messages !== undefined) result.observe(messages, { consumer });
        }
      },
    );
  const lag = sample(log, durable, async () => {
    if (!opened()) return undefined;
    const info = await broker.manager.consumers.info(placeOf(options).stream, durable);
    return info.num_pending + info.num_ack_pending;
  });
  lags.set(durable, lag);
  return lag;
}

/** The stream that is read, and the subject in it. */
function placeOf({ type, client }: ConsumerOptions): { stream: string; subject: string } {
  return client ?? { stream: streamOf(type), subject: type };
}

async function open(options: ConsumerOptions): Promise<ConsumerMessages> {
  const { broker, durable, concurrency, client } = options;
  const { stream, subject } = placeOf(options);
  await (client
    ? ensureStreamAs(broker, client.stream, client.spec)
    : ensureStream(broker, streamOf(subject)));
  await broker.manager.consumers.add(stream, {
    durable_name: durable,
    filter_subject: subject,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ACK_WAIT_MS),
    deliver_policy: DeliverPolicy.All,
    max_deliver: -1,
    max_ack_pending: Math.max(concurrency * 4, 16),
  });
  const consumer = await broker.jetstream.consumers.get(stream, durable);
  return consumer.consume({
    max_messages: concurrency * 2,
    expires: EXPIRES_MS,
    idle_heartbeat: HEARTBEAT_MS,
    abort_on_missing_resource: true,
  });
}

/**
 * A client that may pull can direct messages to a foreign inbox, so ignore messages that are not from our
 * own consumer.
 */
function isOurs({ info, subject }: JsMsg, options: ConsumerOptions): boolean {
  const place = placeOf(options);
  return info.stream === place.stream && info.consumer === options.durable && subject === place.subject;
}

function toIncoming(message: JsMsg): Incoming {
  const header = message.headers;
  const traceparent = header?.get("traceparent");
  const tracestate = header?.get("tracestate");
  const ceTime = Date.parse(header?.get("ce-time") ?? "");
  return {
    id: header?.get("ce-id") || `${message.info.stream}:${message.seq}`,
    subject: message.subject,
    data: message.data,
    delivery: message.info.deliveryCount,
    trace: { ...(traceparent && { traceparent }), ...(tracestate && { tracestate }) },
    timeMs: Number.isNaN(ceTime) ? message.info.timestampNanos / 1e6 : ceTime,
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof MetercastError) return `${error.code}: ${error.message}`;
  if (error instanceof MalformedEvent) return `malformed: ${error.message}`;
  return `failed: ${error instanceof Error ? error.message : String(error)}`;
}
