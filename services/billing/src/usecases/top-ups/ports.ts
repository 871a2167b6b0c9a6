import type { Logger } from "@metercast/runtime";
import type {
  CheckoutView,
  KnownMove,
  MoneyMove,
  Payment,
  ReviewCase,
  ReviewKind,
  TokenPackage,
  TopUp,
} from "../../domain/top-up.ts";
import type { Clock } from "../../ports.ts";

/** Everything that top-ups need. */
export interface TopUpPorts {
  packages: readonly TokenPackage[];
  topUps: TopUpStore;
  moves: MoneyMoveStore;
  cases: CaseStore;
  events: StripeEventStore;
  /** Undefined without a key of Stripe: nothing can be bought, webhooks wait. */
  stripe: StripePayments | undefined;
  /** Takes a call for a Checkout session from the viewer's budget and from everybody's. False where one is spent. */
  mayCallStripe(viewerId: string): Promise<boolean>;
  readWebhook: ReadWebhook;
  wallet: TopUpWallet;
  metrics: TopUpMetrics;
  clock: Clock;
  log: Logger;
}

export interface TopUpStore {
  byKey(viewerId: string, idempotencyKey: string): Promise<TopUp | undefined>;
  /** False where that viewer used the key before, or has too many that may still be paid. */
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
  /** Nobody looks at it by itself any more: a person does. */
  leave(id: string): Promise<void>;
  /** Takes up to `limit` that nobody has looked at in time; each comes again later and later, an hour at most, for 30 days. */
  claim(limit: number): Promise<ClaimedTopUp[]>;
  /** How many should have been looked at this long ago, up to 10,000. */
  overdue(seconds: number): Promise<number>;
}

/** `last`: it is not claimed again. */
export type ClaimedTopUp = TopUp & { last: boolean };

export interface MoneyMoveStore {
  ofTopUp(topUpId: string): Promise<Map<string, KnownMove>>;
  /** Stores one once. False where it is posted. */
  record(topUpId: string, move: MoneyMove): Promise<boolean>;
  /** `open` → `posted`. False where that was done before. */
  posted(id: string, outcome: MoveOutcome): Promise<boolean>;
}

/** What a move came to: below zero, what it gave back. */
export interface MoveOutcome {
  tokensTaken: bigint;
  centsRecovered: bigint;
  centsLost: bigint;
}

export interface CaseStore {
  /** Once for its kind and object. True where it is new. */
  open(found: ReviewCase): Promise<boolean>;
  /** What a case was about has happened after all. */
  settled(kind: ReviewKind, objectId: string): Promise<void>;
  /** Up to 10,000. */
  openCount(): Promise<number>;
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
  /** The balance transactions of all refunds and disputes of a charge, and which top-up it paid as far as the charge says so. */
  charge(chargeId: string): Promise<{
    topUpId: string | undefined;
    paymentIntentId: string | undefined;
    moves: MoneyMove[];
  }>;
  /** Events of the kinds that are handled here between two times (ms), newest first, at most 1,000. */
  eventsBetween(from: number, to: number): Promise<StripeEvent[]>;
}

export interface TopUpWallet {
  /** @throws unavailable: then the outcome is unknown */
  postTopUp(topUp: TopUp & { checkoutSessionId: string }): Promise<void>;
  /** Books a balance transaction, once by its id: takes unspent tokens for it, or gives taken ones back. @throws unavailable */
  moveTopUpMoney(topUp: TopUp & { checkoutSessionId: string }, move: MoneyMove): Promise<MoveOutcome>;
}

export interface TopUpMetrics {
  credited(tokens: bigint): void;
  moved(move: MoneyMove, outcome: MoveOutcome): void;
  needsReview(kind: ReviewKind): void;
  openCases(cases: number): void;
  overdue(topUps: number): void;
  givenUp(): void;
  waiting(events: number): void;
}

/** Not an error: what has to come first has not come yet. */
export class NotYet extends Error {
  override readonly name = "NotYet";
}
