import type { ReviewReason } from "../domain/withdrawal.ts";

export interface Figures {
  /** Withdrawals that wait for a decision or their payout. A status without any has no row. */
  open: { status: "PENDING" | "APPROVED"; count: number; cents: number; oldestSeconds: number }[];
  needsReview: { reason: ReviewReason; count: number }[];
  unsettled: { count: number; oldestSeconds: number };
  unknown: { count: number; oldestSeconds: number };
  frozen: boolean;
  /** Runs of schedules whose time has come and that were not made yet. */
  dueRuns: { count: number; oldestSeconds: number };
}

export type ReadFigures = () => Promise<Figures>;
