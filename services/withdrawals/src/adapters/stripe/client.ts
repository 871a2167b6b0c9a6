import Stripe from "stripe";
import type { Outcome } from "../../ports.ts";

export interface StripeSettings {
  secretKey: string;
  /** Of the local stand-in; undefined: Stripe itself. */
  baseUrl: string | undefined;
  timeoutMs: number;
}

/** The one place where the SDK is made. It repeats nothing by itself: whoever calls knows which key may be used again. */
export function openStripe({ secretKey, baseUrl, timeoutMs }: StripeSettings): Stripe {
  const where = baseUrl === undefined ? {} : address(new URL(baseUrl));
  return new Stripe(secretKey, { ...where, maxNetworkRetries: 0, timeout: timeoutMs, telemetry: false });
}

function address({ hostname, port, protocol }: URL) {
  const scheme = protocol === "http:" ? "http" : "https";
  return { host: hostname, port: port || (scheme === "http" ? 80 : 443), protocol: scheme } as const;
}

/** Codes that say "not now" about a request that was otherwise fine, or that another with the same key is running. */
const NOT_NOW = /^(lock_timeout|rate_limit|idempotency_key_in_use)$/;
/** Of a 403: about the connected account. Every other one is about a right that our key lacks, and no answer about the money. */
const ABOUT_THE_ACCOUNT = /^(account_invalid|payouts_not_allowed)$/;

/**
 * What a failed call tells. A definite no is only what Stripe decided about this very request; a timeout, a broken connection, a 5xx, a limit, a wrong
 * key of ours are no answer about the money: unknown.
 */
export function outcomeOf(error: unknown): Exclude<Outcome, { kind: "done" }> {
  if (!(error instanceof Stripe.errors.StripeError)) return unknown(String(error));
  if (isDefinite(error)) return { kind: "refused", code: error.code ?? "refused", detail: error.message };
  // A stored answer never changes: this key has said all that it ever will.
  const stored = String(error.headers?.["idempotent-replayed"] ?? "") === "true";
  return unknown(`${error.type}: ${error.message}`, stored && (error.statusCode ?? 0) >= 500);
}

function isDefinite(error: InstanceType<typeof Stripe.errors.StripeError>): boolean {
  const code = error.code ?? "";
  if (error instanceof Stripe.errors.StripePermissionError) return ABOUT_THE_ACCOUNT.test(code);
  return error instanceof Stripe.errors.StripeInvalidRequestError && !NOT_NOW.test(code);
}

const unknown = (detail: string, keySpent = false) => ({ kind: "unknown", keySpent, detail }) as const;
