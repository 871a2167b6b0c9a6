import { backoffMs } from "@metercast/runtime";
import type { ClaimedEvent, StripeEvents } from "../../ports/stripe-events.ts";
import type { StripePayments } from "../../ports/stripe-payments.ts";
import { type MoveMoneyPorts, moveMoney } from "./move-money.ts";
import { NotYet } from "./not-yet.ts";
import { openCase } from "./open-case.ts";
import { settleTopUp } from "./settle-top-up.ts";

export interface HandleEventsPorts extends Omit<MoveMoneyPorts, "stripe"> {
  events: StripeEvents;
  /** Undefined without a key of Stripe: events wait. */
  stripe: StripePayments | undefined;
}

/** Handled side by side: a slow answer of Stripe holds up few others, and the pool has connections left for the meter. */
export const EVENTS_AT_ONCE = 5;
/** Longer than the calls that one event may cost, six of them one after the other. */
const LEASE_SECONDS = 90;
/** With the waits below about two days, nearly as long as Stripe itself repeats a webhook. */
const MAX_ATTEMPTS = 800;
/** After about an hour of attempts a person looks, too. */
const CASE_AFTER_ATTEMPTS = 20;
const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 300_000;

/** What is handled here: events about Checkout sessions, and about refunds and disputes of charges. */
export const isSessionEvent = (type: string): boolean => type.startsWith("checkout.session.");
export const isChargeEvent = (type: string): boolean =>
  /^(charge\.(refunded|refund\.|dispute\.)|refund\.)/.test(type);

/**
 * Handles stored events. An event says only that something happened to an object: what it is now is asked of Stripe, so that events may come twice, late, in any
 * order. Gives how many there were.
 */
export async function handleEvents(ports: HandleEventsPorts): Promise<number> {
  const { stripe, events, cases, metrics } = ports;
  metrics.waiting(await events.waiting());
  metrics.openCases(await cases.openCount());
  if (!stripe) return 0;
  const claimed = await events.claim(EVENTS_AT_ONCE, LEASE_SECONDS);
  await Promise.all(claimed.map((event) => handleOne({ ...ports, stripe }, event)));
  return claimed.length;
}

type ReadyPorts = HandleEventsPorts & MoveMoneyPorts;

async function handleOne(ports: ReadyPorts, event: ClaimedEvent): Promise<void> {
  const { events, metrics, log } = ports;
  try {
    await events.handled(event.id, await handle(ports, event), "");
    if (event.attempts >= CASE_AFTER_ATTEMPTS) await ports.cases.settled("event_waits", event.id);
  } catch (err) {
    const error = String(err).slice(0, 300);
    const known = { event: event.id, type: event.type, attempts: event.attempts };
    if (err instanceof NotYet) log.info({ ...known, error }, "event waits");
    else log.warn({ ...known, err }, "event not handled yet");
    if (event.attempts === CASE_AFTER_ATTEMPTS)
      await openCase(ports, {
        kind: "event_waits",
        topUpId: undefined,
        objectId: event.id,
        detail: `${event.type} of ${event.objectId}: ${error}`,
      });
    if (event.attempts < MAX_ATTEMPTS)
      return events.again(event.id, error, backoffMs(event.attempts, FIRST_WAIT_MS, MAX_WAIT_MS));
    metrics.givenUp();
    await events.handled(event.id, "given_up", error);
  }
}

async function handle(ports: ReadyPorts, { type, objectId }: ClaimedEvent): Promise<string> {
  if (!objectId) return "ignored";
  if (isSessionEvent(type)) {
    const settled = await settleTopUp(ports, await ports.stripe.session(objectId));
    if (!settled) return "not_ours";
    return settled.needsReview ? "needs_review" : settled.topUp.state;
  }
  if (isChargeEvent(type)) return moveMoney(ports, objectId);
  return "ignored";
}
