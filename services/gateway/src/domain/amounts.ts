import { type Asset, formatAmount } from "@metercast/money";

/** USD as the outside sees it. */
export interface Money {
  amount: string;
  currency: "USD";
}

export const usd = (cents: bigint): Money => ({ amount: formatAmount(cents, "USD"), currency: "USD" });

/** Tokens fit a JSON number: amounts are at most MAX_AMOUNT (10^15) and sums of them stay under 2^53 unless the books are broken. */
export function tokens(units: bigint): number {
  const value = Number(units);
  if (!Number.isSafeInteger(value)) throw new RangeError("more tokens than a JSON number can say");
  return value;
}

/** An amount in the shape of its asset. */
export const amountOf = (minor: bigint, asset: Asset): number | Money =>
  asset === "USD" ? usd(minor) : tokens(minor);

/**
 * How far a viewer's tokens have sunk. 2: nothing left; 1: below the limit; 0: enough. The limit is the wallet's too:
 * it decides when `wallet.balance.low.v1` is said.
 */
export function warningLevel(available: bigint, lowBalanceTokens: number): 0 | 1 | 2 {
  if (available <= 0n) return 2;
  return available < BigInt(lowBalanceTokens) ? 1 : 0;
}
