import { uuidOf } from "@metercast/contracts";
import { MetercastError } from "@metercast/runtime";
import Stripe from "stripe";
import type { ReadWebhook, StripeEvent } from "../../ports.ts";

/** An older signature may be a recording. */
const TOLERANCE_SECONDS = 300;

/** Checks a webhook against each secret: Connect has its own, and while one is rotated there are two. */
export function webhookReader(secrets: readonly string[]): ReadWebhook {
  return (payload, signature) => {
    for (const secret of secrets) {
      try {
        const body = Buffer.from(payload);
        return toEvent(Stripe.webhooks.constructEvent(body, signature, secret, TOLERANCE_SECONDS), payload);
      } catch (error) {
        // A signature that is right over something that is no event: not ours to store either.
        if (!(error instanceof Stripe.errors.StripeSignatureVerificationError))
          throw new MetercastError("malformed_request", "Not an event.", { cause: error });
      }
    }
    throw new MetercastError("invalid_signature");
  };
}

function toEvent(event: Stripe.Event, payload: Uint8Array): StripeEvent {
  const object = event.data.object as { id?: unknown; metadata?: Record<string, unknown> | null };
  const attempt = object.metadata?.attempt_id;
  return {
    id: event.id,
    type: event.type,
    account: event.account ?? "",
    objectId: typeof object.id === "string" ? object.id : "",
    attemptId: typeof attempt === "string" ? uuidOf("attempt", attempt) : undefined,
    payload,
  };
}
