import type { Fields, Speed } from "./description.ts";

/** A payout attempt, as far as a rail needs it. */
export interface RailAttempt {
  id: string;
  withdrawalId: string;
  creatorId: string;
  /** Cents to send. */
  amount: bigint;
  speed: Speed;
  /** The account at the provider; empty where the rail pays by the method's fields. */
  destination: string;
  /** The fields of its payout method. They go to the provider only: never to a log, an event, a label. */
  receiver: Fields;
  /** The provider's names for what was done: of the funding, of the payout. Empty: not done yet. */
  fundingRef: string;
  payoutRef: string;
  /** It was reported as paid: from now on a failure is a return. */
  wasPaid: boolean;
  createdAt: Date;
}

/** Worth showing about a payout: `network`, `token`, `transaction`. Nothing about its receiver. */
export type PayoutDetails = Readonly<Record<string, string>>;

/** The result of a money call. `unknown` is neither success nor failure. */
export type Outcome =
  | { kind: "done"; reference: string; estimatedArrival?: Date | undefined; details?: PayoutDetails }
  /** Nothing was done. `balance_insufficient`: the platform has too little at the provider. */
  | { kind: "refused"; code: string; detail: string }
  | { kind: "unknown"; keySpent: boolean; detail: string };

/** `waits`: until a person or time has removed it. `no_answer`: the provider can't be reached. */
export type Obstacle =
  | { kind: "waits"; needsReview: RailReview; detail: string }
  | { kind: "refused"; code: string; detail: string }
  | { kind: "no_answer"; detail: string };

export type RailReview = "connected_balance_negative" | "platform_balance_too_small";

/** How a payout is now. `fee`, `feeReturned`: cents that the provider charged the platform, or gave back. */
export type PayoutView = { details?: PayoutDetails } & (
  | { status: "in_transit"; estimatedArrival?: Date | undefined }
  /** Sent, and its receiver has to take it until then. */
  | { status: "unclaimed"; until: Date }
  /** Only a person can report what the bank did. */
  | { status: "waits_for_person" }
  /** `cameBack`: meanwhile it was returned, which the next look reports. */
  | { status: "paid"; fee?: bigint; cameBack?: boolean }
  | { status: "failed"; reason: string; feeReturned?: bigint }
  | { status: "no_answer"; detail: string }
);

/**
 * One way to pay. A call with the same key has one effect. `find…` looks up what an earlier call did, and
 * throws where it can't be known now. A rail without a look-up for a step leaves `find…` out: then a person
 * ends an attempt whose key no longer repeats its call. A rail without a step of its own answers `done`
 * with no reference.
 */
export interface RailAdapter {
  /** For how long the provider repeats the answer of a key. A call after that could pay again. */
  readonly keyLifeMs: number;
  /** What prevents the payout, before any money moves. @throws where the provider can't be reached */
  obstacle(attempt: RailAttempt): Promise<Exclude<Obstacle, { kind: "no_answer" }> | undefined>;
  fund(attempt: RailAttempt, key: string): Promise<Outcome>;
  findFunding?(attempt: RailAttempt): Promise<string | undefined>;
  send(attempt: RailAttempt, key: string): Promise<Outcome>;
  findSent?(attempt: RailAttempt): Promise<string | undefined>;
  /** @throws where the provider can't be reached */
  status(attempt: RailAttempt): Promise<Exclude<PayoutView, { status: "no_answer" }>>;
  reverse(attempt: RailAttempt, key: string): Promise<Outcome>;
  findReversal?(attempt: RailAttempt): Promise<string | undefined>;
  /**
   * Takes an unclaimed payout back; its status shows the rest. `not_cancelable`: the provider refused.
   * @throws where the provider can't be reached
   */
  cancel?(attempt: RailAttempt): Promise<"canceled" | "not_cancelable">;
}

/** A creator's payout method, as far as a rail needs it. */
export interface RailMethod {
  id: string;
  creatorId: string;
  email: string;
  fields: Fields;
}

export type AccountState = "onboarding" | "restricted" | "ready";

export interface AccountView {
  state: AccountState;
  /** Where the account pays to (a bank account, an address), as an opaque mark: it changes with the place. */
  target?: string | undefined;
  instantEligible?: boolean;
}

/**
 * Accounts at the provider. @throws payouts_not_available where the provider refuses for good, unavailable
 * where it gives no answer
 */
export interface RailOnboarding {
  /** Once per method: its id is the key. */
  createAccount(method: RailMethod): Promise<string>;
  link(accountId: string, returnUrl: string): Promise<string | "closed">;
  accountOf(accountId: string): Promise<AccountView | "closed">;
}

/**
 * What a webhook is about. It only shows where to look: the present state is read from the provider. So
 * events may come twice, late, or in any order.
 */
export type RailNotice =
  | { about: "account"; accountId: string }
  | { about: "payout"; attemptId?: string | undefined; fundingRef?: string; payoutRef?: string };

export interface RailEvent {
  /** Once per rail: a repeated event has the same. */
  id: string;
  type: string;
  /** Undefined: an event of a kind that needs nothing. */
  notice: RailNotice | undefined;
}

export interface RailWebhooks {
  /**
   * Verifies the signature over the raw body. Header names are in lower case.
   * @throws invalid_signature, malformed_request
   */
  read(payload: Uint8Array, headers: Readonly<Record<string, string>>): Promise<RailEvent>;
}

/** What an instant payout costs the creator, and its limits. Cents. */
export interface InstantTerms {
  feePercent: number;
  feeMinimum: bigint;
  minimum: bigint;
  /** Of one creator within 24 hours. */
  maximumPerDay: bigint;
}

/** A configured rail. */
export interface Rail {
  adapter: RailAdapter;
  onboarding?: RailOnboarding;
  webhooks?: RailWebhooks;
  instant?: InstantTerms;
  /** One cheap call. @throws where the provider can't be reached or does not accept our credentials */
  health(): Promise<void>;
}

export type CountRefusal = (step: "onboarding" | "transfer" | "payout" | "reversal", why: string) => void;
