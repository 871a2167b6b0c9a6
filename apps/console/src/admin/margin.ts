import type { Schemas } from "../api/client.ts";
import { type Amount, cents, usd } from "../format/money.ts";

export type Rate = Schemas["Rate"];

/** The newest card of each scope applies. Cards come newest first. */
export function inForce(rates: readonly Rate[]): Rate[] {
  const seen = new Set<string>();
  return rates.filter(({ scope, scope_id }) => {
    const key = `${scope} ${scope_id ?? ""}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

export const losesMoney = ({ margin_per_minute: margin }: Rate): boolean =>
  margin !== null && usd(margin).minor < 0n;

/**
 * The margin of a rate that is not set yet, from the revenue per token of an existing card; undefined if no
 * card has it. Cards are rounded to the cent, so the card with most tokens is the most exact.
 */
export function estimatedMargin(rates: readonly Rate[], tokens: bigint, earns: bigint): Amount | undefined {
  const known = rates
    .filter(({ margin_per_minute: margin, tokens_per_minute: count }) => margin !== null && count > 0)
    .toSorted((a, b) => b.tokens_per_minute - a.tokens_per_minute)[0];
  if (!known?.margin_per_minute) return undefined;
  const income = usd(known.margin_per_minute).minor + usd(known.creator_per_minute).minor;
  return cents((income * tokens) / BigInt(known.tokens_per_minute) - earns);
}
