import type { Rate } from "../../../domain/stream.ts";
import { orNull, tokens, usd } from "./values.ts";

export function rateView(rate: Rate, tokenPriceCents: number | undefined) {
  return {
    id: rate.id,
    scope: rate.scope,
    scope_id: orNull(rate.scopeId),
    version: rate.version,
    tokens_per_minute: tokens(rate.tokensPerMinute),
    creator_per_minute: usd(rate.creatorCentsPerMinute),
    margin_per_minute: margin(rate, tokenPriceCents),
    reason: rate.reason,
    created_by: rate.createdBy,
    created_at: rate.createdAt.toISOString(),
  };
}

/** What the platform keeps of a viewer-minute, rounded to the cent; null without a configured token price. */
function margin(rate: Rate, tokenPriceCents: number | undefined) {
  if (tokenPriceCents === undefined) return null;
  const income = BigInt(Math.round(Number(rate.tokensPerMinute) * tokenPriceCents));
  return usd(income - rate.creatorCentsPerMinute);
}
