import { shareOf } from "@metercast/money";
import type { Movement } from "./templates.ts";

/** A top-up as it was booked: its tokens, and the money that came for them. */
export interface Purchase {
  tokens: bigint;
  cents: bigint;
}

/** What refunds and disputes have done to a top-up so far, net of what came back. */
export interface Reversed {
  /** Money that is away. Below zero where more came back than had left (exchange rates). */
  cents: bigint;
  /** Of it the tokens that were taken from the viewer, and the money for them; the rest of the money is lost. */
  tokens: bigint;
  recoveredCents: bigint;
}

export const NOTHING_REVERSED: Reversed = { cents: 0n, tokens: 0n, recoveredCents: 0n };

/** One step of it, signed: positive takes from the viewer, negative gives back. */
export interface ReversalStep {
  tokens: bigint;
  recoveredCents: bigint;
  lostCents: bigint;
}

/**
 * The tokens that the money that is away stands for: in proportion, rounded up (there is no part of a token), never more than were bought.
 * Of the sum, not of each part: ten refunds of a cent are one refund of ten.
 */
export function tokensFor({ tokens, cents }: Purchase, awayCents: bigint): bigint {
  if (awayCents <= 0n) return 0n;
  const share = (tokens * awayCents + cents - 1n) / cents;
  return share < tokens ? share : tokens;
}

/**
 * What a movement of a top-up's money means for its viewer, who has `availableTokens`. `amountCents` as Stripe's balance changes: below zero
 * leaves, above zero comes back. What the viewer has spent can't be taken: its money is lost. What came back is first that.
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

/** The step in the books, with what Stripe keeps for it (negative: gives back). External Stripe moves by the balance transaction's net amount. */
export function topUpMoneyMoved(userId: string, step: ReversalStep, feeCents: bigint): Movement[] {
  const stripe = { platform: "external_stripe" } as const;
  const user = { userId, asset: "TOKEN" } as const;
  const signed: Movement[] = [
    { debit: user, credit: { platform: "issued_tokens" }, asset: "TOKEN", amount: step.tokens },
    { debit: { platform: "token_income" }, credit: stripe, asset: "USD", amount: step.recoveredCents },
    { debit: { platform: "dispute_losses" }, credit: stripe, asset: "USD", amount: step.lostCents },
    { debit: { platform: "stripe_fees" }, credit: stripe, asset: "USD", amount: feeCents },
  ];
  return signed
    .filter(({ amount }) => amount !== 0n)
    .map(({ debit, credit, asset, amount }) =>
      amount > 0n
        ? { debit, credit, asset, amount }
        : { debit: credit, credit: debit, asset, amount: -amount },
    );
}

const least = (one: bigint, other: bigint): bigint => (one < other ? one : other);
