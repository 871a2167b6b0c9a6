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
  returnUrl: string;
  callNumber: number;
  checkoutSessionId: string | undefined;
  checkoutUrl: string;
  feeCents: bigint;
  createdAt: number;
}

/** A Checkout session as Stripe has it now. */
export interface CheckoutView {
  id: string;
  /** Our top-up, by the session's reference; undefined where it is not one of ours. */
  topUpId: string | undefined;
  /** `waiting`: the page is open, or a bank has not answered. */
  payment: "waiting" | "paid" | "failed" | "expired";
  /** Undefined where it is not in dollars. */
  cents: bigint | undefined;
  paymentIntentId: string | undefined;
  chargeId: string | undefined;
  /** Undefined while Stripe has not booked the charge. */
  feeCents: bigint | undefined;
  url: string;
}

/** What is paid, with everything that is booked of it. */
export interface Payment {
  sessionId: string;
  paymentIntentId: string;
  chargeId: string;
  feeCents: bigint;
}

/** A refund or dispute as Stripe has it now. `pending`: no money has moved. `returned`: it moved, and came back. */
export interface MoneyBack {
  id: string;
  kind: "refund" | "dispute";
  cents: bigint;
  /** What Stripe keeps for it besides. */
  feeCents: bigint;
  /** What Stripe gives back of that with the money that came back. */
  feeBackCents: bigint;
  status: "pending" | "moved" | "returned";
  reason: string;
}

export type ReversalState = "open" | "taken" | "won" | "failed";

export interface TopUpReversal {
  id: string;
  state: ReversalState;
  tokens: bigint;
  cents: bigint;
  feeCents: bigint;
}

/**
 * The tokens that `cents` going back to the buyer stand for: in proportion, rounded up (there is no part of a token), never more than what earlier refunds
 * and disputes have left of the top-up.
 */
export function tokensBack(
  topUp: { tokens: bigint; cents: bigint },
  reversedTokens: bigint,
  cents: bigint,
): bigint {
  const rest = topUp.tokens - reversedTokens;
  const wanted = (topUp.tokens * cents + topUp.cents - 1n) / topUp.cents;
  return wanted < rest ? wanted : rest;
}

/** True where a package brings more than a creator earns by its tokens at this price; else every minute loses money. */
export function coversCosts(
  { tokens, cents }: TokenPackage,
  tokensPerMinute: bigint,
  creatorCentsPerMinute: bigint,
): boolean {
  return cents * tokensPerMinute > tokens * creatorCentsPerMinute;
}
