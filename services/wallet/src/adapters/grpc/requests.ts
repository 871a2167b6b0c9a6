import { MalformedEvent, publicId, readDueMinutes } from "@metercast/contracts";
import { Asset as WireAsset } from "@metercast/contracts/common/v1/money.ts";
import type * as wire from "@metercast/contracts/wallet/v1/wallet.ts";
import { Direction as WireDirection } from "@metercast/contracts/wallet/v1/wallet.ts";
import { type Asset, MAX_AMOUNT } from "@metercast/money";
import { MetercastError, z } from "@metercast/runtime";
import {
  amount,
  cursor,
  key,
  pageLimit,
  referenceType,
  signedAmount,
  storableText,
  userId,
  uuidOfKind,
  validate,
} from "@metercast/validation";
import { type DueMinute, MAX_MINUTE } from "../../domain/minute.ts";
import type { TopUpMoney } from "../../domain/top-up-money.ts";
import type { UserAccount } from "../../domain/transfer.ts";
import type { EntryQuery } from "../../ports/entries.ts";
import type { PlaceHoldRequest } from "../../usecases/place-hold.ts";
import type { PostAdjustmentRequest } from "../../usecases/post-adjustment.ts";
import type { PostBalanceTransactionRequest } from "../../usecases/post-balance-transaction.ts";
import { MAX_LINES } from "../../usecases/post-minutes.ts";
import type { PostTopUpRequest } from "../../usecases/post-top-up.ts";

/** Minutes of one ListMinutes response. */
export const MINUTES_PAGE = 1_000;

export const asset = z
  .union([z.literal(WireAsset.ASSET_TOKEN), z.literal(WireAsset.ASSET_USD)], "TOKEN or USD")
  .transform((wire): Asset => (wire === WireAsset.ASSET_TOKEN ? "TOKEN" : "USD"));

const WANTED = z.array(z.object({ userId, asset })).min(1).max(100);
const ADJUSTMENT = z.object({
  source: z.string().regex(/^[a-z][a-z-]{0,39}$/, "lower-case letters"),
  requestId: key,
  userId,
  asset,
  direction: z.union(
    [z.literal(WireDirection.DIRECTION_CREDIT), z.literal(WireDirection.DIRECTION_DEBIT)],
    "CREDIT or DEBIT",
  ),
  amount,
  referenceType,
  referenceId: storableText(128),
  reason: storableText(500),
  actorId: z.union([userId, z.literal("")]),
});
const HOLD = z.object({
  holdId: uuidOfKind("hold"),
  userId,
  asset,
  amount,
  referenceType,
  referenceId: storableText(128),
});
const TOP_UP = z.object({
  topUpId: key,
  userId,
  tokens: amount,
  cents: amount,
  feeCents: z.bigint().min(0n).max(MAX_AMOUNT),
});
const BALANCE_TRANSACTION = z
  .object({ balanceTransactionId: key, fundingCents: signedAmount, feeCents: signedAmount })
  .refine(
    ({ fundingCents, feeCents }) => fundingCents !== 0n || feeCents !== 0n,
    "an amount that is not zero",
  );
const TOP_UP_MONEY = z
  .object({
    balanceTransactionId: key,
    sourceId: key,
    topUpId: key,
    userId,
    tokens: amount,
    cents: amount,
    amountCents: signedAmount,
    feeCents: signedAmount,
  })
  .refine(({ amountCents, feeCents }) => amountCents !== 0n || feeCents !== 0n, "an amount that is not zero");
const HOLD_IDS = z.object({ holdIds: z.array(uuidOfKind("hold")).max(500) });
const ENTRIES = z.object({
  userId,
  asset: z.union([asset, z.literal(WireAsset.ASSET_UNSPECIFIED).transform(() => undefined)]),
  limit: pageLimit,
  cursor,
  referenceType: z.union([referenceType, z.literal("")]),
  from: z.date().optional(),
  to: z.date().optional(),
  streamId: z.union([z.literal("").transform(() => undefined), uuidOfKind("stream")]),
});
const MINUTES = z.object({
  sessionId: uuidOfKind("session"),
  fromMinute: z
    .number()
    .int()
    .min(1)
    .max(MAX_MINUTE - MINUTES_PAGE),
});
const EARNINGS = z.object({
  creatorId: userId,
  streamIds: z.array(uuidOfKind("stream")).max(100),
  since: z.array(z.date().min(new Date("2000-01-01")).max(new Date("9999-01-01"))).max(10),
});

/** Of one call. */
const MOST_USERS = 100;
export const userIds = (values: readonly string[]): string[] =>
  validate(z.object({ userIds: z.array(userId).min(1).max(MOST_USERS) }), { userIds: values }).userIds;
export const requestedUser = (value: string): string =>
  validate(z.object({ userId }), { userId: value }).userId;
export const holdId = (value: string): string =>
  validate(z.object({ holdId: uuidOfKind("hold") }), { holdId: value }).holdId;
export const streamId = (uuid: string): string => publicId("stream", uuid);

export const wantedAccounts = (request: wire.OpenAccountsRequest): UserAccount[] =>
  validate(z.object({ accounts: WANTED }), request).accounts;

export function adjustment(request: wire.PostAdjustmentRequest): PostAdjustmentRequest {
  const { direction, ...rest } = validate(ADJUSTMENT, request);
  return { ...rest, direction: direction === WireDirection.DIRECTION_CREDIT ? "credit" : "debit" };
}

export function placeHold(request: wire.PlaceHoldRequest): PlaceHoldRequest {
  const { holdId: id, ...rest } = validate(HOLD, request);
  return { hold: { id, ...rest }, channel: request.channel };
}

export const topUp = (request: wire.PostTopUpRequest): PostTopUpRequest => validate(TOP_UP, request);
export const topUpMoney = (request: wire.MoveTopUpMoneyRequest): TopUpMoney =>
  validate(TOP_UP_MONEY, request);
export const balanceTransaction = (
  request: wire.PostBalanceTransactionRequest,
): PostBalanceTransactionRequest => validate(BALANCE_TRANSACTION, request);
export const holdIds = (request: wire.GetHoldsRequest): string[] => validate(HOLD_IDS, request).holdIds;

export const entryQuery = (request: wire.ListEntriesRequest): EntryQuery => validate(ENTRIES, request);

export function minutesQuery(request: wire.ListMinutesRequest): { session: string; fromMinute: number } {
  const { sessionId, fromMinute } = validate(MINUTES, request);
  return { session: sessionId, fromMinute };
}

export function earningsQuery(request: wire.GetEarningsRequest): {
  creatorId: string;
  streams: string[];
  since: Date[];
} {
  const { creatorId, streamIds, since } = validate(EARNINGS, request);
  return { creatorId, streams: streamIds, since };
}

export function dueLines({ due }: wire.PostMinutesRequest): DueMinute[] {
  try {
    const lines = due ? readDueMinutes(due) : [];
    if (lines.length >= 1 && lines.length <= MAX_LINES) return lines;
  } catch (error) {
    if (!(error instanceof MalformedEvent)) throw error;
    throw new MetercastError("invalid_request", error.message);
  }
  throw new MetercastError("invalid_request", `a batch has 1 to ${MAX_LINES} minutes`);
}
