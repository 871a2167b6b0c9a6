import type { AnyEvent } from "@metercast/contracts";
import type { SearchHit } from "@metercast/contracts/common/v1/search.ts";
import type { CheckOutcome, IntegrityRun } from "@metercast/postgres/integrity";
import type { Act, ActQuery, ActVerdict, DaySums, NewAct } from "./domain/act.ts";
import type { AttemptState, KeyState } from "./domain/attempt.ts";
import type { ActKind, NeedsSecond } from "./domain/dual-control.ts";
import type { Finding, FindingSource, KnownFinding } from "./domain/finding.ts";
import type { Method, MethodKind, MethodState } from "./domain/payout-method.ts";
import type { Outcome as ResolutionOutcome } from "./domain/resolution.ts";
import type { Action, Hold, ReviewReason, Status } from "./domain/withdrawal.ts";

export type * from "./domain/act.ts";
export type {
  Finding,
  FindingSource,
  IntegrityRun,
  KnownFinding,
  Method,
  MethodKind,
  MethodState,
  SearchHit,
};

export interface Withdrawal {
  id: string;
  creatorId: string;
  amount: bigint;
  status: Status;
  hold: Hold;
  method: MethodKind | "";
  payoutMethodId: string | undefined;
  /** The account at the payer that it goes to; empty for `manual`, and while there is no method. */
  destination: string;
  approvalsNeeded: number;
  /** Of a PENDING one that needs two: who has given the first. */
  firstApproval: { adminId: string; at: Date } | undefined;
  needsReview: ReviewReason;
  reason: string;
  estimatedArrival: Date | undefined;
  creatorName: string;
  creatorEmail: string;
  /** Of its payout method: what may be shown, and for `manual` where to send it (for admins). */
  payoutLabel: string;
  payoutDetails: string;
  createdAt: Date;
  updatedAt: Date;
}

export interface NewWithdrawal {
  id: string;
  creatorId: string;
  amount: bigint;
  payoutMethodId: string | undefined;
  /** Above this, with the creator's other withdrawals of a day, two admins approve. */
  secondAboveCents: bigint;
  creatorName: string;
  creatorEmail: string;
  idempotencyKey: string;
}

export interface Change {
  at: Date;
  actorId: string;
  fromStatus: string;
  toStatus: string;
  /** For the creator. */
  note: string;
  /** For admins only. */
  internalNote: string;
}

export interface Attempt extends KeyState {
  id: string;
  withdrawalId: string;
  creatorId: string;
  amount: bigint;
  method: MethodKind;
  destination: string;
  state: AttemptState;
  fundingRef: string;
  payoutRef: string;
  failure: string;
  paidAt: Date | undefined;
  unknownSince: Date | undefined;
  retries: number;
  version: number;
  notices: number;
  createdAt: Date;
  updatedAt: Date;
}

export interface WithdrawalDetails {
  withdrawal: Withdrawal;
  history: Change[];
  attempts: Attempt[];
  /** Who has approved it for where it goes now. */
  approvedBy: string[];
  /** Admins who changed this creator's balance by hand: they approve nothing of it for now. */
  barredApprovers: string[];
}

/** What a decision does: judged on the locked row, written in the same transaction. */
export interface Decision {
  action: Action;
  to: Status;
  actorId: string;
  note: string;
  internalNote?: string;
  /** The confirmed act that this carries out. */
  actId?: string;
  reason?: string;
  approval?: boolean;
  estimatedArrival?: Date;
  /** How two people ended it; `newAttempt`: nothing had begun, so it is kept as an attempt that failed. */
  resolution?: Resolution;
  /** A person's word about a manual payout. */
  attempt?: { id: string; from: AttemptState; state: AttemptState; payoutRef?: string; failure?: string };
  events: AnyEvent[];
}

export interface Resolution {
  outcome: ResolutionOutcome;
  evidence: string;
  reference: string;
  requestedBy: string;
  confirmedBy: string;
  newAttempt?: Pick<Attempt, "id" | "method" | "destination" | "amount" | "creatorId">;
}

export interface ListQuery {
  creatorId: string;
  status: Status | undefined;
  needsAttention: boolean;
  limit: number;
  /** Give those after this id (newest first). */
  after: string | undefined;
}

