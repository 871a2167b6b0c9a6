import type { Logger } from "@metercast/runtime";
import type {
  CheckoutView,
  MoneyBack,
  Payment,
  TokenPackage,
  TopUp,
  TopUpReversal,
} from "../../domain/top-up.ts";
import type { Clock } from "../../ports.ts";

/** Everything that top-ups need. */
export interface TopUpPorts {
  packages: readonly TokenPackage[];
  topUps: TopUpStore;
  reversals: ReversalStore;
  events: StripeEventStore;
  /** Undefined without a key of Stripe: nothing can be bought, webhooks wait. */
  stripe: StripePayments | undefined;
  readWebhook: ReadWebhook;
  wallet: TopUpWallet;
  metrics: TopUpMetrics;
  clock: Clock;
  log: Logger;
}

export interface TopUpStore {
  byKey(viewerId: string, idempotencyKey: string): Promise<TopUp | undefined>;
  /** False where that viewer used the key before. */
  insert(topUp: TopUp, idempotencyKey: string, nextAt: number): Promise<boolean>;
  find(id: string): Promise<TopUp | undefined>;
  byPayment(paymentIntentId: string): Promise<TopUp | undefined>;
  /** `created` → `open`; else nothing but the url where it was not known. */
  opened(id: string, sessionId: string, url: string, nextAt: number): Promise<TopUp>;
  /** Leaves a call's key behind, once however many ask for it. */
  leaveCall(id: string, callNumber: number): Promise<TopUp>;
  /** → `paid` with what is booked of it; one that is `paid` or `credited` stays as it is. */
  paid(id: string, payment: Payment): Promise<TopUp>;
  /** `paid` → `credited`. False where that was done before. */
  credited(id: string): Promise<boolean>;
  /** `created` or `open` → over. */
  over(id: string, state: "expired" | "failed"): Promise<void>;
  /** Takes up to `limit` that nobody has looked at in time; each comes again later and later, an hour at most, for 30 days. */
  claim(limit: number): Promise<TopUp[]>;
}

export interface ReversalStore {
  /** Stores what a refund or dispute asks back, once; gives how it stands. */
  record(topUp: TopUp, back: MoneyBack): Promise<TopUpReversal>;
  find(id: string): Promise<TopUpReversal | undefined>;
  /** `open` → `taken`. False where that was done before. */
  taken(id: string, outcome: ReversalOutcome): Promise<boolean>;
  /** `taken` → the money came back, and the tokens. False where that was done before. */
  returned(id: string, state: "won" | "failed"): Promise<boolean>;
}

export interface ReversalOutcome {
  tokensTaken: bigint;
  centsRecovered: bigint;
  centsLost: bigint;
}

/** An event as it is stored. */
export interface StripeEvent {
  id: string;
  type: string;
  /** The Checkout session or charge that it is about. */
  objectId: string;
  payload: string;
}
export interface ClaimedEvent {
  id: string;
  type: string;
  objectId: string;
  /** This one included. */
  attempts: number;
}

export interface StripeEventStore {
  /** How many of them are new. */
  store(events: readonly StripeEvent[]): Promise<number>;
  /** Takes up to `limit` for some seconds: whoever dies with them leaves them to others. */
  claim(limit: number, leaseSeconds: number): Promise<ClaimedEvent[]>;
  handled(id: string, outcome: string, error: string): Promise<void>;
  again(id: string, error: string, afterMs: number): Promise<void>;
  /** Up to 10,000. */
  waiting(): Promise<number>;
}

/** Checks a webhook's signature. @throws invalid_signature */
export type ReadWebhook = (payload: Uint8Array, signature: string) => StripeEvent;

export type SessionOutcome =
  | { kind: "open"; sessionId: string; url: string }
  /** Nobody knows whether it exists. `keySpent`: this key will only ever give this answer. */
  | { kind: "unknown"; keySpent: boolean; detail: string }
  | { kind: "refused"; detail: string };

/** Payments at Stripe. What only reads throws where there was no answer. */
export interface StripePayments {
  /** Makes the Checkout session of a top-up, once for its id and call number. Never throws. */
  openSession(topUp: TopUp): Promise<SessionOutcome>;
  session(sessionId: string): Promise<CheckoutView>;
  /** The session that a payment was made in. */
  sessionOfPayment(paymentIntentId: string): Promise<CheckoutView | undefined>;
  /** All refunds and disputes of a charge, and which top-up it paid as far as the charge says so. */
  charge(chargeId: string): Promise<{
    topUpId: string | undefined;
    paymentIntentId: string | undefined;
    back: MoneyBack[];
  }>;
  /** Events of the kinds that are handled here between two times (ms), newest first, at most 1,000. */
  eventsBetween(from: number, to: number): Promise<StripeEvent[]>;
}

export interface TopUpWallet {
  /** @throws unavailable: then the outcome is unknown */
  postTopUp(topUp: TopUp & { checkoutSessionId: string }): Promise<void>;
  reverseTopUp(
    topUp: TopUp & { checkoutSessionId: string },
    reversal: TopUpReversal,
  ): Promise<ReversalOutcome>;
  /** The money of a reversal came back: undoes what was taken, with what Stripe gives back of its fee. @throws unavailable */
  reinstateTopUp(
    topUp: TopUp & { checkoutSessionId: string },
    reversalId: string,
    feeBackCents: bigint,
  ): Promise<void>;
}

export interface TopUpMetrics {
  credited(tokens: bigint): void;
  reversed(kind: MoneyBack["kind"], outcome: ReversalOutcome): void;
  /** A dispute won, or a refund that failed: what was taken is given back. */
  returned(state: "won" | "failed"): void;
  givenUp(): void;
  waiting(events: number): void;
}

/** Not an error: what has to come first has not come yet. */
export class NotYet extends Error {
  override readonly name = "NotYet";
}
