import { withProviderSpans } from "@metercast/runtime";
import Stripe from "stripe";

export interface StripeSettings {
  secretKey: string;
  /** Of the local stand-in; undefined: Stripe itself. */
  baseUrl: string | undefined;
  timeoutMs: number;
}

/** The one place where the SDK is made. It repeats nothing by itself: whoever calls knows which key may be used again. */
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

/** Codes that say "not now" about a request that was otherwise fine, or that another with the same key is running. */
const NOT_NOW = /^(lock_timeout|rate_limit|idempotency_key_in_use)$/;

/** What a failed call tells. A definite no is only what Stripe decided about this very request; all else is no answer: unknown. */
export function outcomeOf(
  error: unknown,
): { kind: "refused"; detail: string } | { kind: "unknown"; keySpent: boolean; detail: string } {
  if (!(error instanceof Stripe.errors.StripeError))
    return { kind: "unknown", keySpent: false, detail: String(error) };
  const detail = `${error.type}: ${error.message}`;
  const definite =
    (error instanceof Stripe.errors.StripeInvalidRequestError ||
      error instanceof Stripe.errors.StripeIdempotencyError) &&
    !NOT_NOW.test(error.code ?? "");
  if (definite) return { kind: "refused", detail };
  // A stored answer never changes: this key has said all that it ever will.
  const stored = String(error.headers?.["idempotent-replayed"] ?? "") === "true";
  return { kind: "unknown", keySpent: stored && (error.statusCode ?? 0) >= 500, detail };
}
