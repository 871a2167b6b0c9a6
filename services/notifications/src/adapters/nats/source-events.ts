import { decodeEvent, EVENTS, type EventType, ownerOf } from "@metercast/contracts";
import { type Broker, type Consumer, startConsumer } from "@metercast/outbox";
import type { Logger } from "@metercast/runtime";
import type { SourceEvent } from "../../domain/event.ts";

/** Of one type at a time. The pool's connections are the bound of all types together. */
const CONCURRENCY = 4;

const SOURCES = ["billing", "wallet", "withdrawals"];
/** Every public event: JSON, of a service that customers build on. */
const PUBLIC_EVENT_TYPES: readonly EventType[] = (Object.keys(EVENTS) as EventType[]).filter(
  (type) => EVENTS[type].contentType === "application/json" && SOURCES.includes(ownerOf(type) ?? ""),
);

interface Options {
  broker: Broker;
  log: Logger;
  handle(consumer: string, event: SourceEvent): Promise<void>;
}

/** One consumer for each public event of billing, the wallet and withdrawals. */
export function startSourceConsumers(options: Options): Consumer {
  const consumers = PUBLIC_EVENT_TYPES.map((type) => consume(options, type));
  return { stop: async () => void (await Promise.all(consumers.map((consumer) => consumer.stop()))) };
}

function consume({ broker, log, handle }: Options, type: EventType): Consumer {
  const durable = `notifications-${type.replaceAll(".", "-")}`;
  return startConsumer({
    service: "notifications",
    durable,
    type,
    broker,
    log,
    concurrency: CONCURRENCY,
    handle: ({ id, data, timeMs }) => {
      const event = { id, type, message: decodeEvent(type, data), payload: data, at: new Date(timeMs) };
      return handle(durable, event as SourceEvent);
    },
  });
}
