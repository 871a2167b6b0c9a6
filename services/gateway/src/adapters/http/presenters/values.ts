import { type Asset, formatAmount } from "@metercast/money";

/** USD in an answer. */
export interface Money {
  amount: string;
  currency: "USD";
}

export const usd = (cents: bigint): Money => ({ amount: formatAmount(cents, "USD"), currency: "USD" });

/** Amounts are at most 10^15 and sums of them stay under 2^53: an unsafe number means broken books. */
export function tokens(units: bigint): number {
  const value = Number(units);
  if (!Number.isSafeInteger(value)) throw new RangeError("more than a JSON number can hold");
  return value;
}

/** An amount in the shape of its asset. */
export const amountOf = (minor: bigint, asset: Asset): number | Money =>
  asset === "USD" ? usd(minor) : tokens(minor);

export const isoTime = (time: Date | undefined): string | null => time?.toISOString() ?? null;

export const orNull = (text: string | undefined): string | null => text ?? null;

export function page<T>(data: T[], nextCursor: string | undefined) {
  return { data, has_more: nextCursor !== undefined, next_cursor: nextCursor ?? null };
}
