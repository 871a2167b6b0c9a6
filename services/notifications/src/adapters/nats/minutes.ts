import { decodeEvent, MalformedEvent, readCreators } from "@metercast/contracts";
import { type Broker, type Consumer, startConsumer } from "@metercast/outbox";
import type { Logger } from "@metercast/runtime";
import type { StreamEarning } from "../../ports/earnings.ts";
import type { RecordEarningsRequest } from "../../usecases/record-earnings.ts";

const TYPE = "wallet.minutes.posted.v1";
const DURABLE = "notifications-wallet-minutes-posted-v1";
/** Batches arrive a few a second; two at a time leave connections to the other consumers. */
const CONCURRENCY = 2;

interface Options {
  broker: Broker;
  log: Logger;
  record(request: RecordEarningsRequest): Promise<void>;
}

/** What creators earned, for the weekly summaries. */
export function startMinutesConsumer({ broker, log, record }: Options): Consumer {
  return startConsumer({
    service: "notifications",
    durable: DURABLE,
    type: TYPE,
    broker,
    log,
    concurrency: CONCURRENCY,
    handle: ({ id, data, timeMs }) =>
      record({ message: { consumer: DURABLE, id }, earnings: earningsOf(data), at: new Date(timeMs) }),
  });
}

/** @throws MalformedEvent */
function earningsOf(data: Uint8Array): StreamEarning[] {
  try {
    return [...readCreators(decodeEvent(TYPE, data))].map(({ streamId, lines, cents }) => {
      return { streamId, minutes: lines, cents: BigInt(cents) };
    });
  } catch (cause) {
    throw new MalformedEvent(`not a ${TYPE}`, { cause });
  }
}
