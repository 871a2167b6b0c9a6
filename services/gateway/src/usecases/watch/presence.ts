import { newUuid, uuidOf, uuidToBytes } from "@metercast/contracts";
import {
  backoffMs,
  inSpan,
  type Logger,
  MetercastError,
  messagingAttributes,
  SpanKind,
  type TraceHeaders,
  traceHeaders,
} from "@metercast/runtime";
import { PresenceBuffer, packSightings, type Sighting, SOURCE } from "../../domain/presence-buffer.ts";
import type { PresenceSink } from "../../ports/presence-sink.ts";

const SUBJECT = "gateway.presence.seen.v1";

export interface PresenceOptions {
  sink: PresenceSink;
  log: Logger;
  flushMs: number;
  capacity: number;
  /** Told about each message that was published. */
  onFlush?: (sightings: number) => void;
}

export interface Presence {
  /** Takes a sighting; it leaves by itself. */
  see(sessionId: string, atMs: number, source?: Sighting["source"]): void;
  /** The same, and waits until the broker has it. @throws unavailable after 2 s; the sighting stays and leaves later with its own time */
  seeAndWait(sessionId: string, atMs: number, source?: Sighting["source"]): Promise<void>;
  readonly waiting: number;
  readonly dropped: number;
  /** Sends what is left (bounded by whoever stops the service). */
  stop(): Promise<void>;
}

interface Pending extends Sighting {
  trace: TraceHeaders;
  done: (() => void) | undefined;
}

/** 20 kB a message: far below NATS' limit, and a good size for its throughput. */
const MAX_PER_MESSAGE = 1_000;
/** A player that waits longer has its next heartbeat due. */
const ACK_WAIT_MS = 2_000;
const MAX_PAUSE_MS = 2_000;
/** Tracing is sampled; a few links show that a message was shared. */
const MAX_LINKS = 8;

/**
 * Packs sightings and sends them, one message at a time, so that what one flush can't take goes with the next. A message that fails is sent
 * again under its id for as long as it takes; meanwhile the buffer fills up to its bound.
 */
export function startPresence(options: PresenceOptions): Presence {
  const { sink, log, flushMs } = options;
  const buffer = new PresenceBuffer<Pending>(options.capacity);
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> | undefined;
  let stopping = false;

  function add(
    sessionId: string,
    atMs: number,
    source: Sighting["source"] = SOURCE.heartbeat,
    done?: () => void,
  ): void {
    const uuid = uuidOf("session", sessionId);
    if (uuid === undefined) throw new RangeError("not a session id");
    buffer.add({ session: uuidToBytes(uuid), atMs, source, trace: traceHeaders(), done });
    if (buffer.size >= MAX_PER_MESSAGE) flush();
    else timer ??= setTimeout(flush, flushMs);
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    // While a message is under way the buffer waits for it: sendAll looks again at its end.
    sending ??= sendAll().finally(() => {
      sending = undefined;
      if (buffer.size > 0) timer ??= setTimeout(flush, stopping ? 0 : flushMs);
    });
  }

  async function sendAll(): Promise<void> {
    // One batch after the last: what came in while sending either fills a message or waits for the next flush.
    do await send(buffer.take(MAX_PER_MESSAGE));
    while (buffer.size >= MAX_PER_MESSAGE || (stopping && buffer.size > 0));
  }

  async function send(batch: Pending[]): Promise<void> {
    if (batch.length === 0) return;
    const id = newUuid(Date.now());
    const traced = batch.filter(({ trace }) => trace.traceparent !== undefined);
    const span = {
      kind: SpanKind.PRODUCER,
      parent: traced[0]?.trace ?? {},
      links: traced.slice(1, 1 + MAX_LINKS).map(({ trace }) => trace),
      attributes: {
        ...messagingAttributes({ subject: SUBJECT, id }),
        "messaging.batch.message_count": batch.length,
      },
    };
    const packed = packSightings(batch);
    for (let failures = 0; ; ) {
      try {
        await inSpan(`publish ${SUBJECT}`, span, () => sink.publish(id, packed));
        break;
      } catch (err) {
        failures += 1;
        log.warn(
          { err, failures, waiting: buffer.size + batch.length },
          "presence: the broker did not take it; trying again",
        );
        await pause(backoffMs(failures, 100, MAX_PAUSE_MS));
      }
    }
    options.onFlush?.(batch.length);
    for (const { done } of batch) done?.();
  }

  return {
    see: add,
    seeAndWait(sessionId, atMs, source = SOURCE.heartbeat) {
      return new Promise((resolve, reject) => {
        const late = setTimeout(
          () =>
            reject(
              new MetercastError(
                "unavailable",
                "the heartbeat is noted and will count; send the next one as usual",
              ),
            ),
          ACK_WAIT_MS,
        );
        add(sessionId, atMs, source, () => {
          clearTimeout(late);
          resolve();
        });
      });
    },
    get waiting() {
      return buffer.size;
    },
    get dropped() {
      return buffer.dropped;
    },
    async stop() {
      stopping = true;
      flush();
      while (sending) await sending;
    },
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
