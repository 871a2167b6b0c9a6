import { uuidOf } from "@metercast/contracts";
import {
  type CancelPayoutRequest,
  type CancelWithdrawalRequest,
  type CreatePayoutMethodRequest,
  type CreateWithdrawalRequest,
  type DecideWithdrawalRequest,
  type DeletePayoutMethodRequest,
  type ListWithdrawalsRequest,
  type QuoteWithdrawalRequest,
  type ReceiveRailWebhookRequest,
  type SetFreezeRequest,
  type SetMinimumRequest,
  type StartOnboardingRequest,
  WithdrawalStatus,
} from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { RAILS } from "@metercast/rails";
import { MetercastError, z } from "@metercast/runtime";
import { amount, key, optional, storableText, userId, uuidOfKind, validate } from "@metercast/validation";
import { MOST_UNDO_SECONDS } from "../../domain/held-decision.ts";
import { OUTCOMES } from "../../domain/resolution.ts";
import { STATUSES, type Status } from "../../domain/withdrawal.ts";
import type { ListQuery } from "../../ports/withdrawals.ts";
import type { CreateWithdrawalRequest as CreateRequest } from "../../usecases/create-withdrawal.ts";
import type { GiveBackRequest } from "../../usecases/give-back.ts";
import type { DecisionRequest } from "../../usecases/judge-decision.ts";
import type { QuoteRequest } from "../../usecases/quote-withdrawal.ts";
import type { ResolvePayoutRequest } from "../../usecases/resolve-payout.ts";

const url = z.url({ protocol: /^https?$/ }).max(2_000);
/** Fits the events that carry it: the wallet takes 500 characters. */
const note = storableText(500);
export const reason = storableText(500, 1);

const speed = z.enum(["standard", "instant"]).or(z.literal("").transform(() => "standard" as const));

const CREATE = z.object({
  creatorId: userId,
  amount,
  payoutMethodId: z.string(),
  speed,
  idempotencyKey: key,
  creatorName: storableText(200),
  creatorEmail: storableText(320),
});
export function create(request: CreateWithdrawalRequest): CreateRequest {
  const { payoutMethodId, ...rest } = validate(CREATE, request);
  if (payoutMethodId === "") return { ...rest, payoutMethodId: undefined };
  const uuid = uuidOf("payoutMethod", payoutMethodId);
  if (uuid === undefined) throw new MetercastError("payout_method_not_found");
  return { ...rest, payoutMethodId: uuid };
}

const QUOTE = z.object({ creatorId: userId, amount, payoutMethodId: z.string(), speed });
export function quote(request: QuoteWithdrawalRequest): QuoteRequest {
  const { payoutMethodId, ...rest } = validate(QUOTE, request);
  if (payoutMethodId === "") return { ...rest, payoutMethodId: undefined };
  const uuid = uuidOf("payoutMethod", payoutMethodId);
  if (uuid === undefined) throw new MetercastError("payout_method_not_found");
  return { ...rest, payoutMethodId: uuid };
}

const CANCEL_PAYOUT = z.object({
  withdrawalId: z.string().transform(withdrawalId),
  creatorId: optional(userId),
  actorId: userId,
});
export const payoutToCancel = (request: CancelPayoutRequest) => validate(CANCEL_PAYOUT, request);

const QUERY = z.object({ query: storableText(255, 1) });
export const query = (value: string): string => validate(QUERY, { query: value }).query;

/** A malformed id names nothing. */
export function withdrawalId(id: string): string {
  const uuid = uuidOf("withdrawal", id);
  if (uuid === undefined) throw new MetercastError("withdrawal_not_found");
  return uuid;
}

const STATUS_OF: Partial<Record<WithdrawalStatus, Status>> = Object.fromEntries(
  STATUSES.map((status) => [WithdrawalStatus[`WITHDRAWAL_STATUS_${status}`], status]),
);
const LIST = z.object({
  creatorId: optional(userId),
  status: z.number().refine((value) => value === 0 || value in STATUS_OF, "unknown"),
  limit: z.number().int().min(0).max(100),
  cursor: optional(uuidOfKind("withdrawal")),
  needsAttention: z.boolean(),
  scheduled: z.boolean().optional(),
});
export const DEFAULT_PAGE = 20;
export function list(request: ListWithdrawalsRequest): ListQuery {
  const { creatorId, status, limit, cursor, needsAttention, scheduled } = validate(LIST, request);
  return {
    creatorId: creatorId ?? "",
    status: STATUS_OF[status as WithdrawalStatus],
    limit: limit || DEFAULT_PAGE,
    after: cursor,
    needsReview: needsAttention,
    scheduled,
  };
}

