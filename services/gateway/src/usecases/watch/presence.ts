import { newUuid, uuidOf, uuidToBytes } from "@metercast/contracts";
import {
  backoffMs,
  type Clock,
  inSpan,
  type Logger,
  MetercastError,
  messagingAttributes,
  SpanKind,
  type TraceHeaders,
  traceHeaders,
} from "@metercast/runtime";
import { PresenceBuffer, type PresenceReport, packReports, SOURCE } from "../../domain/presence-buffer.ts";
import type { PresenceSink } from "../../ports/presence-sink.ts";

const SUBJECT = "gateway.presence.seen.v1";

export interface PresenceOptions {
  sink: PresenceSink;
  clock: Clock;
  log: Logger;
  flushMs: number;
  /** Reports kept while the broker is away. */
  capacity: number;
  /** Called after each published message with its number of reports. */
  onFlush?: (reports: number) => void;
}

type Source = PresenceReport["source"];

export interface Presence {
  /** Queues a report. */
  report(sessionId: string, atMs: number, source?: Source): void;
  /**
   * Queues a report and waits until the broker has it. @throws unavailable after 2 s; the report stays
   * queued
   */
  reportAndWait(sessionId: string, atMs: number, source?: Source): Promise<void>;
  readonly waiting: number;
  readonly dropped: number;
  /** Sends what is queued. The caller bounds the time. */
  stop(): Promise<void>;
}

interface Pending extends PresenceReport {
  trace: TraceHeaders;
  done: (() => void) | undefined;
}

/** 20 kB a message: far below NATS' limit, and a good size for its throughput. */
const MAX_PER_MESSAGE = 1_000;
/** After this the player's next heartbeat is due. */
const ACK_WAIT_MS = 2_000;
const MAX_PAUSE_MS = 2_000;
/** Tracing is sampled: a few links show that reports share a message. */
const MAX_LINKS = 8;

/**
 * Packs presence reports and sends one message at a time; later reports go with the next message. A failed
 * message is sent again under its id until it succeeds; meanwhile the buffer fills up to its capacity.
 */
export function startPresence(options: PresenceOptions): Presence {
  const { sink, log, flushMs } = options;
  const buffer = new PresenceBuffer<Pending>(options.capacity);
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> | undefined;
  let stopping = false;

  function add(sessionId: string, atMs: number, source: Source = SOURCE.heartbeat, done?: () => void): void {
    const uuid = uuidOf("session", sessionId);
    if (uuid === undefined) throw new RangeError("not a session id");
    buffer.add({ session: uuidToBytes(uuid), atMs, source, trace: traceHeaders(), done });
    if (buffer.size >= MAX_PER_MESSAGE) flush();
    else timer ??= setTimeout(flush, flushMs);
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    // sendAll takes what is queued meanwhile.
    sending ??= sendAll().finally(() => {
      sending = undefined;
      if (buffer.size > 0) timer ??= setTimeout(flush, stopping ? 0 : flushMs);
    });
  }

  async function sendAll(): Promise<void> {
    do await send(buffer.take(MAX_PER_MESSAGE));
    while (buffer.size >= MAX_PER_MESSAGE || (stopping && buffer.size > 0));
  }

  async function send(batch: Pending[]): Promise<void> {
    if (batch.length === 0) return;
    const id = newUuid(options.clock.now());
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
    const packed = packReports(batch);
    for (let failures = 0; ; ) {
      try {
        await inSpan(`publish ${SUBJECT}`, span, () => sink.publish(id, packed));
        break;
      } catch (err) {
        failures += 1;
        log.warn(
          { err, failures, waiting: buffer.size + batch.length },
          "presence: publishing failed; next attempt soon",
        );
        await pause(backoffMs(failures, 100, MAX_PAUSE_MS));
      }
    }
    options.onFlush?.(batch.length);
    for (const { done } of batch) done?.();
  }

  return {
    report: add,
    reportAndWait(sessionId, atMs, source = SOURCE.heartbeat) {
      return new Promise((resolve, reject) => {
        const late = setTimeout(
          () =>
            reject(
              new MetercastError(
                "unavailable",
                "the heartbeat is stored and will count; send the next one as usual",
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
