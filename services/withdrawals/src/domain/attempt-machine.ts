import type { Obstacle, Outcome, PayoutDetails, PayoutView } from "@metercast/rails";
import {
  type Attempt,
  type AttemptState,
  type KeyState,
  nextLookAtPaidMs,
  refusedDelayMs,
  unknownDelayMs,
} from "./attempt.ts";
import type { Action, ReviewReason } from "./withdrawal.ts";

/**
 * What a step's call came to. `not_done`: a look-up has found no effect. `needs_person`: its key no longer
 * repeats the call, and the rail has no look-up.
 */
export type StepOutcome = Outcome | "not_done" | "needs_person";

/** The next row of an attempt. It is written only if no other worker has changed the attempt. */
export interface AttemptChange extends Partial<KeyState> {
  state?: AttemptState;
  fundingRef?: string;
  payoutRef?: string;
  failure?: string;
  paidAt?: Date;
  unknownSince: Date | undefined;
  retries: number;
  /** 0: the next step follows at once. Undefined: only after a notice. */
  nextInMs: number | undefined;
  needsReview: ReviewReason;
  note?: string;
  estimatedArrival?: Date;
  fee?: bigint;
  feeReturned?: bigint;
  claimUntil?: Date | undefined;
  /** Added to those that are known. */
  details?: PayoutDetails;
  /** Its money can't come back for now: its creator may ask for the rest of the balance meanwhile. */
  isStuck?: boolean;
  starts?: boolean;
  settles?: { action: Extract<Action, "payout_paid" | "payout_failed" | "payout_returned">; reason: string };
  isReply?: boolean;
}

export interface PayerSettings {
  sweepSeconds: number;
  /** After a balance that was too small, or a reversal that was refused. */
  retrySeconds: number;
  unknownRetrySeconds: number;
  leaseSeconds: number;
}

const goOn = () => ({ unknownSince: undefined, retries: 0, nextInMs: 0, needsReview: "" as const });

const useKey = (callNumber: number, now: Date) => ({ callNumber, keyUsedAt: now, keySpent: false });

/** A new key is stored before its call: after a crash the payer must know every key that was used. */
const newKey = ({ callNumber }: Attempt, now: Date) => useKey(callNumber + 1, now);
const firstKey = (now: Date) => useKey(1, now);

/**
 * created → funding. The check comes before any money moves: an account that can't pay out must not be
 * funded.
 */
export function afterObstacle(
  attempt: Attempt,
  obstacle: Obstacle | undefined,
  settings: PayerSettings,
  now: Date,
): AttemptChange {
  const { retries, callNumber } = attempt;
  if (!obstacle) return { ...goOn(), ...useKey(callNumber, now), state: "funding", starts: true };
  if (obstacle.kind === "refused") return failed(reasonOf(obstacle));
  const note = retries === 0 && { note: obstacle.detail };
  if (obstacle.kind === "waits")
    return { ...goOn(), ...waitLonger(settings, attempt), needsReview: obstacle.needsReview, ...note };
  const nextInMs = unknownDelayMs(retries, settings.unknownRetrySeconds * 1_000);
  return { ...goOn(), retries: retries + 1, nextInMs, ...note };
}

/** funding → funded, or failed: nothing has moved. */
export function afterFunding(
  attempt: Attempt,
  outcome: StepOutcome,
  settings: PayerSettings,
  now: Date,
): AttemptChange {
  if (outcome === "needs_person") return needsPerson(attempt, now);
  if (outcome === "not_done") return callAgain(attempt, now);
  if (outcome.kind === "unknown") return unknown(settings, attempt, outcome, now);
  if (outcome.kind === "done")
    return { ...goOn(), state: "funded", fundingRef: outcome.reference, isReply: true };
  if (outcome.code !== BALANCE_INSUFFICIENT) return failed(reasonOf(outcome));
  return waitForBalance(attempt, outcome.detail, settings);
}

const BALANCE_INSUFFICIENT = "balance_insufficient";

/**
 * The platform's balance at the provider is too small. Stripe keeps this refusal under its key, so the next
 * call has another one.
 */
const waitForBalance = (attempt: Attempt, note: string, settings: PayerSettings): AttemptChange => ({
  ...goOn(),
  state: "created",
  callNumber: attempt.callNumber + 1,
  nextInMs: settings.retrySeconds * 1_000,
  needsReview: "platform_balance_too_small",
  note,
});

