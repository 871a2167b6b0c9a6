import { MetercastError } from "@metercast/runtime";
import Stripe from "stripe";

/** An older signature may be a recording. */
const TOLERANCE_SECONDS = 300;

/**
 * Verifies a webhook against each secret: every endpoint has its own, and during a rotation there are two.
 * @throws invalid_signature, malformed_request where the signed payload is no event
 */
export function verifyWebhook(
  secrets: readonly string[],
  payload: Uint8Array,
  signature: string,
): Stripe.Event {
  const body = Buffer.from(payload);
  for (const secret of secrets) {
    try {
      return Stripe.webhooks.constructEvent(body, signature, secret, TOLERANCE_SECONDS);
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeSignatureVerificationError))
        throw new MetercastError("malformed_request", "Not an event.", { cause: error });
    }
  }
  throw new MetercastError("invalid_signature");
}

/**
 * The same for the thin events of API v2, which name their object only: the verified payload as JSON.
 * @throws invalid_signature, malformed_request
 */
export function verifyThinEvent(secrets: readonly string[], payload: Uint8Array, signature: string): unknown {
  const text = Buffer.from(payload).toString("utf8");
  if (!secrets.some((secret) => isSigned(text, signature, secret)))
    throw new MetercastError("invalid_signature");
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new MetercastError("malformed_request", "Not an event.", { cause });
  }
}

function isSigned(text: string, header: string, secret: string): boolean {
  try {
    return Stripe.webhooks.signature?.verifyHeader(text, header, secret, TOLERANCE_SECONDS) === true;
  } catch {
    return false;
  }
}
