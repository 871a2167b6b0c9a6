import type { ReviewReason } from "./domain/withdrawal.ts";

/** What waits, and for how long. */
export interface Figures {
  /** Withdrawals that a creator waits for; a status without any has no row. */
  open: { status: "PENDING" | "APPROVED"; count: number; cents: number; oldestSeconds: number }[];
  needsReview: { reason: ReviewReason; count: number }[];
  /** Attempts under way: begun, and neither paid nor failed. */
  unsettled: { count: number; oldestSeconds: number };
  /** Attempts of which nobody knows what became at Stripe. */
  unknown: { count: number; oldestSeconds: number };
  /** Webhooks stored and not handled. */
  stripeEvents: number;
  frozen: boolean;
}
