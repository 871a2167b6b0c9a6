import { decodeEvent, type EventMessage, USER_ID } from "@metercast/contracts";
import { Asset as WireAsset } from "@metercast/contracts/common/v1/money.ts";
import { MAX_AMOUNT } from "@metercast/money";
import { type Broker, type Consumer, type Incoming, startConsumer } from "@metercast/outbox";
import { type Logger, MetercastError } from "@metercast/runtime";
import type { PlatformClients } from "../../domain/platform-client.ts";
import type { Direction } from "../../domain/templates.ts";
import type { Announcer, Ledger } from "../../ports.ts";
import { type ClientRequest, postClientTransfer } from "../../usecases/post-client-transfer.ts";

type Wanted = EventMessage<"platform.*.credit.requested.v1">;

/** Credits and debits of different users don't wait for each other; four at a time leave the pool to the minutes. */
const CONCURRENCY = 4;

interface Options {
  ledger: Ledger;
  announcer: Announcer;
  clients: PlatformClients;
  broker: Broker;
  log: Logger;
}

/** Reads what platform clients ask for: `platform.<client>.credit.requested.v1` and `…debit.requested.v1`. */
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
      const request = readRequest(decodeEvent(type, message.data), message, direction, durable);
      await postClientTransfer(options, request);
    },
  });
}

/** Checks the form. What has none is a dead letter: without an id of its own there is nobody to answer. */
function readRequest(
  wanted: Wanted,
  message: Incoming,
  direction: Direction,
  consumer: string,
): ClientRequest {
  const client = message.subject.split(".")[1] ?? "";
  const { requestId, userId, amount, referenceType, referenceId, reason } = wanted;
  const faults = [
    !/^[\x20-\x7e]{1,200}$/.test(message.id) && "ce-id: 1-200 visible ASCII characters",
    !/^[\x21-\x7e]{1,128}$/.test(requestId) && "request_id: 1-128 visible ASCII characters",
    !USER_ID.test(userId) && "user_id: not a user id",
    (amount <= 0n || amount > MAX_AMOUNT) && "amount: a positive number of minor units",
    wanted.asset === WireAsset.ASSET_UNSPECIFIED && "asset: TOKEN or USD",
    !/^[A-Z][A-Z_]{0,39}$/.test(referenceType) && "reference_type: capital letters",
    !isShortText(referenceId, 128) && "reference_id: at most 128 characters",
    !isShortText(reason, 500) && "reason: at most 500 characters",
  ].filter((fault) => fault !== false);
  if (faults.length > 0) throw new MetercastError("invalid_request", faults.join("; "));
  const asset = wanted.asset === WireAsset.ASSET_TOKEN ? "TOKEN" : "USD";
  // Strangers choose their message ids; together with client and request they are the message's own.
  const key = { consumer, id: `${client}:${requestId}:${message.id}`.slice(0, 500) };
  return {
    client,
    requestId,
    userId,
    asset,
    direction,
    amount,
    referenceType,
    referenceId,
    reason,
    message: key,
  };
}

/** Postgres stores no NUL, and a text without an end is an attack. */
const isShortText = (text: string, length: number): boolean => text.length <= length && !text.includes("\0");
