import { decodeEvent, type EventType } from "@metercast/contracts";
import { type Broker, type Consumer, startConsumer } from "@metercast/outbox";
import type { Logger } from "@metercast/runtime";
import { PUBLIC_EVENT_TYPES, type SourceEvent } from "../../domain/event.ts";

/** Of one type at a time. The pool's connections are the bound of all types together. */
const CONCURRENCY = 4;

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
