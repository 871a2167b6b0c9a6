import { clientStream, clientStreamName } from "@metercast/contracts";
import { Asset as WireAsset } from "@metercast/contracts/common/v1/money.ts";
import { type Broker, type Consumer, type Incoming, startConsumer } from "@metercast/outbox";
import { type Logger, MetercastError, startJob } from "@metercast/runtime";
import type { Direction } from "../../domain/templates.ts";
import { type PostClientTransferPorts, postClientTransfer } from "../../usecases/post-client-transfer.ts";
import { rejectUnreadable } from "../../usecases/reject-unreadable.ts";
import { readClientRequest } from "./client-request-form.ts";
import { ensureClient } from "./client-streams.ts";
import { gate, pace, takeTurn } from "./pace.ts";

/** Of one client and direction at a time: a client that floods waits for itself. */
const CONCURRENCY = 2;
/**
 * Of all clients at a time; four leave the pool to the minutes. They are let through in turn, and each
 * client stands in line with few.
 */
const PLACES = 4;
/**
 * Requests that can't be read become dead letters in the wallet's stream: a client that sends nothing else
 * must not fill it.
 */
const UNREADABLE = { perSecond: 0.2, burst: 50 };
/** What the broker keeps for a client is looked after this often: a broker that lost it gets it again. */
const ENSURE_MS = 30_000;

type Options = PostClientTransferPorts & { requestsPerSecond: number; broker: Broker; log: Logger };

/** When a client's next request, and its next unreadable one, is handled. */
interface Turns {
  request(): Promise<void>;
  unreadable(): Promise<void>;
  through: ReturnType<typeof gate>;
}

/**
 * Reads what each platform client asks for, from its own stream: `platform.<client>.credit.requested.v1`
 * and `…debit.requested.v1`. A request with an id gets a result; one without becomes a dead letter.
 */
export function startClientConsumers(options: Options): Consumer {
  const { broker, clients, requestsPerSecond, log } = options;
  const through = gate(PLACES);
  const names = Object.keys(clients);
  const consumers = names.flatMap((client) => {
    const request = pace(requestsPerSecond, requestsPerSecond);
    const unreadable = pace(UNREADABLE.perSecond, UNREADABLE.burst);
    const turns = { request: () => takeTurn(request), unreadable: () => takeTurn(unreadable), through };
    return (["credit", "debit"] as const).map((direction) => startOne(options, client, direction, turns));
  });
  const ensuring = startJob({
    name: "platform_clients",
    everyMs: ENSURE_MS,
    log,
    async run() {
      for (const client of names) await ensureClient(broker, client);
    },
  });
  return {
    stop: async () => void (await Promise.all([ensuring, ...consumers].map((each) => each.stop()))),
  };
}

function startOne(options: Options, client: string, direction: Direction, turns: Turns): Consumer {
  const type = `platform.*.${direction}.requested.v1` as const;
  const subject = type.replace("*", client);
  const read = (message: Incoming) => {
    if (!/^[\x20-\x7e]{1,200}$/.test(message.id))
      throw new MetercastError("invalid_request", "ce-id: 1-200 visible ASCII characters");
    return readClientRequest(type, message.data);
  };
  return startConsumer({
    service: "wallet",
    durable: `wallet-client-${client}-${direction}s`,
    type,
    client: { subject, stream: clientStreamName(client), spec: clientStream(client) },
    broker: options.broker,
    log: options.log,
    concurrency: CONCURRENCY,
    async handle(message) {
      await turns.request();
      let request: ReturnType<typeof read>;
      try {
        request = read(message);
      } catch (error) {
        if (message.delivery === 1) await turns.unreadable();
        throw error;
      }
      await turns.through(() => answer(options, { client, direction, request, message }));
    },
  });
}

interface Asked {
  client: string;
  direction: Direction;
  request: ReturnType<typeof readClientRequest>;
  message: Incoming;
}

async function answer(options: Options, { client, direction, request, message }: Asked): Promise<void> {
  const key = (requestId: string) => messageKey(`wallet-client-${direction}s`, client, requestId, message);
  if ("faults" in request)
    return rejectUnreadable(options, { client, ...request, message: key(request.requestId) });
  const { asset, ...wanted } = request.wanted;
  await postClientTransfer(options, {
    ...wanted,
    client,
    direction,
    asset: asset === WireAsset.ASSET_TOKEN ? "TOKEN" : "USD",
    message: key(wanted.requestId),
  });
}

/** Strangers choose their message ids; together with client and request they are the message's own. */
const messageKey = (consumer: string, client: string, requestId: string, { id }: Incoming) => ({
  consumer,
  id: `${client}:${requestId}:${id}`.slice(0, 500),
});