export const startSending = (now: Date): AttemptChange => ({ ...goOn(), ...firstKey(now), state: "sending" });

/** sending → sent, or reversing: the creator's account has the money and can't pay it out. */
export function afterSending(
  attempt: Attempt,
  outcome: StepOutcome,
  settings: PayerSettings,
  now: Date,
): AttemptChange {
  if (outcome === "needs_person") return needsPerson(attempt, now);
  if (outcome === "not_done") return callAgain(attempt, now);
  if (outcome.kind === "unknown") return unknown(settings, attempt, outcome, now);
  // A rail without a step for the funding pays from the platform's balance.
  const fromPlatform = attempt.fundingRef === "";
  if (outcome.kind === "refused" && outcome.code === BALANCE_INSUFFICIENT && fromPlatform)
    return waitForBalance(attempt, outcome.detail, settings);
  if (outcome.kind === "refused") return startReversing(reasonOf(outcome), now);
  const { reference, estimatedArrival, details } = outcome;
  return {
    ...goOn(),
    ...arrival(estimatedArrival),
    ...(details && { details }),
    state: "sent",
    payoutRef: reference,
    isReply: true,
  };
}

/**
 * sent → paid, or reversing; a paid payout may still come back. The payout's present state decides, never
 * the order of events.
 */
export function afterStatus(
  attempt: Attempt,
  view: PayoutView,
  settings: PayerSettings,
  now: Date,
): AttemptChange {
  const sweepMs = settings.sweepSeconds * 1_000;
  const seen = view.details ? { details: view.details } : {};
  switch (view.status) {
    case "no_answer":
      return noAnswer(attempt, view.detail, sweepMs, now);
    case "failed":
      return { ...startReversing(view.reason, now), ...seen, ...feeBack(attempt, view.feeReturned) };
    case "waits_for_person":
      return { ...goOn(), ...seen, nextInMs: undefined };
    case "in_transit":
      return {
        ...goOn(),
        ...arrival(view.estimatedArrival),
        ...seen,
        claimUntil: undefined,
        nextInMs: sweepMs,
      };
    case "unclaimed":
      return { ...goOn(), ...seen, claimUntil: view.until, nextInMs: sweepMs };
    case "paid":
      return afterPaid(attempt, seen, view, sweepMs, now);
  }
}

function afterPaid(
  attempt: Attempt,
  seen: Pick<AttemptChange, "details">,
  { fee = 0n, cameBack = false }: PayoutView & { status: "paid" },
  sweepMs: number,
  now: Date,
): AttemptChange {
  if (attempt.state === "paid")
    return { ...goOn(), ...seen, nextInMs: nextLookAtPaidMs(attempt.paidAt ?? now, now, sweepMs) };
  return {
    ...goOn(),
    ...seen,
    state: "paid",
    paidAt: now,
    fee,
    claimUntil: undefined,
    nextInMs: cameBack ? 0 : sweepMs,
    settles: { action: "payout_paid", reason: "" },
  };
}

/** Only what was booked can come back. */
const feeBack = ({ fee }: Attempt, returned = 0n) => ({ feeReturned: returned < fee ? returned : fee });

/**
 * reversing → reversed or returned. The funding comes back first, then the creator gets the money: never
 * the other way round.
 */
export function afterReversal(
  attempt: Attempt,
  outcome: StepOutcome,
  settings: PayerSettings,
  now: Date,
): AttemptChange {
  if (outcome === "needs_person") return needsPerson(attempt, now);
  if (outcome === "not_done") {
    const wasRefused = attempt.retries > 0 && !attempt.unknownSince;
    return { ...callAgain(attempt, now), ...(wasRefused && { needsReview: "reversal_failed" }) };
  }
  if (outcome.kind === "unknown") return unknown(settings, attempt, outcome, now);
  if (outcome.kind === "refused") {
    const waiting = { ...goOn(), ...waitLonger(settings, attempt) };
    const note = reasonOf(outcome);
    return { ...waiting, keySpent: true, needsReview: "reversal_failed", note, isStuck: true };
  }
  const wasPaid = attempt.paidAt !== undefined;
  return {
    ...goOn(),
    state: wasPaid ? "returned" : "reversed",
    nextInMs: undefined,
    isReply: true,
    settles: { action: wasPaid ? "payout_returned" : "payout_failed", reason: attempt.failure },
  };
}

