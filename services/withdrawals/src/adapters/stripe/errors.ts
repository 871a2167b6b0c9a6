import Stripe from "stripe";

/**
 * What a failed call means. `unknown`: no answer about the request, it may have been done. `later`: not done, and the same request may succeed later. `permanent`: not done, and the
 * same request will not be done.
 */
export type Verdict =
  | { kind: "unknown"; keySpent: boolean }
  | { kind: "later" }
  | { kind: "permanent"; why: "account_closed" | "account_restricted" | "no_right" | "refused" };

const LATER = { kind: "later" } as const;
const permanent = (why: (Verdict & { kind: "permanent" })["why"]) => ({ kind: "permanent", why }) as const;

/** By Stripe's code, whatever the HTTP status. A code that is not here is judged by the class of the error. */
const BY_CODE: Readonly<Record<string, Verdict>> = {
  // Another request about the same object, or with the same key, is running.
  lock_timeout: LATER,
  idempotency_key_in_use: LATER,
  rate_limit: LATER,
  // The money is not there yet.
  balance_insufficient: LATER,
  // The creator has closed the account, or has taken the platform's access away.
  account_invalid: permanent("account_closed"),
  account_closed: permanent("account_closed"),
  // Stripe does not let money into the account, or out of it.
  payouts_not_allowed: permanent("account_restricted"),
  transfers_not_allowed: permanent("account_restricted"),
  insufficient_capabilities_for_transfer: permanent("account_restricted"),
  // About our key, not about the request.
  api_key_expired: permanent("no_right"),
  platform_api_key_expired: permanent("no_right"),
  secret_key_required: permanent("no_right"),
};

/** The one judge of Stripe's errors, for money and for accounts. */
export function verdictOf(error: unknown): Verdict {
  if (!(error instanceof Stripe.errors.StripeError)) return { kind: "unknown", keySpent: false };
  const code = error.code ?? "";
  const known = Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined;
  if (known) return known;
  const { StripeAuthenticationError, StripePermissionError, StripeRateLimitError } = Stripe.errors;
  if (error instanceof StripeRateLimitError) return LATER;
  if (error instanceof StripePermissionError || error instanceof StripeAuthenticationError)
    return permanent("no_right");
  // The key was used for another request: what that one has done can only be looked up.
  if (error instanceof Stripe.errors.StripeIdempotencyError) return { kind: "unknown", keySpent: true };
  if (error instanceof Stripe.errors.StripeInvalidRequestError) return permanent("refused");
  // A stored answer never changes: this key answers the same again.
  const stored = String(error.headers?.["idempotent-replayed"] ?? "") === "true";
  return { kind: "unknown", keySpent: stored && (error.statusCode ?? 0) >= 500 };
}