export interface Stats {
  byStatus: { status: Status; count: bigint; amount: bigint }[];
  oldestPendingAt: Date | undefined;
  attemptsUnknown: bigint;
  needingAttention: bigint;
}

/** Withdrawals. Each method is one transaction; none makes a call while it is open. */
export interface Withdrawals {
  /**
   * The new row, or the earlier one of the same key. Fixes where it goes: the method that it names, else the creator's default one.
   * @throws withdrawal_already_open, idempotency_conflict, payout_method_not_found, payouts_not_available
   */
  begin(
    row: NewWithdrawal,
    completeAfterSeconds: number,
  ): Promise<{ withdrawal: Withdrawal; isNew: boolean }>;
  /** Its hold stands: from now on it is visible. False where somebody else has seen to it. */
  standing(id: string, event: AnyEvent): Promise<boolean>;
  /** Its hold was refused: it never was. */
  drop(id: string): Promise<void>;
  /** Rows whose hold was left in the air for as long as that; nobody else gets them for the same time. */
  claimPlacing(afterSeconds: number, limit: number): Promise<Withdrawal[]>;
  find(id: string): Promise<WithdrawalDetails | undefined>;
  list(query: ListQuery): Promise<Withdrawal[]>;
  openOf(creatorId: string): Promise<string | undefined>;
  /** Cents of the creator's completed withdrawals. */
  paidOutTo(creatorId: string): Promise<bigint>;
  /** Locks, judges, writes. `judge` throws to leave everything as it is. @throws withdrawal_not_found */
  decide(id: string, judge: (found: WithdrawalDetails) => Decision): Promise<void>;
  /** The wallet's word about a hold, once per message. */
  holdEnded(
    message: { consumer: string; id: string },
    withdrawalId: string,
    hold: "posted" | "voided",
  ): Promise<void>;
  /** The wallet does not post its hold, once per message: its books have no account for the channel. */
  holdRefused(message: { consumer: string; id: string }, withdrawalId: string): Promise<void>;
  stats(): Promise<Stats>;
  search(query: string): Promise<SearchHit[]>;
}

/** What becomes of an attempt after a step; written if nobody else has moved it. */
export interface AttemptChange extends Partial<KeyState> {
  state?: AttemptState;
  fundingRef?: string;
  payoutRef?: string;
  failure?: string;
  paidAt?: Date;
  unknownSince: Date | undefined;
  retries: number;
  /** Undefined: only after a notice. */
  nextInMs: number | undefined;
  needsReview: ReviewReason;
  note?: string;
  estimatedArrival?: Date;
  /** Starts money moving: not while frozen. */
  starts?: boolean;
  /** The end of it for the withdrawal. */
  settles?: { action: Action; reason: string; events: AnyEvent[] };
  /** It stores what the outside has answered (a place where a crash hurts). */
  isReply?: boolean;
}

export interface Attempts {
  /** Makes attempts for approved withdrawals whose hold is posted. Gives how many withdrawals it looked at. */
  startDue(kinds: readonly MethodKind[], limit: number): Promise<number>;
  /** Takes due attempts for itself for a while. */
  claim(limit: number, leaseSeconds: number): Promise<Attempt[]>;
  /** "lost": somebody else has moved it. "frozen": it may not start now. */
  save(attempt: Attempt, change: AttemptChange, leaseSeconds: number): Promise<Attempt | "lost" | "frozen">;
  /** A webhook is about these: the payer takes them at once. Gives how many there are. */
  notice(which: { id?: string; fundingRef?: string; payoutRef?: string }): Promise<number>;
}

/** What came of a money call: success, failure, or unknown, which is neither. */
export type Outcome =
  | { kind: "done"; reference: string; estimatedArrival?: Date | undefined }
  | { kind: "refused"; code: string; detail: string }
  | { kind: "unknown"; keySpent: boolean; detail: string };

/** `waits`: until a person or time has removed it. */
export type Obstacle =
  | { kind: "waits"; needsReview: ReviewReason; detail: string }
  | { kind: "refused"; code: string; detail: string };

export type PayoutView =
  | { status: "in_transit"; estimatedArrival?: Date | undefined }
  /** Nobody to ask: a person will say. */
  | { status: "waits_for_person" }
  | { status: "paid" }
  | { status: "failed"; reason: string };

