import { textOf, verdictOf } from "@metercast/stripe";
import type { SessionOutcome } from "../../ports/stripe-payments.ts";

/**
 * What a failed call for a Checkout session means. Only a decision of Stripe about this request is a
 * refusal.
 */
export function outcomeOf(error: unknown): Exclude<SessionOutcome, { kind: "open" }> {
  const verdict = verdictOf(error);
  const detail = textOf(error);
  // The key of another request: no later call under it can succeed either.
  if (verdict.kind === "key_reused") return { kind: "refused", detail };
  if (verdict.kind === "permanent" && verdict.why !== "no_right") return { kind: "refused", detail };
  return { kind: "unknown", keySpent: verdict.kind === "unknown" && verdict.keySpent, detail };
}
