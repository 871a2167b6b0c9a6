import { MetercastError } from "@metercast/runtime";
import { verifyThinEvent } from "@metercast/stripe";
import type { RailEvent, RailNotice, RailWebhooks } from "../interface.ts";

interface ThinEvent {
  id?: unknown;
  object?: unknown;
  type?: unknown;
  related_object?: { id?: unknown; type?: unknown };
}

/**
 * Thin events of Stripe's API v2: signed as all of its webhooks are, and without the object's state, which
 * the rail reads.
 */
export function stablecoinWebhooks(secrets: readonly string[]): RailWebhooks {
  return {
    read(payload, headers) {
      const signature = headers["stripe-signature"] ?? "";
      const event = verifyThinEvent(secrets, payload, signature);
      return Promise.resolve(eventOf(event));
    },
  };
}

/** @throws malformed_request where the signed payload is no thin event */
function eventOf(event: unknown): RailEvent {
  const { id, object, type, related_object: related } = (event ?? {}) as ThinEvent;
  if (object !== "v2.core.event" || typeof id !== "string" || typeof type !== "string")
    throw new MetercastError("malformed_request", "Not a thin event.");
  return { id, type: type.slice(0, 100), notice: noticeOf(type, related?.id) };
}

function noticeOf(type: string, id: unknown): RailNotice | undefined {
  if (typeof id !== "string") return undefined;
  if (type.startsWith("v2.money_management.outbound_payment.")) return { about: "payout", payoutRef: id };
  return type.startsWith("v2.core.account") ? { about: "account", accountId: id } : undefined;
}