/**
 * One way to pay: everything that PayPal or another needs is one of these. A call with the same key has one effect; `find…` looks for what an
 * earlier call has left (and throws where it can't look). A way without a step of its own answers `done` with no reference.
 */
export interface PayoutMethodAdapter {
  readonly kind: MethodKind;
  /** What stands in the way, before anything moves (throws where it can't look). */
  obstacle(attempt: Attempt): Promise<Obstacle | undefined>;
  fund(attempt: Attempt, key: string): Promise<Outcome>;
  findFunding(attempt: Attempt): Promise<string | undefined>;
  send(attempt: Attempt, key: string): Promise<Outcome>;
  findSent(attempt: Attempt): Promise<string | undefined>;
  poll(attempt: Attempt): Promise<PayoutView>;
  reverse(attempt: Attempt, key: string): Promise<Outcome>;
  findReversal(attempt: Attempt): Promise<string | undefined>;
}

export type PayoutAdapters = Partial<Record<MethodKind, PayoutMethodAdapter>>;

export type NewMethod = Omit<Method, "accountId" | "closedAt" | "createdAt">;

/** Each method that may change where money goes waits for the others about the same creator. */
export interface Methods {
  list(creatorId: string): Promise<Method[]>;
  /** For stripe: the creator's one, if there is one already. Undefined where the creator has as many as may be. */
  add(method: NewMethod): Promise<Method | undefined>;
  /** @throws payout_method_in_use while an open withdrawal goes there */
  remove(id: string, creatorId: string): Promise<boolean>;
  setAccount(id: string, accountId: string): Promise<void>;
  /** Its account is closed, or none could be made: it is kept, restricted, and the creator may have another one. */
  close(id: string): Promise<void>;
  /** What Stripe says of an account; withdrawals that wait for it are looked at at once. */
  setState(accountId: string, state: MethodState): Promise<boolean>;
  /** Accounts that were begun in the last days and are not ready. */
  unfinished(limit: number): Promise<string[]>;
}

/** Connected accounts. @throws payouts_not_available where the payer refuses for good, unavailable where it does not answer */
export interface Onboarding {
  createAccount(method: Method): Promise<string>;
  link(accountId: string, returnUrl: string): Promise<string | "closed">;
  stateOf(accountId: string): Promise<MethodState | "closed">;
}

/** Counts what a payer refuses for good, by what was asked of it and why. */
export type CountRefusal = (step: "onboarding" | "transfer" | "payout" | "reversal", why: string) => void;

export interface StripeEvent {
  id: string;
  type: string;
  account: string;
  objectId: string;
  attemptId: string | undefined;
  payload: Uint8Array;
}

export interface StripeEvents {
  /** False where it had been stored before. */
  store(event: StripeEvent): Promise<boolean>;
  claim(limit: number, leaseSeconds: number): Promise<(StripeEvent & { tries: number })[]>;
  handled(id: string, outcome: string): Promise<void>;
}

/** Reads a webhook. @throws invalid_signature */
export type ReadWebhook = (payload: Uint8Array, signature: string) => StripeEvent;

export interface FreezeState {
  frozen: boolean;
  by: string;
  reason: string;
  at: Date;
  /** What the failing checks show now. */
  findings: KnownFinding[];
  /** Names all findings. */
  fingerprint: string;
}

export interface FreezeSwitch {
  get(): Promise<FreezeState>;
  /** Freezing what is frozen keeps who froze it first. */
  freeze(by: string, reason: string): Promise<FreezeState>;
  /**
   * Allows payouts again and acknowledges what the checks show. `seen`: the fingerprint of what the admin saw.
   * @throws freeze_changed where the checks show something else by now
   */
  lift(by: string, reason: string, seen: string | undefined): Promise<FreezeState>;
  /** What a source's checks show. What nobody acknowledged freezes. Gives the fresh ones. */
  report(report: FindingsReport): Promise<Finding[]>;
}

export interface FindingsReport {
  source: FindingSource;
  found: readonly Finding[];
  /** All of the source's failing checks are in `found`. */
  complete: boolean;
  /** Where withdrawals' own checks ran: payouts may start for so long. */
  countsForMs?: number;
  /** The event that reports it: counts once, however often it comes. */
  message?: { consumer: string; id: string };
}

