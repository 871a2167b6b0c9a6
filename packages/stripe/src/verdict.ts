import Stripe from "stripe";

/**
 * What a failed call means. `unknown`: no answer about the request, Stripe may have done it. `later`: not
 * done, and the same request may succeed later. `permanent`: not done, and the same request will never be
 * done. `key_reused`: the idempotency key belongs to another request, whose effect can only be looked up.
 */
export type Verdict =
  | { kind: "unknown"; keySpent: boolean }
  | { kind: "later" }
  | { kind: "key_reused" }
  | { kind: "permanent"; why: "account_closed" | "account_restricted" | "no_right" | "refused" };

const LATER = { kind: "later" } as const;
const permanent = (why: (Verdict & { kind: "permanent" })["why"]) => ({ kind: "permanent", why }) as const;

/** By Stripe's code, whatever the HTTP status. For other codes the class of the error decides. */
const BY_CODE: Readonly<Record<string, Verdict>> = {
  // Another request about the same object, or with the same key, is running.
  lock_timeout: LATER,
  idempotency_key_in_use: LATER,
  rate_limit: LATER,
  // The money is not there yet.
  balance_insufficient: LATER,
  // The creator has closed the account, or has removed the platform's access.
  account_invalid: permanent("account_closed"),
  account_closed: permanent("account_closed"),
  // Stripe lets no money into the account, or out of it.
  payouts_not_allowed: permanent("account_restricted"),
  transfers_not_allowed: permanent("account_restricted"),
  insufficient_capabilities_for_transfer: permanent("account_restricted"),
  // About our API key, not about the request.
  api_key_expired: permanent("no_right"),
  platform_api_key_expired: permanent("no_right"),
  secret_key_required: permanent("no_right"),
};

/** The one table of Stripe's errors, for payments, payouts and accounts. */
export function verdictOf(error: unknown): Verdict {
  if (!(error instanceof Stripe.errors.StripeError)) return { kind: "unknown", keySpent: false };
  const code = error.code ?? "";
  const known = Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined;
  if (known) return known;
  const { StripeAuthenticationError, StripePermissionError, StripeRateLimitError } = Stripe.errors;
  if (error instanceof StripeRateLimitError) return LATER;
  if (error instanceof StripePermissionError || error instanceof StripeAuthenticationError)
    return permanent("no_right");
  if (error instanceof Stripe.errors.StripeIdempotencyError) return { kind: "key_reused" };
  if (error instanceof Stripe.errors.StripeInvalidRequestError) return permanent("refused");
  // A stored answer never changes: this key will repeat it.
  const stored = String(error.headers?.["idempotent-replayed"] ?? "") === "true";
  return { kind: "unknown", keySpent: stored && (error.statusCode ?? 0) >= 500 };
}

/** Stripe's words about a failed call. */
export function textOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof Stripe.errors.StripeError ? `${error.type}: ${message}` : message;
}
