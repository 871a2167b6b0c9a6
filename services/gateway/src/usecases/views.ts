import {
  type Rate,
  SessionStatus,
  type Stream,
  StreamStatus,
} from "@metercast/contracts/billing/v1/billing.ts";
import { Asset as ProtoAsset } from "@metercast/contracts/common/v1/money.ts";
import { type Account, Direction, type Entry } from "@metercast/contracts/wallet/v1/wallet.ts";
import type { Asset } from "@metercast/money";
import { amountOf, tokens, usd, warningLevel } from "../domain/amounts.ts";
import type { AuditRow } from "../ports/audit-log.ts";
import type { Session } from "../ports/billing.ts";
import type { Standing } from "./live/standings.ts";

/** What the services say, as the outside sees it (docs: section 2 of the contracts). Pure translation: snake_case, amounts, times. */

export const isoTime = (time: Date | undefined): string | null => time?.toISOString() ?? null;

/** Times that are always there: an absent one is a service's bug, told as such. */
export function time(value: Date | undefined): string {
  if (!value) throw new RangeError("a service answered without a time");
  return value.toISOString();
}

export function assetName(asset: ProtoAsset): Asset {
  if (asset === ProtoAsset.ASSET_TOKEN) return "TOKEN";
  if (asset === ProtoAsset.ASSET_USD) return "USD";
  throw new RangeError("an asset that this gateway does not know");
}

export const protoAsset = (asset: Asset): ProtoAsset =>
  asset === "TOKEN" ? ProtoAsset.ASSET_TOKEN : ProtoAsset.ASSET_USD;

export const isLive = (stream: Stream): boolean => stream.status === StreamStatus.STREAM_STATUS_LIVE;
export const isActive = (session: Session): boolean => session.status === SessionStatus.SESSION_STATUS_ACTIVE;

export interface StreamEarnings {
  minutes: bigint;
  cents: bigint;
}

/** `earnings` is given for the stream's creator only. */
export function streamView(stream: Stream, earnings?: StreamEarnings) {
  return {
    id: stream.id,
    title: stream.title,
    creator_id: stream.creatorId,
    status: isLive(stream) ? ("live" as const) : ("ended" as const),
    witnesses: stream.witnesses === "both" ? ("both" as const) : ("any" as const),
    rate: {
      tokens_per_minute: tokens(stream.tokensPerMinute),
      creator_per_minute: usd(stream.creatorCentsPerMinute),
    },
    viewers: stream.viewers,
    started_at: time(stream.startedAt),
    ended_at: isoTime(stream.endedAt),
    ...(earnings && {
      earnings: {
        so_far: usd(earnings.cents),
        per_minute: usd(stream.creatorCentsPerMinuteNow),
        viewer_minutes: tokens(earnings.minutes),
      },
    }),
  };
}

export function sessionView(session: Session, standing: Standing, lowBalanceTokens: number) {
  return {
    id: session.id,
    stream_id: session.streamId,
    viewer_id: session.viewerId,
    status: isActive(session) ? ("active" as const) : ("ended" as const),
    started_at: time(session.startedAt),
    ended_at: isoTime(session.endedAt),
    end_reason: session.endReason === "" ? null : session.endReason,
    tokens_per_minute: tokens(session.tokensPerMinute),
    carried_seconds: session.carriedMs / 1_000,
    minutes_billed: session.minutesBilled,
    tokens_charged: tokens(session.tokensCharged),
    balance: tokens(standing.available),
    low_balance: warningLevel(standing.available, lowBalanceTokens) > 0,
    runs_out_at: isActive(session) ? isoTime(standing.runsOutAt) : null,
  };
}

export function accountView(account: Pick<Account, "asset" | "posted" | "held" | "available" | "version">) {
  const asset = assetName(account.asset);
  return {
    asset,
    posted: amountOf(account.posted, asset),
    held: amountOf(account.held, asset),
    available: amountOf(account.available, asset),
    version: tokens(account.version),
  };
}

export function entryView(entry: Entry) {
  const asset = assetName(entry.asset);
  return {
    id: entry.entryId,
    type: entry.direction === Direction.DIRECTION_CREDIT ? ("DEPOSIT" as const) : ("DEBIT" as const),
    reference_type: entry.referenceType,
    reference_id: entry.referenceId,
    amount: amountOf(entry.amount, asset),
    asset,
    balance_after: amountOf(entry.balanceAfter, asset),
    version: tokens(entry.version),
    created_at: time(entry.createdAt),
    metadata: entry.metadata,
  };
}

/** What the platform keeps of a viewer-minute, where it is known what a token brings in; rounded to the cent, for reading only. */
function margin(rate: Rate, tokenPriceCents: number | undefined) {
  if (tokenPriceCents === undefined) return null;
  const income = BigInt(Math.round(Number(rate.tokensPerMinute) * tokenPriceCents));
  return usd(income - rate.creatorCentsPerMinute);
}

export function rateView(rate: Rate, tokenPriceCents: number | undefined) {
  return {
    id: rate.id,
    scope: rate.scope as "platform" | "creator" | "stream",
    scope_id: rate.scopeId === "" ? null : rate.scopeId,
    version: rate.version,
    tokens_per_minute: tokens(rate.tokensPerMinute),
    creator_per_minute: usd(rate.creatorCentsPerMinute),
    margin_per_minute: margin(rate, tokenPriceCents),
    reason: rate.reason,
    created_by: rate.createdBy,
    created_at: time(rate.createdAt),
  };
}

export function auditView(row: AuditRow) {
  return {
    id: String(row.id),
    at: row.at.toISOString(),
    actor_id: row.actor,
    action: row.action,
    object_type: row.objectType,
    object_id: row.objectId,
    request_id: row.requestId,
    detail: row.detail,
  };
}
