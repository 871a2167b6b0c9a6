import { decodeEvent, type EventMessage, type EventType, uuidOf } from "@metercast/contracts";
import { type Broker, type Consumer, startConsumer } from "@metercast/outbox";
import type { Clock, Logger } from "@metercast/runtime";
import type { Payer } from "../../ports/payer.ts";
import type { Message, Store } from "../../ports/store.ts";
import { recordHoldEnded, recordHoldRefused } from "../../usecases/record-hold.ts";
import { reportFindings } from "../../usecases/report-findings.ts";

/** Withdrawals are rare: two at a time leave the pool's connections to the callers. */
const CONCURRENCY = 2;

interface Options {
  store: Store;
  clock: Clock;
  payer: Payer;
  broker: Broker;
  log: Logger;
}

/**
 * The wallet's events: a hold was posted, so the payout may start; it was voided; the books are wrong, so
 * no payout may start.
 */
export function startWalletConsumers(options: Options): Consumer {
  const { payer } = options;
  const ended =
    (hold: "posted" | "voided") =>
    async (event: { referenceType: string; holdId: string }, message: Message) => {
      const id = uuidOf("hold", event.holdId);
      if (event.referenceType !== "WITHDRAWAL" || id === undefined) return;
      await recordHoldEnded(options, { message, withdrawalId: id, hold });
      payer.wake();
    };
  const consumers = [
    consume(options, "wallet.hold.posted.v1", ended("posted")),
    consume(options, "wallet.hold.voided.v1", ended("voided")),
    consume(options, "wallet.transfer.rejected.v1", async ({ client, requestId }, message) => {
      const [, withdrawal = ""] = /^(wdr_.+):approved$/.exec(requestId) ?? [];
      const id = uuidOf("withdrawal", withdrawal);
      if (client === "" && id !== undefined) await recordHoldRefused(options, { message, withdrawalId: id });
    }),
    consume(options, "wallet.integrity.failed.v1", async ({ checks, findings }, message) => {
      // A wallet of an older version names its checks only.
      const named = checks.map((check) => ({ check, fingerprint: "", detail: "" }));
      const found = findings.length > 0 ? findings : named;
      await reportFindings(options, { source: "wallet", found, complete: false, message });
    }),
  ];
  return { stop: async () => void (await Promise.all(consumers.map((consumer) => consumer.stop()))) };
}

function consume<T extends EventType>(
  options: Options,
  type: T,
  handle: (event: EventMessage<T>, message: Message) => Promise<void>,
): Consumer {
  const durable = `withdrawals-${type.split(".").slice(0, 3).join("-")}`;
  return startConsumer({
    service: "withdrawals",
    durable,
    type,
    broker: options.broker,
    log: options.log,
    concurrency: CONCURRENCY,
    handle: (message) => handle(decodeEvent(type, message.data), { consumer: durable, id: message.id }),
  });
}
