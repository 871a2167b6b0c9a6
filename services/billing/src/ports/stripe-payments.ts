import type { CheckoutView, MoneyMove, TopUp } from "../domain/top-up.ts";

/** Payments at Stripe. Calls that only read throw if Stripe did not answer. */
export interface StripePayments {
  /** Creates the Checkout session of a top-up, once for its id and call number. Never throws. */
  openSession(topUp: TopUp): Promise<SessionOutcome>;
  session(sessionId: string): Promise<CheckoutView>;
  /** The Checkout session that a payment was made in. */
  sessionOfPayment(paymentIntentId: string): Promise<CheckoutView | undefined>;
  charge(chargeId: string): Promise<ChargeView>;
  /** The address of a charge's receipt; empty: it has none. */
  receipt(chargeId: string): Promise<string>;
}

export type SessionOutcome =
  | { kind: "open"; sessionId: string; url: string }
  /** The session may exist. `keySpent`: Stripe repeats this answer for this key. */
  | { kind: "unknown"; keySpent: boolean; detail: string }
  | { kind: "refused"; detail: string };

export interface ChargeView {
  /** The top-up that the charge paid, if the charge names one. */
  topUpId: string | undefined;
  paymentIntentId: string | undefined;
  /** The balance transactions of all its refunds and disputes. */
  moves: MoneyMove[];
}
