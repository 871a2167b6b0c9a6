import type { ReviewReason } from "../domain/withdrawal.ts";

/** How much waits, and for how long: for the metrics. */
export interface Figures {
  /** Withdrawals that wait for a decision or their payout. A status without any has no row. */
  open: { status: "PENDING" | "APPROVED"; count: number; cents: number; oldestSeconds: number }[];
  needsReview: { reason: ReviewReason; count: number }[];
  /** Attempts that are neither paid nor failed. */
  unsettled: { count: number; oldestSeconds: number };
  /** Attempts whose outcome at Stripe is unknown. */
  unknown: { count: number; oldestSeconds: number };
  frozen: boolean;
}

export type ReadFigures = () => Promise<Figures>;
