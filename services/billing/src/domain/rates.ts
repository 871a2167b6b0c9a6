export const RATE_SCOPES = ["platform", "creator", "stream"] as const;
export type RateScope = (typeof RATE_SCOPES)[number];

/** One version of the prices of a scope. Append-only. */
export interface RateCard {
  id: string;
  scope: RateScope;
  /** Creator's user id or stream's UUID; empty for the platform. */
  scopeId: string;
  /** 1, 2, … within the scope. */
  version: number;
  tokensPerMinute: number;
  creatorCentsPerMinute: number;
  reason: string;
  createdBy: string;
  createdAt: number;
}

/**
 * The newest card of the narrowest scope that covers the stream. `cards` may include those of other streams
 * and creators.
 */
export function rateFor(stream: { id: string; creatorId: string }, cards: readonly RateCard[]): RateCard {
  const newest = (scope: RateScope, scopeId: string) =>
    cards
      .filter((card) => card.scope === scope && card.scopeId === scopeId)
      .reduce<RateCard | undefined>(
        (best, card) => (best && best.version > card.version ? best : card),
        undefined,
      );
  const card = newest("stream", stream.id) ?? newest("creator", stream.creatorId) ?? newest("platform", "");
  if (!card) throw new Error("there is no platform rate card");
  return card;
}
