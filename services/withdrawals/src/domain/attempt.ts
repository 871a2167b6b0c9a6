import type { Fields, PayoutDetails, RailAttempt, RailName, Speed } from "@metercast/rails";

/**
 * A payout attempt goes forward in two money steps (fund the creator's account at the provider, send it
 * from there to the bank) and, when sending failed, one back (reverse the funding). `…ing`: the call was
 * made or is under way, so the provider may have done it.
 */
export const ATTEMPT_STATES = [
  "created",
  "funding",
  "funded",
  "sending",
  "sent",
  "paid",
  /** Two people have ended it: the money stays with the creator. */
  "settled",
  "reversing",
  "failed",
  "reversed",
  "returned",
] as const;
export type AttemptState = (typeof ATTEMPT_STATES)[number];

export interface Attempt extends KeyState {
  id: string;
  withdrawalId: string;
  creatorId: string;
  /** Cents. */
  amount: bigint;
  method: RailName;
  speed: Speed;
  /** Cents of the amount that the creator pays for the speed: the payout is the rest. */
  charged: bigint;
  destination: string;
  state: AttemptState;
  fundingRef: string;
  payoutRef: string;
  failure: string;
  paidAt: Date | undefined;
  /** Since when the outcome of a call is unknown. */
  unknownSince: Date | undefined;
  retries: number;
  version: number;
  notices: number;
  /** Cents that the rail took from the platform for the payout, and gave back. */
  fee: bigint;
  feeReturned: bigint;
  /** Until when its receiver must take it. */
  claimUntil: Date | undefined;
  details: PayoutDetails;
  createdAt: Date;
  updatedAt: Date;
}

/** Nothing is left to do, and nothing can change it any more. */
/** Whether a rail took the payout with this step. One by hand only waits for an admin. */
export const isSentNow = (before: AttemptState, { state, method }: Pick<Attempt, "state" | "method">) =>
  state === "sent" && before !== "sent" && method !== "manual";

export const isFinal = (state: AttemptState): boolean =>
  state === "failed" || state === "reversed" || state === "returned" || state === "settled";

/** The states in which a call with an idempotency key is made. */
export type Step = "funding" | "sending" | "reversing";

/** A bank can return a paid payout for weeks; after this only a webhook reports it. */
export const WATCH_PAID_MS = 30 * 86_400_000;

export interface KeyState {
  callNumber: number;
  keyUsedAt: Date | undefined;
  keySpent: boolean;
}

/** The key of the present call: the same for each repetition, another one for each step and call number. */
export const idempotencyKey = (attemptId: string, step: Step, callNumber: number): string =>
  `${attemptId}-${step}-${callNumber}`;

/**
 * Whether the key can no longer repeat its call safely: the payer looks up the effect before it calls with
 * a new key.
 */
export function mustLookUp({ keyUsedAt, keySpent }: KeyState, keyLifeMs: number, now: Date): boolean {
  return keySpent || (keyUsedAt !== undefined && now.getTime() - keyUsedAt.getTime() >= keyLifeMs);
}

/** What a rail gets of an attempt: it sends what is left after the creator's fee. */
export const railAttempt = (attempt: Attempt, receiver: Fields): RailAttempt => ({
  id: attempt.id,
  withdrawalId: attempt.withdrawalId,
  creatorId: attempt.creatorId,
  amount: attempt.amount - attempt.charged,
  speed: attempt.speed,
  destination: attempt.destination,
  receiver,
  fundingRef: attempt.fundingRef,
  payoutRef: attempt.payoutRef,
  wasPaid: attempt.paidAt !== undefined,
  createdAt: attempt.createdAt,
});

/**
 * Delay until the next look-up of a paid payout: half its age, so that thirty days cost a dozen calls.
 * Undefined: no more.
 */
export function nextLookAtPaidMs(paidAt: Date, now: Date, sweepMs: number): number | undefined {
  const age = now.getTime() - paidAt.getTime();
  return age > WATCH_PAID_MS ? undefined : Math.max(sweepMs, age / 2);
}

const REFUSED_MAX_MS = 6 * 3_600_000;
/** Two weeks with the longest delay. After that a person must resolve the refusal. */
const REFUSED_RETRIES = 60;

/** Delay before a refused call is repeated: doubling, six hours at most. Undefined: no more. */
export function refusedDelayMs(retries: number, baseMs: number): number | undefined {
  if (retries >= REFUSED_RETRIES) return undefined;
  return Math.min(REFUSED_MAX_MS, baseMs * 2 ** Math.min(retries, 20));
}

const UNKNOWN_MAX_MS = 300_000;

/** Delay before a call of unknown outcome is repeated: doubling, five minutes at most, without an end. */
export function unknownDelayMs(retries: number, baseMs: number): number {
  return Math.min(UNKNOWN_MAX_MS, baseMs * 2 ** Math.min(retries, 12));
}
