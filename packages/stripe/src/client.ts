import { withProviderSpans } from "@metercast/runtime";
import Stripe from "stripe";

export interface StripeSettings {
  secretKey: string;
  /** Of the local stand-in; undefined: Stripe itself. */
  baseUrl: string | undefined;
  /** After this the outcome of a call is unknown. */
  timeoutMs: number;
}

/**
 * The SDK with our settings; it is created nowhere else. It repeats no call: only the caller knows which
 * idempotency key is still safe to use. The API's version is that of the SDK.
 */
export function openStripe({ secretKey, baseUrl, timeoutMs }: StripeSettings): Stripe {
  const where = baseUrl === undefined ? {} : address(new URL(baseUrl));
  return new Stripe(secretKey, {
    ...where,
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
    httpClient: withProviderSpans("stripe", Stripe.createNodeHttpClient()),
  });
}

function address({ hostname, port, protocol }: URL) {
  const scheme = protocol === "http:" ? "http" : "https";
  return { host: hostname, port: port || (scheme === "http" ? 80 : 443), protocol: scheme } as const;
}
