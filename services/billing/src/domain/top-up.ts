/** What can be bought. */
export interface TokenPackage {
  id: string;
  tokens: bigint;
  cents: bigint;
}

/**
 * `created`: its Checkout session may not exist yet. `open`: it exists. `paid`: Stripe reports the payment,
 * the wallet has not posted it yet. `credited`: the wallet has posted it. `expired` and `failed` are not
 * final: a payment that Stripe reports later is credited.
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
  /** Stripe's charge; undefined until it is paid. */
  chargeId?: string | undefined;
  feeCents: bigint;
  /**
   * What reached the platform's balance at Stripe before the fee. It differs from `cents` if the buyer paid
   * in another currency.
   */
  bookedCents: bigint;
  createdAt: number;
}

/** An amount with its currency, as Stripe names it ("usd"). */
export interface StripeAmount {
  cents: bigint;
  currency: string;
}

/** A Checkout session as Stripe has it now. */
export interface CheckoutView {
  id: string;
  /** Our top-up, by the session's reference; undefined: not ours. */
  topUpId: string | undefined;
  /** `waiting`: the page is open, or a bank has not responded. */
  payment: "waiting" | "paid" | "failed" | "expired";
  /** The price, in the currency in which we created the session. */
  asked: StripeAmount | undefined;
  paymentIntentId: string | undefined;
  chargeId: string | undefined;
  /** Stripe's receipt of the charge; empty: it has none yet. */
  receiptUrl: string;
  /** The charge's balance transaction, in the account's currency; undefined until Stripe has booked it. */
  booked: (StripeAmount & { feeCents: bigint }) | undefined;
  url: string;
}

/** A payment with its booked amounts. */
export interface Payment {
  sessionId: string;
  paymentIntentId: string;
  chargeId: string;
  bookedCents: bigint;
  feeCents: bigint;
}

/** Why a person has to decide about money. */
export const REVIEW_KINDS = [
  "amount_differs",
  "currency_differs",
  "second_payment",
  "settled_in_other_currency",
  "payment_undone",
  "foreign_balance_transaction",
  "event_waits",
  "never_settled",
] as const;
export type ReviewKind = (typeof REVIEW_KINDS)[number];

export interface ReviewCase {
  kind: ReviewKind;
  topUpId: string | undefined;
  /** Stripe's object. There is one case for each object and kind. */
  objectId: string;
  detail: string;
}

export type Verdict =
  | { kind: "waiting" | "decided" | "not_booked" }
  | { kind: "over"; state: "expired" | "failed" }
  | { kind: "paid"; payment: Payment }
  | { kind: "review"; found: Omit<ReviewCase, "topUpId"> };

/** What a Checkout session's state means for its top-up. */
export function judgePayment(topUp: TopUp, view: CheckoutView): Verdict {
  // A call whose key was spent may have left a second page, which no viewer saw: only a payment on it counts.
  const other = topUp.checkoutSessionId !== undefined && topUp.checkoutSessionId !== view.id;
  if (other) {
    if (view.payment !== "paid") return { kind: "waiting" };
    return review("second_payment", view, `${topUp.checkoutSessionId} is this top-up's session`);
  }
  const decided = topUp.state === "paid" || topUp.state === "credited";
  if (view.payment !== "paid") {
    if (view.payment === "waiting") return { kind: decided ? "decided" : "waiting" };
    if (!decided) return { kind: "over", state: view.payment };
    return review("payment_undone", view, `the top-up is ${topUp.state}, its session is ${view.payment}`);
  }
  return decided ? { kind: "decided" } : judgePaid(topUp, view);
}

function judgePaid(topUp: TopUp, view: CheckoutView): Verdict {
  const { id: sessionId, asked, booked, paymentIntentId, chargeId } = view;
  if (asked?.currency !== "usd")
    return review("currency_differs", view, `asked for ${topUp.cents} usd, paid ${shown(asked)}`);
  if (asked.cents !== topUp.cents)
    return review("amount_differs", view, `asked for ${topUp.cents} usd, paid ${shown(asked)}`);
  if (!paymentIntentId || !chargeId || !booked) return { kind: "not_booked" };
  // Stripe pays into the platform's account of the buyer's currency if there is one.
  if (booked.currency !== "usd")
    return review("settled_in_other_currency", view, `paid ${shown(asked)}, booked ${shown(booked)}`);
  const { cents: bookedCents, feeCents } = booked;
  return { kind: "paid", payment: { sessionId, paymentIntentId, chargeId, bookedCents, feeCents } };
}

const review = (kind: ReviewKind, { id }: CheckoutView, detail: string): Verdict => ({
  kind: "review",
  found: { kind, objectId: id, detail: `${id}: ${detail}` },
});
const shown = (amount: StripeAmount | undefined) =>
  amount ? `${amount.cents} ${amount.currency}` : "nothing";

/** A balance transaction of a refund or dispute. */
export interface MoneyMove {
  id: string;
  /** The refund or dispute. */
  sourceId: string;
  kind: "refund" | "dispute";
  /** The change of the platform's balance at Stripe: below zero leaves, above zero comes back. */
  cents: bigint;
  /** Of the account, which may differ from the charge's. */
  currency: string;
  /** Stripe's fee; below zero: returned. */
  feeCents: bigint;
  reason: string;
}

/** What the wallet did for a move; below zero: what it gave back. */
export interface MoveOutcome {
  tokensTaken: bigint;
  centsRecovered: bigint;
  centsLost: bigint;
}

export interface KnownMove {
  state: "open" | "posted";
  cents: bigint;
}

/** What the posted moves have taken away in sum. */
export const awayCents = (known: readonly KnownMove[]): bigint =>
  known.reduce((sum, { state, cents }) => (state === "posted" ? sum - cents : sum), 0n);

/**
 * Orders new moves so that the wallet takes as few tokens as possible only to give them back. The sum is
 * the same in any order, but a viewer who watches meanwhile must not run out because of money that has come
 * back already.
 */
export function inOrder(moves: readonly MoneyMove[], away: bigint): MoneyMove[] {
  const sign = away > 0n ? 1n : -1n;
  return moves.toSorted((one, other) =>
    Number(sign * (one.cents < 0n ? -1n : 1n) - sign * (other.cents < 0n ? -1n : 1n)),
  );
}

/**
 * Whether a package brings more than its tokens earn a creator at this price. Otherwise every minute loses
 * money.
 */
export function coversCosts(
  { tokens, cents }: TokenPackage,
  tokensPerMinute: bigint,
  creatorCentsPerMinute: bigint,
): boolean {
  return cents * tokensPerMinute > tokens * creatorCentsPerMinute;
}
