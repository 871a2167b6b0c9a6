import {
  characters,
  decodeEvent,
  type EventMessage,
  type EventType,
  USER_ID,
  uuidOf,
} from "@metercast/contracts";
import { MAX_AMOUNT } from "@metercast/money";
import { type Broker, type Consumer, startConsumer } from "@metercast/outbox";
import type { Wakeable } from "@metercast/runtime";
import { type Logger, MetercastError } from "@metercast/runtime";
import { payoutChannel } from "../../domain/payout-channel.ts";
import type { Ledger } from "../../ports/ledger.ts";
import { type PayoutResult, settlePayout } from "../../usecases/settle-payout.ts";

/** Withdrawals are rare beside minutes; two at a time leave the pool to them. */
const CONCURRENCY = 2;

interface Options {
  ledger: Ledger;
  relay: Wakeable;
  broker: Broker;
  log: Logger;
}

/** What decisions on withdrawals and results of payouts do to the books. Each has its business key, so one that comes again changes nothing. */
export function startWithdrawalConsumers(options: Options): Consumer {
  const { ledger, relay } = options;
  const post = async (
    approved: EventMessage<"withdrawals.withdrawal.approved.v1">,
    message: { consumer: string; id: string },
  ) => {
    const { method, withdrawalId } = approved;
    // Before the money moves: a hold that was posted could go nowhere.
    if (method === "" || payoutChannel(method) !== undefined) return end("post")(approved);
    await ledger.refuseTransfer({
      source: "payout",
      requestId: `${withdrawalId}:approved`,
      code: "invalid_request",
      detail: `no account for the payout channel ${method}`.slice(0, 200),
      keep: false,
      message,
    });
    relay.wake();
  };
  const end = (how: "post" | "void") => async (decided: { holdId: string }) => {
    const hold = uuidOf("hold", decided.holdId);
    if (hold === undefined) throw new MetercastError("invalid_request", "hold_id: not a hold id");
    await ledger.endHold(hold, how);
    relay.wake();
  };
  const settle = (result: PayoutResult) => (payout: EventMessage<"withdrawals.payout.failed.v1">) =>
    settlePayout(options, { ...readPayout(payout), result });
  const consumers = [
    consume(options, "withdrawals.withdrawal.approved.v1", post),
    consume(options, "withdrawals.withdrawal.rejected.v1", end("void")),
    consume(options, "withdrawals.withdrawal.canceled.v1", end("void")),
    consume(options, "withdrawals.payout.paid.v1", (paid) => settle("paid")({ ...paid, reason: "" })),
    consume(options, "withdrawals.payout.failed.v1", settle("failed")),
    consume(options, "withdrawals.payout.returned.v1", settle("returned")),
  ];
  return { stop: async () => void (await Promise.all(consumers.map((consumer) => consumer.stop()))) };
}

function consume<T extends EventType>(
  options: Options,
  type: T,
  handle: (event: EventMessage<T>, message: { consumer: string; id: string }) => Promise<void>,
): Consumer {
  const durable = `wallet-${type.split(".").slice(0, 3).join("-")}`;
  return startConsumer({
    service: "wallet",
    durable,
    type,
    broker: options.broker,
    log: options.log,
    concurrency: CONCURRENCY,
    handle: (message) => handle(decodeEvent(type, message.data), { consumer: durable, id: message.id }),
  });
}

function readPayout(payout: EventMessage<"withdrawals.payout.failed.v1">) {
  const { withdrawalId, attemptId, creatorId, amount: cents, method, reason } = payout;
  const channel = payoutChannel(method);
  const faults = [
    uuidOf("withdrawal", withdrawalId) === undefined && "withdrawal_id: not one",
    uuidOf("attempt", attemptId) === undefined && "attempt_id: not one",
    !USER_ID.test(creatorId) && "creator_id: not a user id",
    (cents <= 0n || cents > MAX_AMOUNT) && "amount: a positive number of cents",
    channel === undefined &&
      `method: no account for the payout channel ${JSON.stringify(method.slice(0, 40))}`,
    (characters(reason) > 500 || reason.includes("\0")) && "reason: at most 500 characters",
  ].filter((fault) => fault !== false);
  if (faults.length > 0 || channel === undefined)
    throw new MetercastError("invalid_request", faults.join("; "));
  return { withdrawalId, attemptId, creatorId, cents, channel, reason };
}