/** A final attempt has no next step. */
export const stays = (): AttemptChange => ({ ...goOn(), nextInMs: undefined });

const waitLonger = (settings: PayerSettings, { retries }: Attempt) => ({
  retries: retries + 1,
  nextInMs: refusedDelayMs(retries, settings.retrySeconds * 1_000),
});

const failed = (failure: string): AttemptChange => ({
  ...goOn(),
  state: "failed",
  failure,
  nextInMs: undefined,
  settles: { action: "payout_failed", reason: failure },
});

const startReversing = (failure: string, now: Date): AttemptChange => ({
  ...goOn(),
  ...firstKey(now),
  state: "reversing",
  failure,
});

const arrival = (date: Date | undefined) => (date ? { estimatedArrival: date } : {});

/**
 * The payout itself is known, so no answer is no reason to alert a person within a day. The payer repeats
 * the question with growing delays (a closed account never answers again), and it stops for a paid payout
 * that is old enough.
 */
function noAnswer(attempt: Attempt, detail: string, sweepMs: number, now: Date): AttemptChange {
  const { state, paidAt, retries } = attempt;
  if (state === "sent" && isSilent(attempt, sweepMs, now)) return silent(attempt, detail, sweepMs, now);
  const delayMs = Math.max(sweepMs, unknownDelayMs(retries, sweepMs));
  const nextInMs = state === "paid" ? nextLookAtPaidMs(paidAt ?? now, now, delayMs) : delayMs;
  return { ...goOn(), retries: retries + 1, nextInMs, ...(retries === 0 && { note: detail }) };
}

/** Longer than any outage of a payer that its creators need not hear of. */
const SILENT_MS = 86_400_000;

/** Whether the questions since the last answer alone took a day. */
function isSilent({ retries, updatedAt }: Attempt, sweepMs: number, now: Date): boolean {
  if (now.getTime() - updatedAt.getTime() < SILENT_MS) return false;
  let waitedMs = 0;
  for (let asked = 0; asked < retries && waitedMs < SILENT_MS; asked++)
    waitedMs += Math.max(sweepMs, unknownDelayMs(asked, sweepMs));
  return waitedMs >= SILENT_MS;
}

/** People may end it. The payer asks on: a late answer still counts. */
const silent = (
  { unknownSince, retries }: Attempt,
  detail: string,
  sweepMs: number,
  now: Date,
): AttemptChange => ({
  unknownSince: unknownSince ?? now,
  retries: retries + 1,
  nextInMs: Math.max(sweepMs, unknownDelayMs(retries, sweepMs)),
  needsReview: "outcome_unknown",
  ...(!unknownSince && { isStuck: true, note: `the provider has given no answer for a day: ${detail}` }),
});

/** The look-up has found no effect of the earlier calls: the next call uses a new key. */
function callAgain(attempt: Attempt, now: Date): AttemptChange {
  const { unknownSince, retries } = attempt;
  const needsReview = unknownSince ? "outcome_unknown" : "";
  return { ...goOn(), unknownSince, retries, needsReview, ...newKey(attempt, now) };
}

/** Another call could pay twice, so only people can end the attempt. A notice is looked at still. */
const needsPerson = ({ unknownSince, retries }: Attempt, now: Date): AttemptChange => ({
  unknownSince: unknownSince ?? now,
  retries,
  nextInMs: undefined,
  needsReview: "outcome_unknown",
  note: "its key no longer repeats the call, and the rail has no look-up",
  isStuck: true,
});

function unknown(
  settings: PayerSettings,
  attempt: Attempt,
  outcome: Outcome & { kind: "unknown" },
  now: Date,
): AttemptChange {
  return {
    unknownSince: attempt.unknownSince ?? now,
    retries: attempt.retries + 1,
    keySpent: attempt.keySpent || outcome.keySpent,
    nextInMs: unknownDelayMs(attempt.retries, settings.unknownRetrySeconds * 1_000),
    needsReview: "outcome_unknown",
    note: outcome.detail,
  };
}

const MAX_REASON = 300;
const reasonOf = ({ code, detail }: { code: string; detail: string }): string =>
  `${code}: ${detail}`.slice(0, MAX_REASON);
