import { failpoint, type Logger } from "@metercast/runtime";
import {
  idempotencyKey,
  mustLookUp,
  nextLookAtPaidMs,
  refusedDelayMs,
  type Step,
  unknownDelayMs,
} from "../domain/attempt.ts";
import type {
  Attempt,
  AttemptChange,
  Attempts,
  Obstacle,
  Outcome,
  PayoutAdapters,
  PayoutMethodAdapter,
  Wakeable,
} from "../ports.ts";
import { payoutFailed, payoutPaid, payoutReturned } from "./events.ts";

export interface PayerSettings {
  sweepSeconds: number;
  /** After a balance that was too small, or a reversal that was refused. */
  retrySeconds: number;
  unknownRetrySeconds: number;
  leaseSeconds: number;
}

export interface PayerPorts {
  attempts: Attempts;
  adapters: PayoutAdapters;
  relay: Wakeable;
  log: Logger;
}

/** The longest way in one turn (fund, send, poll, reverse, with a lookup and a new key each) is shorter; the rest is for the next turn. */
const MAX_STEPS = 14;

/**
 * Moves an attempt as far as it goes now. Each step is: what was stored, one question to the outside, what is stored next; never both in one
 * transaction. So a crash anywhere is continued from the last row, with the same idempotency key.
 */
export async function advanceAttempt(
  ports: PayerPorts,
  settings: PayerSettings,
  claimed: Attempt,
): Promise<void> {
  const adapter = ports.adapters[claimed.method];
  if (!adapter) return;
  let attempt = claimed;
  for (let step = 0; step < MAX_STEPS; step++) {
    const change = await nextChange(adapter, settings, attempt);
    const saved = await ports.attempts.save(attempt, change, settings.leaseSeconds);
    if (change.settles) ports.relay.wake();
    if (change.unknownSince) {
      ports.log.warn({ attempt: attempt.id, state: attempt.state, why: change.note }, "outcome unknown");
    }
    if (saved === "lost" || saved === "frozen" || change.nextInMs !== 0) return;
    attempt = saved;
  }
}

function nextChange(
  adapter: PayoutMethodAdapter,
  settings: PayerSettings,
  attempt: Attempt,
): Promise<AttemptChange> | AttemptChange {
  switch (attempt.state) {
    case "created":
      return begin(adapter, settings, attempt);
    case "funding":
      return fund(adapter, settings, attempt);
    case "funded":
      return { ...goOn(), ...newKey({ callNumber: 0 }), state: "sending" };
    case "sending":
      return send(adapter, settings, attempt);
    case "sent":
    case "paid":
      return poll(adapter, settings, attempt);
    case "reversing":
      return reverse(adapter, settings, attempt);
    default:
      return { ...goOn(), nextInMs: undefined };
  }
}

const goOn = () => ({ unknownSince: undefined, retries: 0, nextInMs: 0, needsReview: "" as const });
const firstUse = ({ callNumber }: Pick<Attempt, "callNumber">) => ({
  callNumber,
  keyUsedAt: new Date(),
  keySpent: false,
});
/** Stored before it is used: a call is never made under a key that nobody would know after a crash. */
const newKey = ({ callNumber }: Pick<Attempt, "callNumber">) => firstUse({ callNumber: callNumber + 1 });

/** Looks before anything moves: money that could not go on from the creator's account does not go there. */
async function begin(
  adapter: PayoutMethodAdapter,
  settings: PayerSettings,
  attempt: Attempt,
): Promise<AttemptChange> {
  const { retries } = attempt;
  let obstacle: Obstacle | undefined;
  try {
    obstacle = await adapter.obstacle(attempt);
  } catch (error) {
    const nextInMs = unknownDelayMs(retries, settings.unknownRetrySeconds * 1_000);
    return { ...goOn(), retries: retries + 1, nextInMs, ...(retries === 0 && { note: String(error) }) };
  }
  if (!obstacle) return { ...goOn(), ...firstUse(attempt), state: "funding", starts: true };
  if (obstacle.kind === "refused") return failed(attempt, reasonOf(obstacle));
  const { needsReview, detail } = obstacle;
  return { ...goOn(), ...waitLonger(settings, attempt), needsReview, ...(retries === 0 && { note: detail }) };
}

const waitLonger = (settings: PayerSettings, { retries }: Attempt) => ({
  retries: retries + 1,
  nextInMs: refusedDelayMs(retries, settings.retrySeconds * 1_000),
});

/** Nothing has moved. */
const failed = (attempt: Attempt, failure: string): AttemptChange => ({
  ...goOn(),
  state: "failed",
  failure,
  nextInMs: undefined,
  settles: { action: "payout_failed", reason: failure, events: payoutFailed(attempt, failure) },
});

async function fund(
  adapter: PayoutMethodAdapter,
  settings: PayerSettings,
  attempt: Attempt,
): Promise<AttemptChange> {
  const outcome = await ask(attempt, "funding", adapter.fund, adapter.findFunding);
  if (outcome === "new_key") return { ...stillUnknown(attempt), ...newKey(attempt) };
  if (outcome.kind === "unknown") return unknown(settings, attempt, outcome);
  if (outcome.kind === "done") {
    return { ...goOn(), state: "funded" as const, fundingRef: outcome.reference, isReply: true };
  }
  if (outcome.code === "balance_insufficient") {
    // Nobody's fault. The refusal is stored under this key, so the next try has another one.
    return {
      ...goOn(),
      state: "created" as const,
      callNumber: attempt.callNumber + 1,
      nextInMs: settings.retrySeconds * 1_000,
      needsReview: "platform_balance_too_small" as const,
      note: outcome.detail,
    };
  }
  return failed(attempt, reasonOf(outcome));
}

