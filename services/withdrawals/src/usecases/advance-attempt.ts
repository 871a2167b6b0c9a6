import { failpoint, type Logger } from "@metercast/runtime";
import { type Attempt, idempotencyKey, mustLookUp, type Step } from "../domain/attempt.ts";
import type { AttemptChange, Outcome, PayerSettings } from "../domain/attempt-machine.ts";
import * as machine from "../domain/attempt-machine.ts";
import type { PayoutMethodAdapter, PayoutMethodAdapters } from "../ports/payout-method-adapter.ts";
import type { Relay } from "../ports/relay.ts";
import { type SaveStepPorts, saveStep } from "./save-step.ts";

export interface AdvanceAttemptPorts extends SaveStepPorts {
  adapters: PayoutMethodAdapters;
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
 * Advances an attempt as far as possible now. Each step is: the stored state, one call to the payer, the
 * next stored state; never two of them in one transaction. So after a crash the last row continues, with
 * the same idempotency key.
 */
export async function advanceAttempt(ports: AdvanceAttemptPorts, claimed: Attempt): Promise<void> {
  const adapter = ports.adapters[claimed.method];
  if (!adapter) return;
  let attempt = claimed;
  for (let step = 0; step < MAX_STEPS; step++) {
    const change = await nextChange(ports, adapter, attempt);
    const saved = await saveStep(ports, attempt, change, ports.settings.leaseSeconds);
    if (change.settles) ports.relay.wake();
    if (change.unknownSince)
      ports.log.warn({ attempt: attempt.id, state: attempt.state, why: change.note }, "outcome unknown");
    if (saved === "lost" || saved === "frozen" || change.nextInMs !== 0) return;
    attempt = saved;
  }
}

async function nextChange(
  { settings, clock }: AdvanceAttemptPorts,
  adapter: PayoutMethodAdapter,
  attempt: Attempt,
): Promise<AttemptChange> {
  const now = () => new Date(clock.now());
  const call = (step: Step, make: Call, find: Find) => outcomeOf(attempt, step, make, find, now());
  switch (attempt.state) {
    case "created":
      return machine.afterObstacle(attempt, await adapter.obstacle(attempt).catch(noAnswer), settings, now());
    case "funding":
      return machine.afterFunding(
        attempt,
        await call("funding", adapter.fund, adapter.findFunding),
        settings,
        now(),
      );
    case "funded":
      return machine.startSending(now());
    case "sending":
      return machine.afterSending(
        attempt,
        await call("sending", adapter.send, adapter.findSent),
        settings,
        now(),
      );
    case "sent":
    case "paid":
      return machine.afterStatus(attempt, await adapter.status(attempt).catch(noStatus), settings, now());
    case "reversing":
      return machine.afterReversal(
        attempt,
        await call("reversing", adapter.reverse, adapter.findReversal),
        settings,
        now(),
      );
    default:
      return machine.stays();
  }
}

type Call = (attempt: Attempt, key: string) => Promise<Outcome>;
type Find = (attempt: Attempt) => Promise<string | undefined>;

const noAnswer = (error: unknown) => ({ kind: "no_answer", detail: String(error) }) as const;
const noStatus = (error: unknown) => ({ status: "no_answer", detail: String(error) }) as const;

/**
 * Calls under the present key. Where the key can no longer repeat its call, looks up the effect first;
 * `not_done` where there is none. Stripe may refuse a request before it checks the idempotency key (for
 * example, the account was closed meanwhile): a refusal is final only if a look-up finds no earlier
 * success.
 */
async function outcomeOf(
  attempt: Attempt,
  step: Step,
  call: Call,
  find: Find,
  now: Date,
): Promise<Outcome | "not_done"> {
  if (mustLookUp(attempt, now)) return (await lookUp(attempt, find)) ?? "not_done";
  const outcome = await call(attempt, idempotencyKey(attempt.id, step, attempt.callNumber));
  if (outcome.kind === "done") failpoint("withdrawals.after_stripe_accepted");
  if (outcome.kind !== "refused") return outcome;
  return (await lookUp(attempt, find)) ?? outcome;
}

/** The effect of an earlier call; unknown where the payer can't be reached. */
async function lookUp(attempt: Attempt, find: Find): Promise<Outcome | undefined> {
  try {
    const reference = await find(attempt);
    return reference === undefined ? undefined : { kind: "done", reference };
  } catch (error) {
    return { kind: "unknown", keySpent: attempt.keySpent, detail: String(error) };
  }
}