const decided = { withdrawalId: z.string().transform(withdrawalId), actorId: userId, internalNote: note };
const DECISION = z.discriminatedUnion(
  "action",
  [
    z.object({
      ...decided,
      action: z.literal("approve"),
      note,
      payoutMethodId: optional(uuidOfKind("payoutMethod")),
    }),
    z.object({ ...decided, action: z.literal("reject"), note: reason }),
    z.object({ ...decided, action: z.literal("mark_paid"), note, reference: storableText(200, 1) }),
    z.object({ ...decided, action: z.literal("mark_failed"), note: storableText(300, 1) }),
    z.object({
      ...decided,
      action: z.literal("resolve"),
      outcome: z.enum(OUTCOMES),
      internalNote: reason,
      reference: storableText(200, 1),
      note: storableText(300),
    }),
  ],
  "approve, reject, mark_paid, mark_failed or resolve",
);
const UNDO = z.object({ undoSeconds: z.number().int().min(0).max(MOST_UNDO_SECONDS).optional() });
export const decision = (
  request: DecideWithdrawalRequest,
): Decided & { undoSeconds?: number | undefined } => ({
  ...validate(DECISION, request),
  ...validate(UNDO, request),
});

type Decided =
  | DecisionRequest
  | (GiveBackRequest & { action: "mark_failed" })
  | (Omit<ResolvePayoutRequest, "evidence"> & { action: "resolve"; internalNote: string });

const CANCEL = z.object({ withdrawalId: z.string().transform(withdrawalId), creatorId: userId });
export function cancel(request: CancelWithdrawalRequest): DecisionRequest {
  const { withdrawalId: id, creatorId: actorId } = validate(CANCEL, request);
  return { withdrawalId: id, actorId, action: "cancel" };
}

export const creatorId = (id: string): string =>
  validate(z.object({ creatorId: userId }), { creatorId: id }).creatorId;

const rail = z.enum(RAILS.map(({ name }) => name));
const METHOD = z.object({
  creatorId: userId,
  kind: rail,
  details: storableText(1_000),
  fields: z.record(z.string().max(64), z.string().max(2_000)),
  isDefault: z.boolean(),
});
/** `details` is a field too: older clients send it beside the others. */
export function method(request: CreatePayoutMethodRequest) {
  const { details, fields, ...rest } = validate(METHOD, request);
  return { ...rest, fields: { ...fields, ...(details !== "" && { details }) } };
}

export function ownMethod({ payoutMethodId, creatorId: creator }: DeletePayoutMethodRequest) {
  const id = uuidOf("payoutMethod", payoutMethodId);
  if (id === undefined) throw new MetercastError("payout_method_not_found");
  return { id, creatorId: creatorId(creator) };
}

const ONBOARDING = z.object({
  rail: rail.or(z.literal("").transform(() => "stripe" as const)),
  creatorId: userId,
  creatorEmail: storableText(320),
  returnUrl: url,
});
export function onboarding(request: StartOnboardingRequest) {
  const { creatorEmail, ...rest } = validate(ONBOARDING, request);
  return { ...rest, email: creatorEmail };
}

const MINIMUM = z.object({ creatorId: userId, amount, reason, actorId: userId });
export const minimum = (request: SetMinimumRequest) => validate(MINIMUM, request);

const FREEZE = z.object({
  frozen: z.boolean(),
  actorId: userId,
  reason,
  seen: z.string().max(64).optional(),
});
export const freeze = (request: SetFreezeRequest) => validate(FREEZE, request);

/** Stripe's own events are some kilobytes; the largest it sends are under this. */
const MAX_WEBHOOK_BYTES = 512 * 1_024;
const WEBHOOK = z.object({
  payload: z.instanceof(Uint8Array).refine(({ length }) => length <= MAX_WEBHOOK_BYTES, "too large"),
  signature: z.string().max(4_096),
});
const RAIL_WEBHOOK = z.object({
  rail: z.string().max(40),
  payload: WEBHOOK.shape.payload,
  headers: z.record(z.string().max(128), z.string().max(4_096)),
});
export const railWebhook = (request: ReceiveRailWebhookRequest) => validate(RAIL_WEBHOOK, request);
export const webhook = (request: { payload: Uint8Array; signature: string }) => validate(WEBHOOK, request);