export interface Limits {
  waiverOf(creatorId: string): Promise<bigint | undefined>;
  waive(creatorId: string, amount: bigint, reason: string, actorId: string): Promise<void>;
}

export interface HoldView {
  id: string;
  userId: string;
  amount: bigint;
  status: "held" | "posted" | "voided";
}

export interface Wallet {
  /** Idempotent by its id. @throws insufficient_balance, payouts_not_available; unavailable where the outcome is unknown */
  placeHold(hold: { id: string; userId: string; amount: bigint; channel: string }): Promise<HoldView>;
  holds(ids: readonly string[]): Promise<HoldView[]>;
  /** Cents that the books say are at Stripe, and on their way to creators. */
  outside(): Promise<{ atStripe: bigint; inTransit: bigint }>;
  /** The wallet's last run of its checks. */
  integrity(): Promise<IntegrityRun>;
  /** Once by its id. */
  bookMovement(movement: OwnMovement): Promise<void>;
}

/** An entry on the platform's balance at Stripe that no order of ours has made. Cents; one of them is not zero. */
export interface OwnMovement {
  /** Stripe's balance transaction. */
  id: string;
  /** What the platform paid in; below zero: took out. */
  fundingCents: bigint;
  /** What Stripe took for itself; below zero: gave back. */
  feeCents: bigint;
}

/** How far Stripe's own entries are booked. */
export interface StripeCursor {
  /** The books begin now, unless they began before. */
  begin(): Promise<void>;
  after(): Promise<Date>;
  bookedTo(time: Date): Promise<void>;
}

/** Stripe's own records. */
export interface OutsideView {
  /** What is there now, and how much moved since `since`. */
  total(accounts: readonly string[], since: Date): Promise<{ cents: bigint; moved: bigint }>;
  ownMovements(after: Date): Promise<OwnMovement[]>;
}

export interface Integrity {
  /** Checks that need nobody else. */
  ownChecks(): Promise<CheckOutcome[]>;
  /** Withdrawals to compare with the wallet's holds, a page after an id. */
  holdsToCompare(after: string, limit: number): Promise<(HoldView | { id: string; status: "any" })[]>;
  /**
   * Connected accounts that may have money of ours; what changed just now; and what is back at Stripe while the books still have it paid out, because its transfer is not
   * reversed yet.
   */
  stripeSide(): Promise<{ accounts: string[]; moved: bigint; returning: bigint }>;
  /** What is on its way to creators as withdrawals see it, and how much of it changed just now. */
  inTransit(): Promise<{ compared: bigint; cents: bigint; moved: bigint }>;
  /** Whether Stripe has paid, or is to pay, anybody for us. */
  usesStripe(): Promise<boolean>;
  keep(run: IntegrityRun): Promise<void>;
  last(): Promise<IntegrityRun | undefined>;
}

/** Acts. Each method is one transaction. */
export interface Acts {
  /**
   * Locks the subject, sums its day, lets `judge` say whether a second admin is needed, and keeps the act; the earlier one of the same key, or the open one about the
   * same object, instead. @throws idempotency_conflict, limit_exceeded where too many wait
   */
  request(act: NewAct, judge: (sums: DaySums) => NeedsSecond): Promise<Act>;
  /** Locks, judges, writes. `judge` throws to leave everything as it is. @throws act_not_found */
  decide(id: string, judge: (act: Act) => ActVerdict): Promise<Act>;
  find(id: string): Promise<Act | undefined>;
  list(query: ActQuery): Promise<Act[]>;
  /** Its effect is there (executed), or never will be (failed). Only a confirmed act changes. */
  finish(id: string, state: "executed" | "failed", result: string, now: Date): Promise<Act | undefined>;
  /** Acts that nobody decided in time. Gives their number. */
  expire(now: Date): Promise<number>;
  /** Confirmed acts of these kinds that were not executed for as long as that: a crash left them. */
  leftBehind(kinds: readonly ActKind[], before: Date, limit: number): Promise<Act[]>;
}

export type { Wakeable } from "@metercast/runtime";
