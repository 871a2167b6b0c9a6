import type { Asset } from "@metercast/money";
import type { RailAccount, RailFeeAccount } from "@metercast/rails";
import type { PlatformAccount } from "./account.ts";
import { positive, type Transfer, turned } from "./transfer.ts";

export type Direction = "credit" | "debit";

const ADJUSTMENTS: Readonly<Record<Asset, PlatformAccount>> = {
  TOKEN: "token_adjustments",
  USD: "usd_adjustments",
};

/** An admin's correction of a user's account, against the asset's adjustments account. */
export function adjustment(userId: string, asset: Asset, direction: Direction, amount: bigint): Transfer[] {
  return [between(userId, asset, direction, amount, ADJUSTMENTS[asset])];
}

/** A platform client's credit or debit, against the account configured for its business word. */
export function clientTransfer(
  userId: string,
  asset: Asset,
  direction: Direction,
  amount: bigint,
  counterpart: PlatformAccount,
): Transfer[] {
  return [between(userId, asset, direction, amount, counterpart)];
}

/** Bought tokens: the platform issues them, their price is income at Stripe, and Stripe keeps its fee. */
export function topUp(userId: string, tokens: bigint, cents: bigint, feeCents: bigint): Transfer[] {
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

/** The accounts through which a payout leaves the platform, and what its provider charges goes. */
export interface PayoutChannel {
  account: RailAccount;
  /** Undefined: this rail charges nothing through the books. */
  feeAccount: RailFeeAccount | undefined;
}

/** Cents of a payout. */
export interface PayoutAmounts {
  /** Of the withdrawal. */
  cents: bigint;
  /** Of these, what the creator pays for an instant payout. */
  charged: bigint;
  /** What the rail takes from the platform for it, or gives back. */
  fee: bigint;
}

/**
 * A payout that arrived: of the money in transit the platform earns what the creator pays for it, and the
 * rest leaves.
 */
export function payoutPaid(channel: PayoutChannel, { cents, charged, fee }: PayoutAmounts): Transfer[] {
  const inTransit = { platform: "payouts_in_transit" } as const;
  return positive([
    { debit: inTransit, credit: { platform: channel.account }, asset: "USD", amount: cents - charged },
    { debit: inTransit, credit: { platform: "payout_fee_income" }, asset: "USD", amount: charged },
    ...railFee(channel, fee),
  ]);
}

function railFee({ account, feeAccount }: PayoutChannel, cents: bigint): Transfer[] {
  if (feeAccount === undefined) return [];
  return [{ debit: { platform: feeAccount }, credit: { platform: account }, asset: "USD", amount: cents }];
}

const back = ({ debit, credit, ...rest }: Transfer): Transfer => ({ ...rest, debit: credit, credit: debit });

/** A payout that never left: the creator gets the money back. */
export function payoutFailed(userId: string, cents: bigint): Transfer[] {
  return [
    {
      debit: { platform: "payouts_in_transit" },
      credit: { userId, asset: "USD" },
      asset: "USD",
      amount: cents,
    },
  ];
}

/**
 * A paid payout that came back: through transit to the creator, with what the creator paid for it. `fee`:
 * what the rail gives back.
 */
export function payoutReturned(userId: string, channel: PayoutChannel, amounts: PayoutAmounts): Transfer[] {
  return [...payoutPaid(channel, amounts).map(back), ...payoutFailed(userId, amounts.cents)];
}

function stripeFee(cents: bigint): Transfer {
  return {
    debit: { platform: "stripe_fees" },
    credit: { platform: "external_stripe" },
    asset: "USD",
    amount: cents,
  };
}

/**
 * A balance transaction of Stripe that no payment or payout caused. `fundingCents`: the platform pays into
 * its balance at Stripe, below zero takes out. `feeCents`: Stripe takes a fee, below zero gives it back.
 */
export function balanceTransaction(fundingCents: bigint, feeCents: bigint): Transfer[] {
  const funding: Transfer = {
    debit: { platform: "external_stripe" },
    credit: { platform: "platform_funding" },
    asset: "USD",
    amount: fundingCents,
  };
  return positive([funding, stripeFee(feeCents)].map(turned));
}

/** Earnings of minutes whose tokens' money is gone: the creator gives them back to the platform. */
export function clawback(userId: string, cents: bigint): Transfer[] {
  return [between(userId, "USD", "debit", cents, "creator_costs")];
}

/** The money came back after all: the creator gets back what was taken. */
export function clawbackReturned(userId: string, cents: bigint): Transfer[] {
  return [between(userId, "USD", "credit", cents, "creator_costs")];
}

/** An approved withdrawal: the held money goes from the creator into transit. */
export function holdPosted(userId: string, cents: bigint): Transfer[] {
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
): Transfer {
  const user = { userId, asset };
  const platform = { platform: other };
  return direction === "credit"
    ? { debit: platform, credit: user, asset, amount }
    : { debit: user, credit: platform, asset, amount };
}
