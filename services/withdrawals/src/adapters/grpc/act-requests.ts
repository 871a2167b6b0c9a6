import { uuidOf } from "@metercast/contracts";
import { Asset } from "@metercast/contracts/common/v1/money.ts";
import {
  ActDetails,
  type DecideActRequest,
  type FinishActRequest,
  type ListActsRequest,
  type RequestActRequest,
} from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { MetercastError, z } from "@metercast/runtime";
import { amount, key, optional, storableText, userId, uuidOfKind, validate } from "@metercast/validation";
import type { ActQuery } from "../../domain/act.ts";
import { ACT_STATES, type ActState, type DualControlLimits, tokenCents } from "../../domain/dual-control.ts";
import type { ActRequest } from "../../usecases/request-act.ts";
import { DEFAULT_PAGE, reason } from "./requests.ts";

/** What admins ask each other to confirm. */

/** A malformed id names nothing. */
export function actId(id: string): string {
  const uuid = uuidOf("act", id);
  if (uuid === undefined) throw new MetercastError("act_not_found");
  return uuid;
}

const FINISHED = z.object({ result: storableText(500) });
export const finishedAct = ({ actId: id, executed, result }: FinishActRequest) => ({
  id: actId(id),
  state: executed ? ("executed" as const) : ("failed" as const),
  result: validate(FINISHED, { result }).result,
});

const ACTS = z.object({
  state: z
    .union([z.literal(""), z.enum(ACT_STATES)])
    .transform((state): ActState | undefined => (state === "" ? undefined : state)),
  limit: z
    .number()
    .int()
    .min(0)
    .max(100)
    .transform((limit) => limit || DEFAULT_PAGE),
  cursor: optional(uuidOfKind("act")),
});
export function actList(request: ListActsRequest): ActQuery {
  const { cursor: after, ...rest } = validate(ACTS, request);
  return { after, ...rest };
}

const ACT_DECISION = z.discriminatedUnion(
  "action",
  [
    z.object({ actId: z.string(), actorId: userId, action: z.literal("confirm"), note: storableText(500) }),
    z.object({ actId: z.string(), actorId: userId, action: z.literal("decline"), note: reason }),
  ],
  "confirm or decline",
);
export function actDecision(request: DecideActRequest) {
  const { actId: id, ...rest } = validate(ACT_DECISION, request);
  return { id: actId(id), ...rest };
}

const price = z.bigint().min(0n, "not below zero").max(1_000_000n, "too large");
const ACT = z.object({ reason, actorId: userId, idempotencyKey: key, acceptLoss: z.boolean() });
const ADJUSTMENT = z.object({
  userId: userId,
  asset: z.union([z.literal(Asset.ASSET_TOKEN), z.literal(Asset.ASSET_USD)]),
  direction: z.enum(["credit", "debit"]),
  amount,
  refundOf: z.object({ caseId: key, sessionId: key }).optional(),
});
const RATE = z.object({
  scope: z.enum(["platform", "creator", "stream"]),
  scopeId: z.string().max(128),
  tokensPerMinute: price,
  creatorCentsPerMinute: price,
  creatorId: z.union([z.literal(""), userId]),
});
const days = z.number().int().min(0).max(365);
const EARNINGS_POLICY = z.object({
  creatorId: z.union([z.literal(""), userId]),
  holdDays: days,
  newCreatorDays: days,
  newCreatorHoldDays: days,
  reservePercent: z.number().int().min(0).max(100),
  reserveDays: days,
});

export function act(request: RequestActRequest, limits: DualControlLimits): ActRequest {
  const { reason: why, actorId, idempotencyKey, acceptLoss } = validate(ACT, request);
  const common = { reason: why, actorId, idempotencyKey, object: "", acceptLoss };
  const what = request.details?.what;
  if (what?.$case === "adjustment") {
    const value = validate(ADJUSTMENT, what.value);
    const cents = value.asset === Asset.ASSET_TOKEN ? value.amount * tokenCents(limits) : value.amount;
    return {
      ...common,
      kind: "adjustment",
      subject: value.userId,
      cents,
      details: json({ $case: "adjustment", value }),
    };
  }
  if (what?.$case === "rate") {
    const value = validate(RATE, what.value);
    const details = json({ $case: "rate", value });
    return { ...common, kind: "rate", subject: value.creatorId, cents: 0n, details, rate: value };
  }
  if (what?.$case === "earningsPolicy") {
    const value = validate(EARNINGS_POLICY, what.value);
    const details = json({ $case: "earningsPolicy", value });
    const { releasesNothingEarlier } = request;
    return {
      ...common,
      kind: "earnings_policy",
      subject: value.creatorId,
      cents: 0n,
      details,
      releasesNothingEarlier,
    };
  }
  throw new MetercastError("invalid_request", undefined, {
    fields: [{ field: "details", message: "an adjustment, a rate or an earnings policy" }],
  });
}

const json = (what: ActDetails["what"]) => ActDetails.toJSON({ what }) as Record<string, unknown>;
