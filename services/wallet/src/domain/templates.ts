import type { Asset } from "@metercast/money";
import type { PlatformAccount } from "./account.ts";

/** One side of a transfer. */
export type Side = { userId: string; asset: Asset } | { platform: PlatformAccount };

/** A movement of one amount of one asset from one account to another. */
export interface Movement {
  debit: Side;
  credit: Side;
  asset: Asset;
  amount: bigint;
}

export type Direction = "credit" | "debit";

const ADJUSTMENTS: Readonly<Record<Asset, PlatformAccount>> = {
  TOKEN: "token_adjustments",
  USD: "usd_adjustments",
};

/** An admin's correction: into or out of a user's account, against the asset's adjustments account. */
export function adjustment(userId: string, asset: Asset, direction: Direction, amount: bigint): Movement[] {
  return [between(userId, asset, direction, amount, ADJUSTMENTS[asset])];
}

/** A credit or debit that a platform client asked for, against the account configured for its business word. */
export function clientTransfer(
  userId: string,
  asset: Asset,
  direction: Direction,
  amount: bigint,
  counterpart: PlatformAccount,
): Movement[] {
  return [between(userId, asset, direction, amount, counterpart)];
}

/** Bought tokens: the tokens come into being, and the money for them is income held at Stripe. */
export function topUp(userId: string, tokens: bigint, cents: bigint): Movement[] {
  return [
    {
      debit: { platform: "issued_tokens" },
      credit: { userId, asset: "TOKEN" },
      asset: "TOKEN",
      amount: tokens,
    },
    {
      debit: { platform: "external_stripe" },
      credit: { platform: "token_income" },
      asset: "USD",
      amount: cents,
    },
  ];
}

/** An approved withdrawal: what was held leaves the creator and is on its way. */
export function holdPosted(userId: string, cents: bigint): Movement[] {
  return [
    {
      debit: { userId, asset: "USD" },
      credit: { platform: "payouts_in_transit" },
      asset: "USD",
      amount: cents,
    },
  ];
}

function between(
  userId: string,
  asset: Asset,
  direction: Direction,
  amount: bigint,
  other: PlatformAccount,
): Movement {
  const user = { userId, asset };
  const platform = { platform: other };
  return direction === "credit"
    ? { debit: platform, credit: user, asset, amount }
    : { debit: user, credit: platform, asset, amount };
}
