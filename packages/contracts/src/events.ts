import {
  CaseAnswered,
  CaseOpened,
  CaseReplied,
  CaseResolved,
  MinutesDue,
  SessionEnded,
  SessionStarted,
  SpendingLimitNear,
  StreamEnded,
  StreamStarted,
  TopUpFailed,
} from "../generated/billing/v1/events.ts";
import { PresenceSeen } from "../generated/gateway/v1/events.ts";
import { InboxChanged } from "../generated/notifications/v1/events.ts";
import { CreditRequested, DebitRequested } from "../generated/platform/v1/events.ts";
import {
  BalanceExhausted,
  BalanceLow,
  BalanceRecovered,
  HoldPosted,
  HoldVoided,
  IntegrityFailed,
  MinutesPosted,
  TransferPosted,
  TransferRejected,
} from "../generated/wallet/v1/events.ts";
import {
  FreezeChanged,
  PayoutFailed,
  PayoutMethodChanged,
  PayoutPaid,
  PayoutReturned,
  PayoutSent,
  RunSkipped,
  ScheduleChanged,
  WithdrawalApproved,
  WithdrawalCanceled,
  WithdrawalCompleted,
  WithdrawalFailed,
  WithdrawalNeedsReview,
  WithdrawalRejected,
  WithdrawalRequested,
} from "../generated/withdrawals/v1/events.ts";

interface ProtoMessage<T> {
  encode(message: T): { finish(): Uint8Array };
  decode(bytes: Uint8Array): T;
  toJSON(message: T): unknown;
  fromJSON(json: unknown): T;
}

/** The wire format of an event type. */
interface Codec<T> {
  contentType: "application/json" | "application/protobuf";
  encode(message: T): Uint8Array;
  decode(bytes: Uint8Array): T;
}

/**
 * A message that does not match its type. It becomes a dead letter; infrastructure failures never throw
 * this.
 */
export class MalformedEvent extends Error {
  override readonly name = "MalformedEvent";
}

function protobuf<T>(message: ProtoMessage<T>): Codec<T> {
  return {
    contentType: "application/protobuf",
    encode: (value) => message.encode(value).finish(),
    decode: (bytes) => message.decode(bytes),
  };
}

function json<T>(message: ProtoMessage<T>): Codec<T> {
  return {
    contentType: "application/json",
    encode: (value) => Buffer.from(JSON.stringify(message.toJSON(value))),
    decode: (bytes) => message.fromJSON(JSON.parse(Buffer.from(bytes).toString("utf8"))),
  };
}

/**
 * Every event: type = subject ⇄ codec. Public events are JSON, batches protobuf. A platform client's
 * subject has its name for "*".
 */
export const EVENTS = {
  "gateway.presence.seen.v1": protobuf(PresenceSeen),
  "billing.minutes.due.v1": protobuf(MinutesDue),
  "billing.stream.started.v1": json(StreamStarted),
  "billing.stream.ended.v1": json(StreamEnded),
  "billing.session.started.v1": json(SessionStarted),
  "billing.session.ended.v1": json(SessionEnded),
  "billing.top_up.failed.v1": json(TopUpFailed),
  "billing.spending_limit.near.v1": json(SpendingLimitNear),
  "billing.case.opened.v1": json(CaseOpened),
  "billing.case.answered.v1": json(CaseAnswered),
  "billing.case.replied.v1": json(CaseReplied),
  "billing.case.resolved.v1": json(CaseResolved),
  "wallet.minutes.posted.v1": protobuf(MinutesPosted),
  "wallet.transfer.posted.v1": json(TransferPosted),
  "wallet.transfer.rejected.v1": json(TransferRejected),
  "wallet.balance.low.v1": json(BalanceLow),
  "wallet.balance.exhausted.v1": json(BalanceExhausted),
  "wallet.balance.recovered.v1": json(BalanceRecovered),
  "wallet.hold.posted.v1": json(HoldPosted),
  "wallet.hold.voided.v1": json(HoldVoided),
  "wallet.integrity.failed.v1": json(IntegrityFailed),
  "withdrawals.withdrawal.requested.v1": json(WithdrawalRequested),
  "withdrawals.withdrawal.approved.v1": json(WithdrawalApproved),
  "withdrawals.withdrawal.rejected.v1": json(WithdrawalRejected),
  "withdrawals.withdrawal.canceled.v1": json(WithdrawalCanceled),
  "withdrawals.withdrawal.completed.v1": json(WithdrawalCompleted),
  "withdrawals.withdrawal.failed.v1": json(WithdrawalFailed),
  "withdrawals.withdrawal.needs_review.v1": json(WithdrawalNeedsReview),
  "withdrawals.run.skipped.v1": json(RunSkipped),
  "withdrawals.schedule.changed.v1": json(ScheduleChanged),
  "withdrawals.payout_method.changed.v1": json(PayoutMethodChanged),
  "withdrawals.freeze.changed.v1": json(FreezeChanged),
  "withdrawals.payout.sent.v1": json(PayoutSent),
  "withdrawals.payout.paid.v1": json(PayoutPaid),
  "withdrawals.payout.failed.v1": json(PayoutFailed),
  "withdrawals.payout.returned.v1": json(PayoutReturned),
  "notifications.inbox.changed.v1": json(InboxChanged),
  "platform.*.credit.requested.v1": json(CreditRequested),
  "platform.*.debit.requested.v1": json(DebitRequested),
} as const;

export type EventType = keyof typeof EVENTS;
export type EventMessage<T extends EventType> = ReturnType<(typeof EVENTS)[T]["decode"]>;
/** An event ready to be written to an outbox. */
export type AnyEvent = { [T in EventType]: { type: T; message: EventMessage<T> } }[EventType];

/** The bytes of an event. */
export function encodeEvent<T extends EventType>(
  type: T,
  message: EventMessage<T>,
): { contentType: string; payload: Uint8Array } {
  const codec = EVENTS[type] as unknown as Codec<EventMessage<T>>;
  return { contentType: codec.contentType, payload: codec.encode(message) };
}

/** Reads an event. @throws MalformedEvent with the codec's message */
export function decodeEvent<T extends EventType>(type: T, bytes: Uint8Array): EventMessage<T> {
  const codec = EVENTS[type] as unknown as Codec<EventMessage<T>>;
  try {
    return codec.decode(bytes);
  } catch (cause) {
    throw new MalformedEvent(`not a ${type}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}
