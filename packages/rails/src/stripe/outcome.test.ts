import Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { outcomeOf } from "./outcome.ts";

const { errors } = Stripe;
const raw = (code?: string) => ({ message: "no", ...(code !== undefined && { code }) }) as never;
const refused = (code?: string) => new errors.StripeInvalidRequestError(raw(code));
const forbidden = (code?: string) => new errors.StripePermissionError(raw(code));

describe("what a failed call means for the money", () => {
  it.each<[string, unknown, string]>([
    ["a broken connection", new errors.StripeConnectionError(raw()), "unknown"],
    ["a 5xx", new errors.StripeAPIError(raw()), "unknown"],
    ["an error that is no answer of Stripe", new Error("ETIMEDOUT"), "unknown"],
    ["a key of another request", new errors.StripeIdempotencyError(raw()), "unknown"],
    ["a rate limit", new errors.StripeRateLimitError(raw()), "unknown"],
    ["a lock", refused("lock_timeout"), "unknown"],
    ["a balance that is too small", refused("balance_insufficient"), "refused"],
    ["a closed account", forbidden("account_invalid"), "refused"],
    ["a missing capability", refused("insufficient_capabilities_for_transfer"), "refused"],
    ["a right that our API key lacks", forbidden(), "unknown"],
    ["a wrong API key", new errors.StripeAuthenticationError(raw()), "unknown"],
    ["an unknown code", refused("new_at_stripe"), "refused"],
  ])("%s", (_, error, outcome) => {
    expect(outcomeOf(error).kind).toBe(outcome);
  });

  it("the key of another request is never used again", () => {
    expect(outcomeOf(new errors.StripeIdempotencyError(raw()))).toMatchObject({ keySpent: true });
  });
});
