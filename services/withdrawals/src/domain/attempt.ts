/**
 * A payout attempt goes forward in two money steps (fund the creator's account at the payer, send it from there to the bank) and, when sending
 * failed, one back (reverse the funding). `…ing`: it was or is being asked for, so the outside may have done it.
 */
export const ATTEMPT_STATES = [
  "created",
  "funding",
  "funded",
  "sending",
  "sent",
  "paid",
  /** People have ended it: the money stays with the creator. */
  "settled",
  "reversing",
  "failed",
  "reversed",
  "returned",
] as const;
export type AttemptState = (typeof ATTEMPT_STATES)[number];

/** Nothing is left to do, and nothing can happen to it any more. */
export const isFinal = (state: AttemptState): boolean =>
  state === "failed" || state === "reversed" || state === "returned" || state === "settled";

/** The states in which a call with an idempotency key is made. */
export type Step = "funding" | "sending" | "reversing";

/** Stripe remembers a key for 24 hours at least. An hour less leaves room for clocks that differ. */
export const KEY_LIFE_MS = 23 * 3_600_000;
/** A paid payout can come back for weeks; after this long only a webhook tells. */
export const WATCH_PAID_MS = 30 * 86_400_000;

export interface KeyState {
  callNumber: number;
  keyUsedAt: Date | undefined;
  keySpent: boolean;
}

/** The key of the present call: the same for every repetition, another one for each step and each new call. */
export const idempotencyKey = (attemptId: string, step: Step, callNumber: number): string =>
  `${attemptId}-${step}-${callNumber}`;

/** Whether the key can't be trusted to find what was done with it: then look before asking anew. */
export function mustLookUp({ keyUsedAt, keySpent }: KeyState, now: Date): boolean {
  return keySpent || (keyUsedAt !== undefined && now.getTime() - keyUsedAt.getTime() >= KEY_LIFE_MS);
}

/** How long until a paid payout is asked about again: half its age, so that thirty days cost a dozen calls. Undefined: enough. */
export function nextLookAtPaidMs(paidAt: Date, now: Date, sweepMs: number): number | undefined {
  const age = now.getTime() - paidAt.getTime();
  return age > WATCH_PAID_MS ? undefined : Math.max(sweepMs, age / 2);
}

const REFUSED_MAX_MS = 6 * 3_600_000;
/** Two weeks with the longest pause. A refusal that has stood for so long is a person's to resolve. */
const REFUSED_RETRIES = 60;

/** Delay before something that was refused is asked for again: doubling, six hours at most. Undefined: enough. */
export function refusedDelayMs(retries: number, baseMs: number): number | undefined {
  if (retries >= REFUSED_RETRIES) return undefined;
  return Math.min(REFUSED_MAX_MS, baseMs * 2 ** Math.min(retries, 20));
}

const UNKNOWN_MAX_MS = 300_000;

/** Delay before an unknown outcome is asked about again: doubling, five minutes at most, for as long as it takes. */
export function unknownDelayMs(retries: number, baseMs: number): number {
  return Math.min(UNKNOWN_MAX_MS, baseMs * 2 ** Math.min(retries, 12));
}
