import { characters, MalformedEvent, publicId, readDueLines, USER_ID, uuidOf } from "@metercast/contracts";
import { Asset as WireAsset } from "@metercast/contracts/common/v1/money.ts";
import type * as wire from "@metercast/contracts/wallet/v1/wallet.ts";
import { Direction as WireDirection } from "@metercast/contracts/wallet/v1/wallet.ts";
import { type Asset, MAX_AMOUNT } from "@metercast/money";
import { MetercastError, z } from "@metercast/runtime";
import { type DueLine, MAX_MINUTE } from "../../domain/minute.ts";
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

export const user = z.string().regex(USER_ID, "not a user id");
export const asset = z
  .union([z.literal(WireAsset.ASSET_TOKEN), z.literal(WireAsset.ASSET_USD)], "TOKEN or USD")
  .transform((wire): Asset => (wire === WireAsset.ASSET_TOKEN ? "TOKEN" : "USD"));
const amount = z.bigint().positive("positive").max(MAX_AMOUNT, "too large");
export const text = (max: number) =>
  z
    .string()
    .refine((value) => characters(value) <= max, `at most ${max} characters`)
    .refine((value) => !value.includes("\0"), "no NUL");
const key = z.string().regex(/^[\x21-\x7e]{1,128}$/, "1-128 visible ASCII characters");
const referenceType = z.string().regex(/^[A-Z][A-Z_]{0,39}$/, "capital letters");

export function publicUuid(kind: "session" | "stream" | "hold") {
  return z.string().transform((id, context) => {
    const uuid = uuidOf(kind, id);
    if (uuid !== undefined) return uuid;
    context.addIssue({ code: "custom", message: `not a ${kind} id` });
    return z.NEVER;
  });
}

export function check<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fields = result.error.issues.map(({ path, message }) => ({ field: path.join("."), message }));
  throw new MetercastError("invalid_request", undefined, { fields });
}

const WANTED = z
  .array(z.object({ userId: user, asset }))
  .min(1)
  .max(100);
const ADJUSTMENT = z.object({
  source: z.string().regex(/^[a-z][a-z-]{0,39}$/, "lower-case letters"),
  requestId: key,
  userId: user,
  asset,
  direction: z.union(
    [z.literal(WireDirection.DIRECTION_CREDIT), z.literal(WireDirection.DIRECTION_DEBIT)],
    "CREDIT or DEBIT",
  ),
  amount,
  referenceType,
  referenceId: text(128),
  reason: text(500),
  actorId: z.union([user, z.literal("")]),
});
const HOLD = z.object({
  holdId: publicUuid("hold"),
  userId: user,
  asset,
  amount,
  referenceType,
  referenceId: text(128),
});
const TOP_UP = z.object({
  topUpId: key,
  userId: user,
  tokens: amount,
  cents: amount,
  feeCents: z.bigint().min(0n).max(MAX_AMOUNT),
});
const signed = z.bigint().min(-MAX_AMOUNT).max(MAX_AMOUNT);
const BALANCE_TRANSACTION = z
  .object({ balanceTransactionId: key, fundingCents: signed, feeCents: signed })
  .refine(
    ({ fundingCents, feeCents }) => fundingCents !== 0n || feeCents !== 0n,
    "an amount that is not zero",
  );
const TOP_UP_MONEY = z
  .object({
    balanceTransactionId: key,
    sourceId: key,
    topUpId: key,
    userId: user,
    tokens: amount,
    cents: amount,
    amountCents: signed,
    feeCents: signed,
  })
  .refine(({ amountCents, feeCents }) => amountCents !== 0n || feeCents !== 0n, "an amount that is not zero");
const HOLD_IDS = z.object({ holdIds: z.array(publicUuid("hold")).max(500) });
const ENTRIES = z.object({
  userId: user,
  asset: z.union([asset, z.literal(WireAsset.ASSET_UNSPECIFIED).transform(() => undefined)]),
  limit: z.number().int().min(1).max(100),
  cursor: text(200),
  referenceType: z.union([referenceType, z.literal("")]),
  from: z.date().optional(),
  to: z.date().optional(),
  streamId: z.union([z.literal("").transform(() => undefined), publicUuid("stream")]),
});
const MINUTES = z.object({
  sessionId: publicUuid("session"),
  fromMinute: z
    .number()
    .int()
    .min(1)
    .max(MAX_MINUTE - MINUTES_PAGE),
});
const EARNINGS = z.object({
  creatorId: user,
  streamIds: z.array(publicUuid("stream")).max(100),
  since: z.array(z.date().min(new Date("2000-01-01")).max(new Date("9999-01-01"))).max(10),
});

/** Of one call. */
const MOST_USERS = 100;
export const userIds = (values: readonly string[]): string[] =>
  check(z.object({ userIds: z.array(user).min(1).max(MOST_USERS) }), { userIds: values }).userIds;
export const userId = (value: string): string => check(z.object({ userId: user }), { userId: value }).userId;
export const holdId = (value: string): string =>
  check(z.object({ holdId: publicUuid("hold") }), { holdId: value }).holdId;
export const streamId = (uuid: string): string => publicId("stream", uuid);

export const wantedAccounts = (request: wire.OpenAccountsRequest): UserAccount[] =>
  check(z.object({ accounts: WANTED }), request).accounts;

export function adjustment(request: wire.PostAdjustmentRequest): PostAdjustmentRequest {
  const { direction, ...rest } = check(ADJUSTMENT, request);
  return { ...rest, direction: direction === WireDirection.DIRECTION_CREDIT ? "credit" : "debit" };
}

export function placeHold(request: wire.PlaceHoldRequest): PlaceHoldRequest {
  const { holdId: id, ...rest } = check(HOLD, request);
  return { hold: { id, ...rest }, channel: request.channel };
}

export const topUp = (request: wire.PostTopUpRequest): PostTopUpRequest => check(TOP_UP, request);
export const topUpMoney = (request: wire.MoveTopUpMoneyRequest): TopUpMoney => check(TOP_UP_MONEY, request);
export const balanceTransaction = (
  request: wire.PostBalanceTransactionRequest,
): PostBalanceTransactionRequest => check(BALANCE_TRANSACTION, request);
export const holdIds = (request: wire.GetHoldsRequest): string[] => check(HOLD_IDS, request).holdIds;

export const entryQuery = (request: wire.ListEntriesRequest): EntryQuery => check(ENTRIES, request);

export function minutesQuery(request: wire.ListMinutesRequest): { session: string; fromMinute: number } {
  const { sessionId, fromMinute } = check(MINUTES, request);
  return { session: sessionId, fromMinute };
}

export function earningsQuery(request: wire.GetEarningsRequest): {
  creatorId: string;
  streams: string[];
  since: Date[];
} {
  const { creatorId, streamIds, since } = check(EARNINGS, request);
  return { creatorId, streams: streamIds, since };
}

export function dueLines({ due }: wire.PostMinutesRequest): DueLine[] {
  try {
    const lines = due ? readDueLines(due) : [];
    if (lines.length >= 1 && lines.length <= MAX_LINES) return lines;
  } catch (error) {
    if (!(error instanceof MalformedEvent)) throw error;
    throw new MetercastError("invalid_request", error.message);
  }
  throw new MetercastError("invalid_request", `a batch has 1 to ${MAX_LINES} minutes`);
}
