import { uuidOf } from "@metercast/contracts";
import { ownObjectId } from "@metercast/stripe";
import type Stripe from "stripe";
import type { StripeEvent } from "../../usecases/handle-stripe-event.ts";

export function readEvent(event: Stripe.Event): StripeEvent {
  const { metadata } = event.data.object as { metadata?: Record<string, unknown> | null };
  const attempt = metadata?.attempt_id;
  return {
    type: event.type,
    account: event.account ?? "",
    objectId: ownObjectId(event),
    attemptId: typeof attempt === "string" ? uuidOf("attempt", attempt) : undefined,
  };
}
