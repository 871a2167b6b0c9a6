import type Stripe from "stripe";
import type { StripeEvent } from "../../usecases/top-ups/handle-event.ts";

const MAX_EVENTS = 1_000;
const TYPES = [
  "checkout.session.completed",
  "checkout.session.async_payment_succeeded",
  "checkout.session.async_payment_failed",
  "checkout.session.expired",
  "charge.refunded",
  "charge.refund.updated",
  "charge.dispute.created",
  "charge.dispute.updated",
  "charge.dispute.funds_withdrawn",
  "charge.dispute.funds_reinstated",
  "charge.dispute.closed",
  "refund.updated",
  "refund.failed",
];

/** Events of the handled types between two times (ms), newest first, at most 1,000. */
export async function eventsBetween(stripe: Stripe, from: number, to: number): Promise<Stripe.Event[]> {
  const created = { gte: Math.floor(from / 1_000), lte: Math.floor(to / 1_000) };
  const found: Stripe.Event[] = [];
  for await (const event of stripe.events.list({ types: TYPES, created, limit: 100 })) {
    found.push(event);
    if (found.length === MAX_EVENTS) break;
  }
  return found;
}

/**
 * The object of an event, or the charge of a refund or dispute. Objects of a connected account are not
 * ours.
 */
export function objectIdOf({ account, data }: Stripe.Event): string {
  const object = data.object as { id?: unknown; object?: unknown; charge?: unknown };
  const ofCharge = object.object === "refund" || object.object === "dispute";
  const id = ofCharge ? object.charge : object.id;
  return typeof id === "string" && !account ? id : "";
}

export const readEvent = (event: Stripe.Event, attempt: number): StripeEvent => ({
  id: event.id,
  type: event.type,
  objectId: objectIdOf(event),
  attempt,
});
