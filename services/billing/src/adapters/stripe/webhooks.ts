import { MetercastError } from "@metercast/runtime";
import Stripe from "stripe";
import type { ReadWebhook, StripeEvent } from "../../ports/stripe-events.ts";

/** An older signature may be a recording. */
const TOLERANCE_SECONDS = 300;

/** Checks a webhook against each secret: while one is rotated there are two. */
export function webhookReader(secrets: readonly string[]): ReadWebhook {
  return (payload, signature) => {
    for (const secret of secrets) {
      try {
        const body = Buffer.from(payload);
        return toEvent(Stripe.webhooks.constructEvent(body, signature, secret, TOLERANCE_SECONDS));
      } catch (error) {
        // A signature that is right over something that is no event: not ours to store either.
        if (!(error instanceof Stripe.errors.StripeSignatureVerificationError))
          throw new MetercastError("malformed_request", "Not an event.", { cause: error });
      }
    }
    throw new MetercastError("invalid_signature");
  };
}

/** What an event is about: its object, or the charge of a refund or dispute. It says where to look, never what is so. Nothing of a connected account is ours to look at. */
export function toEvent(event: Stripe.Event): StripeEvent {
  const object = event.data.object as { id?: unknown; object?: unknown; charge?: unknown };
  const ofCharge = object.object === "refund" || object.object === "dispute";
  const about = ofCharge ? object.charge : object.id;
  return {
    id: event.id,
    type: event.type,
    objectId: typeof about === "string" && !event.account ? about : "",
    payload: JSON.stringify(event),
  };
}
