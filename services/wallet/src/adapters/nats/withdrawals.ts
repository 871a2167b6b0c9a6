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
import { type Logger, MetercastError } from "@metercast/runtime";
import { payoutChannel } from "../../domain/payout-channel.ts";
import type { MessageKey } from "../../ports/ledger-transaction.ts";
import { debitWithdrawal } from "../../usecases/debit-withdrawal.ts";
import { endHold } from "../../usecases/end-hold.ts";
import type { PostTransferPorts } from "../../usecases/post-transfer.ts";
import { type PayoutResult, type SettlePayoutRequest, settlePayout } from "../../usecases/settle-payout.ts";

/** Withdrawals are rare: two at a time leave the pool to the minutes. */
const CONCURRENCY = 2;

type Options = PostTransferPorts & { broker: Broker; log: Logger };

/**
 * Books decisions on withdrawals and results of payouts. Each has a business key, so a repeated event
 * changes nothing.
 */
export function startWithdrawalConsumers(options: Options): Consumer {
  const post = (
    { withdrawalId, holdId, method }: EventMessage<"withdrawals.withdrawal.approved.v1">,
    message: MessageKey,
  ) => debitWithdrawal(options, { withdrawalId, holdId: holdUuid(holdId), channel: method, message });
  const release = async ({ holdId }: { holdId: string }) =>
    void (await endHold(options, { holdId: holdUuid(holdId), end: "voided" }));
  const settle = (result: PayoutResult) => (payout: ReadablePayout) =>
    settlePayout(options, { ...readPayout(payout), result });
  const consumers = [
    consume(options, "withdrawals.withdrawal.approved.v1", post),
    consume(options, "withdrawals.withdrawal.rejected.v1", release),
    consume(options, "withdrawals.withdrawal.canceled.v1", release),
    consume(options, "withdrawals.payout.paid.v1", settle("paid")),
    consume(options, "withdrawals.payout.failed.v1", settle("failed")),
    consume(options, "withdrawals.payout.returned.v1", settle("returned")),
  ];
  return { stop: async () => void (await Promise.all(consumers.map((consumer) => consumer.stop()))) };
}

function consume<T extends EventType>(
  options: Options,
  type: T,
  handle: (event: EventMessage<T>, message: MessageKey) => Promise<void>,
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

function holdUuid(id: string): string {
  const uuid = uuidOf("hold", id);
  if (uuid === undefined) throw new MetercastError("invalid_request", "hold_id: not a hold id");
  return uuid;
}

/** A paid payout has no reason, and only a paid or returned one has fees. */
type ReadablePayout = Omit<EventMessage<"withdrawals.payout.failed.v1">, "reason"> & {
  reason?: string;
  charged?: bigint;
  railFee?: bigint;
  feeReturned?: bigint;
};

function readPayout(payout: ReadablePayout): Omit<SettlePayoutRequest, "result"> {
  const { withdrawalId, attemptId, creatorId, amount: amountCents, method, reason = "" } = payout;
  const { charged: chargedCents = 0n, railFee = 0n, feeReturned = 0n } = payout;
  const feeCents = railFee + feeReturned;
  const channel = payoutChannel(method);
  const faults = [
    uuidOf("withdrawal", withdrawalId) === undefined && "withdrawal_id: not one",
    uuidOf("attempt", attemptId) === undefined && "attempt_id: not one",
    !USER_ID.test(creatorId) && "creator_id: not a user id",
    (amountCents <= 0n || amountCents > MAX_AMOUNT) && "amount: a positive number of cents",
    (chargedCents < 0n || chargedCents >= amountCents) && "charged: less than the amount",
    (feeCents < 0n || feeCents > MAX_AMOUNT) && "fee: not a number of cents",
    channel?.feeAccount === undefined && feeCents > 0n && "fee: no account for the fees of this channel",
    channel === undefined &&
      `method: no account for the payout channel ${JSON.stringify(method.slice(0, 40))}`,
    (characters(reason) > 500 || reason.includes("\0")) && "reason: at most 500 characters",
  ].filter((fault) => fault !== false);
  if (faults.length > 0 || channel === undefined)
    throw new MetercastError("invalid_request", faults.join("; "));
  return { withdrawalId, attemptId, creatorId, amountCents, chargedCents, feeCents, channel, reason };
}
