import type { RailName, RailReview, Speed } from "@metercast/rails";
import type { AttemptState } from "./attempt.ts";
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

const NOT_SENT: readonly AttemptState[] = ["created", "funding", "funded", "sending"];
const OF_RAIL: Readonly<Record<RailReview, true>> = {
  connected_balance_negative: true,
  platform_balance_too_small: true,
};

/**
 * The reason after a step. What the rail lacks stays the reason until the rail takes the payout: it would
 * otherwise end and begin, and be announced, with every attempt to send.
 */
export const reasonAfter = (before: ReviewReason, state: AttemptState, reason: ReviewReason): ReviewReason =>
  reason === "" && before in OF_RAIL && NOT_SENT.includes(state) ? before : reason;
