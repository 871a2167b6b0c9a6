import type { Act } from "../domain/act.ts";
import type { Withdrawal, WithdrawalStatus } from "../domain/withdrawal.ts";
import type { CallOptions, Page, PageRequest, SignedEvent } from "./calls.ts";
import type { Search } from "./search.ts";

/**
 * Withdrawals. Every call has a deadline and fails with a MetercastError; without a configured address with
 * `unavailable`.
 */
export interface Withdrawals extends Search {
  /** The same `idempotencyKey` gives the same withdrawal. */
  createWithdrawal(request: CreateWithdrawal): Promise<Withdrawal>;
  /** @throws withdrawal_not_found */
  getWithdrawal(withdrawalId: string, options?: CallOptions): Promise<Withdrawal>;
  /** Newest first. */
  listWithdrawals(request: ListWithdrawals, options?: CallOptions): Promise<Page<Withdrawal>>;
  /** @throws invalid_transition and others */
  decideWithdrawal(request: DecideWithdrawal): Promise<DecidedWithdrawal>;
  cancelWithdrawal(request: { withdrawalId: string; creatorId: string }): Promise<Withdrawal>;
  getStats(): Promise<WithdrawalStats>;
  getLimits(creatorId: string, options?: CallOptions): Promise<WithdrawalLimits>;
  /** Returns the minimum now in force, cents. */
  setMinimum(request: SetMinimum): Promise<bigint>;
  /** Checks an event of Stripe's payouts and stores it. @throws invalid_signature */
  receiveRailWebhook(webhook: RailWebhook, options?: CallOptions): Promise<unknown>;
  /** Changes nothing. @throws payout_method_not_found */
  quoteWithdrawal(request: QuoteWithdrawal): Promise<WithdrawalQuote>;
  /** `creatorId` undefined: an admin asks. @throws withdrawal_not_found, not_cancelable */
  /** `creatorId` undefined: an admin asks. */
  cancelPayout(request: {
    withdrawalId: string;
    creatorId: string | undefined;
    actorId: string;
  }): Promise<Withdrawal>;
  receiveWebhook(event: SignedEvent, options?: CallOptions): Promise<unknown>;
}

export interface CreateWithdrawal {
  creatorId: string;
  creatorName: string;
  creatorEmail: string;
  /** Cents. */
  amount: bigint;
  speed: Withdrawal["speed"];
  /** Undefined: the default one. */
  payoutMethodId: string | undefined;
  idempotencyKey: string;
}

export type QuoteWithdrawal = Pick<CreateWithdrawal, "creatorId" | "amount" | "speed" | "payoutMethodId">;

export interface WithdrawalQuote {
  /** Cents. */
  fee: bigint;
  payoutMethodId: string | undefined;
  rail: string | undefined;
  estimatedArrival: Date | undefined;
  lockedUntil: Date | undefined;
  /** Why the request would be refused now. */
  problems: readonly { code: string; detail: string }[];
}

/** A webhook of a rail's provider, with the headers that it signs with. */
export interface RailWebhook {
  rail: string;
  payload: Buffer;
  headers: Record<string, string>;
}

/** Undefined: any. */
export interface ListWithdrawals extends PageRequest {
  creatorId: string | undefined;
  status: WithdrawalStatus | undefined;
  /** Only those that a person must review. */
  needsReview: boolean;
  /** Only those that a schedule asked for, or only the others. */
  scheduled?: boolean | undefined;
}

export type DecisionAction = "approve" | "reject" | "mark_paid" | "mark_failed" | "resolve";

export interface Decision {
  withdrawalId: string;
  action: DecisionAction;
  /** For the creator. */
  note: string;
  /** For admins only. */
  internalNote: string;
  reference: string;
  /** Of an approval: the destination that the admin saw; empty if the request does not name it. */
  payoutMethodId: string;
  /** Of resolve: where its money is; empty for the others. */
  outcome: string;
  /** Of approve and reject: it takes effect so much later, unless it is undone. */
  undoSeconds?: number;
}

export interface DecideWithdrawal extends Decision {
  actorId: string;
}

/** The withdrawal after a decision. With an act nothing has changed yet: a second admin must confirm it. */
export interface DecidedWithdrawal {
  withdrawal: Withdrawal;
  act: Act | undefined;
  /** Undefined: it has taken effect, or a second admin must confirm it. */
  takesEffectAt: Date | undefined;
}

export interface WithdrawalStats {
  byStatus: ReadonlyMap<WithdrawalStatus, { count: bigint; amount: bigint }>;
  oldestPendingAt: Date | undefined;
  /** Payout attempts of unknown outcome. */
  attemptsUnknown: bigint;
  needingReview: bigint;
}

export interface WithdrawalLimits {
  /** Cents. */
  minimum: bigint;
  openWithdrawalId: string | undefined;
  /** Cents of all completed ones. */
  paidOut: bigint;
}

export interface SetMinimum {
  creatorId: string;
  /** Cents. */
  amount: bigint;
  reason: string;
  actorId: string;
}
