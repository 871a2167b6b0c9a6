import type { Outcome, RailAdapter, RailAttempt } from "@metercast/rails";
import { failpoint, type Logger } from "@metercast/runtime";
import { type Attempt, idempotencyKey, mustLookUp, railAttempt, type Step } from "../domain/attempt.ts";
import type { AttemptChange, PayerSettings, StepOutcome } from "../domain/attempt-machine.ts";
import * as machine from "../domain/attempt-machine.ts";
import type { Rails } from "../ports/rails.ts";
import type { Relay } from "../ports/relay.ts";
import { type SaveStepPorts, saveStep } from "./save-step.ts";

export interface AdvanceAttemptPorts extends SaveStepPorts {
  rails: Rails;
  relay: Relay;
  settings: PayerSettings;
  log: Logger;
}

/**
 * More than the longest path (fund, send, poll, reverse, with a look-up and a new key each); the rest is
 * for the next run.
 */
const MAX_STEPS = 14;

/**
 * Advances an attempt as far as possible now. Each step is: the stored state, one call to the provider, the
 * next stored state; never two of them in one transaction. So after a crash the last row continues, with
 * the same idempotency key.
 */
export async function advanceAttempt(ports: AdvanceAttemptPorts, claimed: Attempt): Promise<void> {
  const adapter = ports.rails.get(claimed.method)?.adapter;
  if (!adapter) return;
  const receiver = await ports.store.attempts.receiverOf(claimed.withdrawalId);
  let attempt = claimed;
  for (let step = 0; step < MAX_STEPS; step++) {
    // A claimed attempt may have made its call before; the key of a step of this run is new.
    const told = { attempt, seen: railAttempt(attempt, receiver), isFirstCall: step > 0 };
    const change = await nextChange(ports, adapter, told);
    const saved = await saveStep(ports, attempt, change, ports.settings.leaseSeconds);
    if (change.settles) ports.relay.wake();
    if (change.unknownSince)
      ports.log.warn({ attempt: attempt.id, state: attempt.state, why: change.note }, "outcome unknown");
    if (saved === "lost" || saved === "waits" || change.nextInMs !== 0) return;
    attempt = saved;
  }
}

interface Asked {
  attempt: Attempt;
  /** As the rail sees it. */
  seen: RailAttempt;
  isFirstCall: boolean;
}

async function nextChange(
  { settings, clock }: AdvanceAttemptPorts,
  adapter: RailAdapter,
  asked: Asked,
): Promise<AttemptChange> {
  const { attempt, seen } = asked;
  const now = () => new Date(clock.now());
  const call = (step: Step, make: Call, find: Find | undefined) =>
    outcomeOf(asked, step, { make, find, keyLifeMs: adapter.keyLifeMs }, now());
  switch (attempt.state) {
    case "created":
      return machine.afterObstacle(attempt, await adapter.obstacle(seen).catch(noAnswer), settings, now());
    case "funding": {
      const outcome = await call("funding", adapter.fund, adapter.findFunding);
      return machine.afterFunding(attempt, outcome, settings, now());
    }
    case "funded":
      return machine.startSending(now());
    case "sending": {
      const outcome = await call("sending", adapter.send, adapter.findSent);
      return machine.afterSending(attempt, outcome, settings, now());
    }
    case "sent":
    case "paid":
      return machine.afterStatus(attempt, await adapter.status(seen).catch(noStatus), settings, now());
    case "reversing": {
      const outcome = await call("reversing", adapter.reverse, adapter.findReversal);
      return machine.afterReversal(attempt, outcome, settings, now());
    }
    default:
      return machine.stays();
  }
}

type Call = (attempt: RailAttempt, key: string) => Promise<Outcome>;
type Find = (attempt: RailAttempt) => Promise<string | undefined>;

const noAnswer = (error: unknown) => ({ kind: "no_answer", detail: String(error) }) as const;
const noStatus = (error: unknown) => ({ status: "no_answer", detail: String(error) }) as const;

/**
 * Calls under the present key. Where the key can no longer repeat its call, looks up the effect first;
 * `not_done` where there is none. A provider may refuse a request before it checks the idempotency key (for
 * example, the account was closed meanwhile): a refusal is final only if a look-up finds no earlier
 * success. Without a look-up, only the refusal of a first call is final.
 */
async function outcomeOf(
  { attempt, seen, isFirstCall }: Asked,
  step: Step,
  { make, find, keyLifeMs }: { make: Call; find: Find | undefined; keyLifeMs: number },
  now: Date,
): Promise<StepOutcome> {
  if (mustLookUp(attempt, keyLifeMs, now)) {
    if (!find) return "needs_person";
    return (await lookUp(attempt, seen, find)) ?? "not_done";
  }
  const outcome = await make(seen, idempotencyKey(attempt.id, step, attempt.callNumber));
  if (outcome.kind === "done") failpoint("withdrawals.after_stripe_accepted");
  if (outcome.kind !== "refused") return outcome;
  if (find) return (await lookUp(attempt, seen, find)) ?? outcome;
  return isFirstCall ? outcome : { kind: "unknown", keySpent: false, detail: outcome.detail };
}

/** The effect of an earlier call; unknown where the provider can't be reached. */
async function lookUp(attempt: Attempt, seen: RailAttempt, find: Find): Promise<Outcome | undefined> {
  try {
    const reference = await find(seen);
    return reference === undefined ? undefined : { kind: "done", reference };
  } catch (error) {
    return { kind: "unknown", keySpent: attempt.keySpent, detail: String(error) };
  }
}
