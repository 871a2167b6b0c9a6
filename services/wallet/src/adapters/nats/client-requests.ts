import { Asset as WireAsset } from "@metercast/contracts/common/v1/money.ts";
import { type Broker, type Consumer, type Incoming, startConsumer } from "@metercast/outbox";
import { type Logger, MetercastError } from "@metercast/runtime";
import type { PlatformClients } from "../../domain/platform-client.ts";
import type { Direction } from "../../domain/templates.ts";
import type { Announcer, Ledger } from "../../ports.ts";
import { answerInvalid, postClientTransfer } from "../../usecases/post-client-transfer.ts";
import { readClientRequest } from "./client-request-form.ts";

/** Credits and debits of different users don't wait for each other; four at a time leave the pool to the minutes. */
const CONCURRENCY = 4;

interface Options {
  ledger: Ledger;
  announcer: Announcer;
  clients: PlatformClients;
  broker: Broker;
  log: Logger;
}

/**
 * Reads what platform clients ask for: `platform.<client>.credit.requested.v1` and `…debit.requested.v1`. Whoever gave an id gets an answer; what has none is a
 * dead letter.
 */
export function startClientConsumers(options: Options): Consumer {
  const consumers = (["credit", "debit"] as const).map((direction) => startOne(options, direction));
  return { stop: async () => void (await Promise.all(consumers.map((consumer) => consumer.stop()))) };
}

function startOne(options: Options, direction: Direction): Consumer {
  const durable = `wallet-client-${direction}s`;
  const type = `platform.*.${direction}.requested.v1` as const;
  return startConsumer({
    service: "wallet",
    durable,
    type,
    broker: options.broker,
    log: options.log,
    concurrency: CONCURRENCY,
    async handle(message) {
      if (!/^[\x20-\x7e]{1,200}$/.test(message.id))
        throw new MetercastError("invalid_request", "ce-id: 1-200 visible ASCII characters");
      const client = message.subject.split(".")[1] ?? "";
      const read = readClientRequest(type, message.data);
      if ("faults" in read) {
        const key = messageKey(durable, client, read.requestId, message);
        return answerInvalid(options, { client, ...read, message: key });
      }
      const { asset, ...wanted } = read.wanted;
      await postClientTransfer(options, {
        ...wanted,
        client,
        direction,
        asset: asset === WireAsset.ASSET_TOKEN ? "TOKEN" : "USD",
        message: messageKey(durable, client, wanted.requestId, message),
      });
    },
  });
}

/** Strangers choose their message ids; together with client and request they are the message's own. */
const messageKey = (consumer: string, client: string, requestId: string, { id }: Incoming) => ({
  consumer,
  id: `${client}:${requestId}:${id}`.slice(0, 500),
});
