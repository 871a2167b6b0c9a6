import Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { outcomeOf } from "./client.ts";
import { verdictOf } from "./errors.ts";

const { errors } = Stripe;
const raw = (code?: string) => ({ message: "no", ...(code !== undefined && { code }) }) as never;
const refused = (code?: string) => new errors.StripeInvalidRequestError(raw(code));
const forbidden = (code?: string) => new errors.StripePermissionError(raw(code));

/** Error, its verdict, and what it says about money that was asked to move. */
const CASES: readonly [string, unknown, string, string][] = [
  ["a broken connection", new errors.StripeConnectionError(raw()), "unknown", "unknown"],
  ["a 5xx", new errors.StripeAPIError(raw()), "unknown", "unknown"],
  ["anything that is no answer of Stripe", new Error("ETIMEDOUT"), "unknown", "unknown"],
  ["a key that was used for another request", new errors.StripeIdempotencyError(raw()), "unknown", "unknown"],
  ["a rate limit", new errors.StripeRateLimitError(raw()), "later", "unknown"],
  ["a lock", refused("lock_timeout"), "later", "unknown"],
  ["a key in use", refused("idempotency_key_in_use"), "later", "unknown"],
  ["a balance that is too small", refused("balance_insufficient"), "later", "refused"],
  ["a closed account", forbidden("account_invalid"), "account_closed", "refused"],
  ["an account that may not be paid out", forbidden("payouts_not_allowed"), "account_restricted", "refused"],
  [
    "a missing capability",
    refused("insufficient_capabilities_for_transfer"),
    "account_restricted",
    "refused",
  ],
  ["a right that our key lacks", forbidden(), "no_right", "unknown"],
  ["a wrong key", new errors.StripeAuthenticationError(raw()), "no_right", "unknown"],
  ["a platform that is not approved", refused(), "refused", "refused"],
  ["a code that nobody knows", refused("new_at_stripe"), "refused", "refused"],
];

describe("an error of Stripe has one meaning", () => {
  it.each(CASES)("%s", (_, error, verdict, outcome) => {
    const judged = verdictOf(error);
    expect(judged.kind === "permanent" ? judged.why : judged.kind).toBe(verdict);
    expect(outcomeOf(error).kind).toBe(outcome);
  });
});