async function send(adapter: PayoutMethodAdapter, settings: PayerSettings, attempt: Attempt) {
  const outcome = await ask(attempt, "sending", adapter.send, adapter.findSent);
  if (outcome === "new_key") return { ...stillUnknown(attempt), ...newKey(attempt) };
  if (outcome.kind === "unknown") return unknown(settings, attempt, outcome);
  if (outcome.kind === "refused") return startReversing(reasonOf(outcome));
  const arrival = outcome.estimatedArrival ? { estimatedArrival: outcome.estimatedArrival } : {};
  return { ...goOn(), ...arrival, state: "sent" as const, payoutRef: outcome.reference, isReply: true };
}

const startReversing = (failure: string) => ({
  ...goOn(),
  ...newKey({ callNumber: 0 }),
  state: "reversing" as const,
  failure,
});

/** Decides by what the payout is now, never by the order in which anything was told. */
async function poll(
  adapter: PayoutMethodAdapter,
  settings: PayerSettings,
  attempt: Attempt,
): Promise<AttemptChange> {
  const sweepMs = settings.sweepSeconds * 1_000;
  const view = await adapter.poll(attempt).catch(String);
  if (typeof view === "string") return silent(attempt, sweepMs, view);
  if (view.status === "failed") return startReversing(view.reason);
  if (view.status === "waits_for_person") return { ...goOn(), nextInMs: undefined };
  if (view.status === "in_transit") {
    const arrival = view.estimatedArrival ? { estimatedArrival: view.estimatedArrival } : {};
    return { ...goOn(), ...arrival, nextInMs: sweepMs };
  }
  const now = new Date();
  if (attempt.state === "paid") {
    return { ...goOn(), nextInMs: nextLookAtPaidMs(attempt.paidAt ?? now, now, sweepMs) };
  }
  return {
    ...goOn(),
    state: "paid",
    paidAt: now,
    nextInMs: sweepMs,
    settles: { action: "payout_paid", reason: "", events: payoutPaid(attempt) },
  };
}

/**
 * The payout itself is known: that nobody answers about it is no reason to alarm anybody. It is asked about with growing pauses (an account that was closed never
 * answers again), and one that was paid no longer than it is watched.
 */
function silent(attempt: Attempt, sweepMs: number, why: string): AttemptChange {
  const { state, paidAt, retries } = attempt;
  const now = new Date();
  const pauseMs = Math.max(sweepMs, unknownDelayMs(retries, sweepMs));
  const nextInMs = state === "paid" ? nextLookAtPaidMs(paidAt ?? now, now, pauseMs) : pauseMs;
  return { ...goOn(), retries: retries + 1, nextInMs, ...(retries === 0 && { note: why }) };
}

/** First the funding comes back, then the creator gets the money: never the other way round. */
async function reverse(
  adapter: PayoutMethodAdapter,
  settings: PayerSettings,
  attempt: Attempt,
): Promise<AttemptChange> {
  const outcome = await ask(attempt, "reversing", adapter.reverse, adapter.findReversal);
  if (outcome === "new_key") {
    const needsReview = attempt.retries > 0 &&
      !attempt.unknownSince && { needsReview: "reversal_failed" as const };
    return { ...stillUnknown(attempt), ...newKey(attempt), ...needsReview };
  }
  if (outcome.kind === "unknown") return unknown(settings, attempt, outcome);
  if (outcome.kind === "refused") {
    return {
      ...goOn(),
      ...waitLonger(settings, attempt),
      keySpent: true,
      needsReview: "reversal_failed",
      note: reasonOf(outcome),
    };
  }
  const wasPaid = attempt.paidAt !== undefined;
  const reason = attempt.failure;
  return {
    ...goOn(),
    state: wasPaid ? "returned" : "reversed",
    nextInMs: undefined,
    isReply: true,
    settles: {
      action: wasPaid ? "payout_returned" : "payout_failed",
      reason,
      events: wasPaid ? payoutReturned(attempt, reason) : payoutFailed(attempt, reason),
    },
  };
}

type Call = (attempt: Attempt, key: string) => Promise<Outcome>;
type Find = (attempt: Attempt) => Promise<string | undefined>;

/**
 * Asks under the present key; where the key no longer tells what it did, looks for that first. A no may be older than the key's memory too (an account
 * that was closed since is refused before the key is looked at), so it counts only where an earlier call has left nothing.
 */
async function ask(attempt: Attempt, step: Step, call: Call, find: Find): Promise<Outcome | "new_key"> {
  if (mustLookUp(attempt, new Date())) return (await lookUp(attempt, find)) ?? "new_key";
  const outcome = await call(attempt, idempotencyKey(attempt.id, step, attempt.callNumber));
  if (outcome.kind === "done") failpoint("withdrawals.after_stripe_accepted");
  if (outcome.kind !== "refused") return outcome;
  return (await lookUp(attempt, find)) ?? outcome;
}

/** What an earlier call has left; unknown where nobody can look. */
async function lookUp(attempt: Attempt, find: Find): Promise<Outcome | undefined> {
  try {
    const reference = await find(attempt);
    return reference === undefined ? undefined : { kind: "done", reference };
  } catch (error) {
    return { kind: "unknown", keySpent: attempt.keySpent, detail: String(error) };
  }
}

const stillUnknown = ({ unknownSince, retries }: Attempt) => ({
  ...goOn(),
  unknownSince,
  retries,
  needsReview: unknownSince ? ("outcome_unknown" as const) : ("" as const),
});

function unknown(
  settings: PayerSettings,
  attempt: Attempt,
  outcome: Outcome & { kind: "unknown" },
): AttemptChange {
  return {
    unknownSince: attempt.unknownSince ?? new Date(),
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
