import { decodeEvent, type EventMessage, type EventType, uuidOf } from "@metercast/contracts";
import { type Broker, type Consumer, startConsumer } from "@metercast/outbox";
import type { Logger } from "@metercast/runtime";
import type { FreezeSwitch, Wakeable, Withdrawals } from "../../ports.ts";

/** Withdrawals are rare; two at a time leave the pool to the callers. */
const CONCURRENCY = 2;

interface Options {
  withdrawals: Withdrawals;
  freeze: FreezeSwitch;
  payer: Wakeable;
  broker: Broker;
  log: Logger;
}

/** The wallet's answers: a hold was posted, so the payout may begin; it was voided; the books are wrong, so nothing may begin. */
export function startWalletConsumers(options: Options): Consumer {
  const { withdrawals, freeze, payer } = options;
  const ended =
    (hold: "posted" | "voided") =>
    async (event: { referenceType: string; holdId: string }, message: { consumer: string; id: string }) => {
      const id = uuidOf("hold", event.holdId);
      if (event.referenceType !== "WITHDRAWAL" || id === undefined) return;
      await withdrawals.holdEnded(message, id, hold);
      payer.wake();
    };
  const consumers = [
    consume(options, "wallet.hold.posted.v1", ended("posted")),
    consume(options, "wallet.hold.voided.v1", ended("voided")),
    consume(options, "wallet.transfer.rejected.v1", async ({ client, requestId }, message) => {
      const [, withdrawal = ""] = /^(wdr_.+):approved$/.exec(requestId) ?? [];
      const id = uuidOf("withdrawal", withdrawal);
      if (client === "" && id !== undefined) await withdrawals.holdRefused(message, id);
    }),
    consume(options, "wallet.integrity.failed.v1", async ({ checks, findings }, message) => {
      // A wallet of an older version names its checks only.
      const named = checks.map((check) => ({ check, fingerprint: "", detail: "" }));
      const found = findings.length > 0 ? findings : named;
      await freeze.report({ source: "wallet", found, complete: false, message });
    }),
  ];
  return { stop: async () => void (await Promise.all(consumers.map((consumer) => consumer.stop()))) };
}

function consume<T extends EventType>(
  options: Options,
  type: T,
  handle: (event: EventMessage<T>, message: { consumer: string; id: string }) => Promise<void>,
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
