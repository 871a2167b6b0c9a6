import Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { verdictOf } from "./verdict.ts";

const { errors } = Stripe;
const raw = (code?: string) => ({ message: "no", ...(code !== undefined && { code }) }) as never;
const refused = (code?: string) => new errors.StripeInvalidRequestError(raw(code));
const forbidden = (code?: string) => new errors.StripePermissionError(raw(code));

const CASES: readonly [string, unknown, string][] = [
  ["a broken connection", new errors.StripeConnectionError(raw()), "unknown"],
  ["a 5xx", new errors.StripeAPIError(raw()), "unknown"],
  ["anything that is no answer of Stripe", new Error("ETIMEDOUT"), "unknown"],
  ["a key that was used for another request", new errors.StripeIdempotencyError(raw()), "key_reused"],
  ["a rate limit", new errors.StripeRateLimitError(raw()), "later"],
  ["a lock", refused("lock_timeout"), "later"],
  ["a key in use", refused("idempotency_key_in_use"), "later"],
  ["a balance that is too small", refused("balance_insufficient"), "later"],
  ["a closed account", forbidden("account_invalid"), "account_closed"],
  ["an account that may not be paid out", forbidden("payouts_not_allowed"), "account_restricted"],
  ["a missing capability", refused("insufficient_capabilities_for_transfer"), "account_restricted"],
  ["a right that our key lacks", forbidden(), "no_right"],
  ["a wrong key", new errors.StripeAuthenticationError(raw()), "no_right"],
  ["a platform that is not approved", refused(), "refused"],
  ["a code that nobody knows", refused("new_at_stripe"), "refused"],
];

describe("an error of Stripe has one meaning", () => {
  it.each(CASES)("%s", (_, error, verdict) => {
    const judged = verdictOf(error);
    expect(judged.kind === "permanent" ? judged.why : judged.kind).toBe(verdict);
  });
});
