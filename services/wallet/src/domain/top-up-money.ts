import { shareOf } from "@metercast/money";
import { positive, type Transfer, turned } from "./transfer.ts";

/** A top-up as it was booked: its tokens, and the money that came for them. */
export interface Purchase {
  tokens: bigint;
  cents: bigint;
}

/** The net effect of a top-up's refunds and disputes so far. */
export interface Reversed {
  /** Money that left. Below zero where exchange rates brought more back. */
  cents: bigint;
  /** Tokens taken from the viewer. `recoveredCents` is their share of the money; the rest is lost. */
  tokens: bigint;
  recoveredCents: bigint;
}

export const NOTHING_REVERSED: Reversed = { cents: 0n, tokens: 0n, recoveredCents: 0n };

/** The effect of one balance transaction: positive takes from the viewer, negative gives back. */
export interface ReversalStep {
  tokens: bigint;
  recoveredCents: bigint;
  lostCents: bigint;
}

/**
 * The tokens for an amount of a purchase's money, rounded up, at most all of them. Call it with the sum of
 * refunds, so that ten refunds of a cent equal one refund of ten.
 */
export function tokensFor({ tokens, cents }: Purchase, awayCents: bigint): bigint {
  if (awayCents <= 0n) return 0n;
  const share = (tokens * awayCents + cents - 1n) / cents;
  return share < tokens ? share : tokens;
}

/**
 * The step for a balance transaction of a top-up. `amountCents` below zero leaves Stripe, above zero comes
 * back. Spent tokens can't be taken: their money is lost, and money that comes back covers that loss first.
 */
export function moneyMoved(
  purchase: Purchase,
  before: Reversed,
  amountCents: bigint,
  availableTokens: bigint,
): ReversalStep {
  const cents = before.cents - amountCents;
  const due = tokensFor(purchase, cents);
  const wanted = due - tokensFor(purchase, before.cents);
  const taken = least(wanted > 0n ? wanted : 0n, availableTokens);
  const tokens = wanted > 0n ? before.tokens + taken : least(before.tokens, due);
  const recovered = due === 0n ? 0n : shareOf(least(cents, purchase.cents), tokens, due);
  const step = { tokens: tokens - before.tokens, recoveredCents: recovered - before.recoveredCents };
  return { ...step, lostCents: -amountCents - step.recoveredCents };
}

export function afterStep(before: Reversed, amountCents: bigint, step: ReversalStep): Reversed {
  return {
    cents: before.cents - amountCents,
    tokens: before.tokens + step.tokens,
    recoveredCents: before.recoveredCents + step.recoveredCents,
  };
}

/**
 * The transfers of a step. `feeCents`: Stripe's fee, below zero gives it back. `external_stripe` changes by
 * the balance transaction's net amount.
 */
export function topUpMoneyMoved(userId: string, step: ReversalStep, feeCents: bigint): Transfer[] {
  const stripe = { platform: "external_stripe" } as const;
  const user = { userId, asset: "TOKEN" } as const;
  const signed: Transfer[] = [
    { debit: user, credit: { platform: "issued_tokens" }, asset: "TOKEN", amount: step.tokens },
    { debit: { platform: "token_income" }, credit: stripe, asset: "USD", amount: step.recoveredCents },
    { debit: { platform: "dispute_losses" }, credit: stripe, asset: "USD", amount: step.lostCents },
    { debit: { platform: "stripe_fees" }, credit: stripe, asset: "USD", amount: feeCents },
  ];
  return positive(signed.map(turned));
}

const least = (one: bigint, other: bigint): bigint => (one < other ? one : other);

/** A balance transaction by which money of a top-up left Stripe's balance or came back. */
export interface TopUpMoney extends Purchase {
  balanceTransactionId: string;
  /** The refund or dispute. */
  sourceId: string;
  topUpId: string;
  userId: string;
  /** As Stripe's balance changes: below zero leaves. */
  amountCents: bigint;
  /** Stripe's fee for it; below zero: Stripe gives it back. */
  feeCents: bigint;
}

/** The part of a balance transaction that the books keep: with the same id it must be the same again. */
export type BookedMoney = Omit<TopUpMoney, "userId" | keyof Purchase>;

export const isSameMoney = (booked: BookedMoney, moved: BookedMoney): boolean =>
  booked.topUpId === moved.topUpId &&
  booked.sourceId === moved.sourceId &&
  booked.amountCents === moved.amountCents &&
  booked.feeCents === moved.feeCents;
