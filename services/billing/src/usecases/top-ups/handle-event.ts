import { type MoveMoneyPorts, moveMoney } from "./move-money.ts";
import { openCase } from "./open-case.ts";
import { settleTopUp } from "./settle-top-up.ts";

/** A stored event of Stripe, as far as it names what it is about. */
export interface StripeEvent {
  id: string;
  type: string;
  /** The Checkout session or charge; empty for an event of a connected account, which is not ours. */
  objectId: string;
  /** This attempt to handle it, from 1. */
  attempt: number;
}

/** After about an hour of attempts a person also looks. */
const CASE_AFTER_ATTEMPTS = 20;

const isSessionEvent = (type: string): boolean => type.startsWith("checkout.session.");
const isChargeEvent = (type: string): boolean =>
  /^(charge\.(refunded|refund\.|dispute\.)|refund\.)/.test(type);

/**
 * Handles an event. The event only shows that its object has changed; Stripe gives the object's present
 * state. Gives the outcome to keep. @throws NotYet where something else has to come first
 */
export async function handleEvent(ports: MoveMoneyPorts, event: StripeEvent): Promise<string> {
  const outcome = await handle(ports, event);
  if (event.attempt > CASE_AFTER_ATTEMPTS) await ports.cases.settled("event_waits", event.id);
  return outcome;
}

async function handle(ports: MoveMoneyPorts, { type, objectId }: StripeEvent): Promise<string> {
  if (!objectId) return "ignored";
  if (isSessionEvent(type)) {
    const settled = await settleTopUp(ports, await ports.stripe.session(objectId));
    if (!settled) return "not_ours";
    return settled.needsReview ? "needs_review" : settled.topUp.state;
  }
  if (isChargeEvent(type)) return moveMoney(ports, objectId);
  return "ignored";
}

/** An event that could not be handled for a long time becomes a case. */
export async function reviewEvent(
  ports: Pick<MoveMoneyPorts, "cases" | "metrics" | "log">,
  { id, type, objectId, attempt }: StripeEvent,
  error: string,
): Promise<void> {
  if (attempt !== CASE_AFTER_ATTEMPTS) return;
  await openCase(ports, {
    kind: "event_waits",
    topUpId: undefined,
    objectId: id,
    detail: `${type} of ${objectId}: ${error}`,
  });
}
