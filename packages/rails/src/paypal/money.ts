import type { Money } from "./types.ts";

/** 1320n → "13.20" */
export const dollars = (cents: bigint): string => `${cents / 100n}.${String(cents % 100n).padStart(2, "0")}`;

/** @throws where it is no amount of US dollars */
export function centsOf({ currency, value }: Money): bigint {
  const found = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(value);
  if (currency !== "USD" || found === null) throw new Error("PayPal named no amount of US dollars");
  return BigInt(found[1] ?? "0") * 100n + BigInt((found[2] ?? "").padEnd(2, "0"));
}
