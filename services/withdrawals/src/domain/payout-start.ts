import type { RailName, Speed } from "@metercast/rails";
import { isLocked } from "./method-lock.ts";
import { isWithinLimits, type MethodState } from "./payout-method.ts";
import type { ReviewReason, Withdrawal } from "./withdrawal.ts";

/** An approved withdrawal whose hold is posted and that has no payout attempt yet. */
export interface DueWithdrawal {
  id: string;
  creatorId: string;
  /** Cents. */
  amount: bigint;
  destination: string;
  speed: Speed;
  /** Cents of the amount that the creator pays for the speed. */
  fee: bigint;
  lockedUntil: Date | undefined;
  /** Of its payout method; undefined where there is none. */
  kind: RailName | undefined;
  state: MethodState | undefined;
  /** Approvals that are missing for its present destination. */
  approvalsMissing: number;
  needsReview: ReviewReason;
  /** An admin has paused the creator's payouts. */
  isPaused: boolean;
}

/**
 * Why an attempt that has moved no money may not start now; "" where it may. Its destination may have
 * changed since it was created.
 */
export function startObstacleOf(
  { approvalsNeeded, lockedUntil }: Pick<Withdrawal, "approvalsNeeded" | "lockedUntil">,
  now: Date,
): Extract<ReviewReason, "" | "destination_unapproved" | "payout_method_locked"> {
  if (approvalsNeeded > 0) return "destination_unapproved";
  return isLocked(lockedUntil, now) ? "payout_method_locked" : "";
}

/** Why no payout may start now; "" where it may. `payable`: the ways to pay that are configured. */
export function obstacleOf(
  { kind, state, approvalsMissing, lockedUntil, amount, fee, isPaused }: DueWithdrawal,
  frozen: boolean,
  payable: readonly RailName[],
  now: Date,
): ReviewReason {
  if (frozen) return "frozen";
  if (isPaused) return "payouts_paused";
  if (kind === undefined) return "payout_method_missing";
  if (approvalsMissing > 0) return "destination_unapproved";
  if (state !== "ready") return "payout_method_restricted";
  if (!payable.includes(kind) || !isWithinLimits(kind, amount - fee)) return "payout_method_unavailable";
  return isLocked(lockedUntil, now) ? "payout_method_locked" : "";
}
