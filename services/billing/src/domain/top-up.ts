/** What can be bought. */
export interface TokenPackage {
  id: string;
  tokens: bigint;
  cents: bigint;
}

/**
 * `created`: its Checkout session may not exist yet. `open`: it does. `paid`: decided by what Stripe says of it, before the wallet is asked. `credited`: the
 * wallet has posted it. `expired` and `failed` are not the last word: what Stripe says to be paid is credited.
 */
export type TopUpState = "created" | "open" | "paid" | "credited" | "expired" | "failed";

export interface TopUp {
  id: string;
  viewerId: string;
  packageId: string;
  tokens: bigint;
  cents: bigint;
  state: TopUpState;
  checkoutSessionId: string | undefined;
  checkoutUrl: string;
  paymentIntentId: string | undefined;
  chargeId: string | undefined;
  feeCents: bigint;
  requestHash: string;
  createdAt: number;
}

/** A Checkout session as Stripe has it now. */
export interface CheckoutView {
  id: string;
  topUpId: string | undefined;
  /** What is known of its payment: `waiting` covers both an open page and a bank that has not answered. */
  payment: "waiting" | "paid" | "failed" | "expired";
  /** In the currency of the platform; undefined where it was paid in another. */
  cents: bigint | undefined;
  paymentIntentId: string | undefined;
  chargeId: string | undefined;
  /** Undefined while Stripe has not booked the charge. */
  feeCents: bigint | undefined;
  url: string;
}

/** What a refund or dispute takes back of a top-up. */
export interface Share {
  tokens: bigint;
  cents: bigint;
}

/**
 * The tokens that `cents` going back to the buyer are worth: in proportion, rounded up (a part of a token can't be left), never more than what earlier
 * refunds and disputes have left of the top-up. The cents are what moves at Stripe, so they stay as they are.
 */
export function shareOf(topUp: Share, reversedTokens: bigint, cents: bigint): Share {
  const rest = topUp.tokens - reversedTokens;
  const wanted = (topUp.tokens * cents + topUp.cents - 1n) / topUp.cents;
  return { tokens: wanted < rest ? wanted : rest, cents };
}
