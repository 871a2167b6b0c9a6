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

/** Bought tokens: the tokens come into being, the money for them is income held at Stripe, and Stripe keeps its fee. */
export function topUp(userId: string, tokens: bigint, cents: bigint, feeCents: bigint): Movement[] {
  return positive([
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
    stripeFee(feeCents),
  ]);
}

/** From where a payout leaves the platform. */
export type PayoutChannel = "external_stripe" | "external_bank";

/** A payout arrived: the money in transit has left the platform. */
export function payoutPaid(channel: PayoutChannel, cents: bigint): Movement[] {
  return [
    { debit: { platform: "payouts_in_transit" }, credit: { platform: channel }, asset: "USD", amount: cents },
  ];
}

/** A payout that never left: the money is the creator's again. */
export function payoutFailed(userId: string, cents: bigint): Movement[] {
  return [
    {
      debit: { platform: "payouts_in_transit" },
      credit: { userId, asset: "USD" },
      asset: "USD",
      amount: cents,
    },
  ];
}

/** A paid payout that the bank sent back: the money is at the platform again, and then the creator's. */
export function payoutReturned(userId: string, channel: PayoutChannel, cents: bigint): Movement[] {
  const back: Movement = {
    debit: { platform: channel },
    credit: { platform: "payouts_in_transit" },
    asset: "USD",
    amount: cents,
  };
  return [back, ...payoutFailed(userId, cents)];
}

function stripeFee(cents: bigint): Movement {
  return {
    debit: { platform: "stripe_fees" },
    credit: { platform: "external_stripe" },
    asset: "USD",
    amount: cents,
  };
}

/** What moved at Stripe without an order of ours: the platform pays in to its balance (below zero: takes out), Stripe takes for itself (below zero: gives back). */
export function stripeMoved(fundingCents: bigint, feeCents: bigint): Movement[] {
  const funding: Movement = {
    debit: { platform: "external_stripe" },
    credit: { platform: "platform_funding" },
    asset: "USD",
    amount: fundingCents,
  };
  const moved = [funding, stripeFee(feeCents)].map((movement) =>
    movement.amount < 0n ? reversed({ ...movement, amount: -movement.amount }) : movement,
  );
  return positive(moved);
}

const reversed = ({ debit, credit, ...rest }: Movement): Movement => ({
  debit: credit,
  credit: debit,
  ...rest,
});

/** A leg of nothing is no leg. */
const positive = (movements: Movement[]): Movement[] => movements.filter(({ amount }) => amount > 0n);

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
