import type { MethodKind, MethodState } from "./payout-method.ts";
import type { ReviewReason } from "./withdrawal.ts";

/** An approved withdrawal whose hold is posted and that has no payout attempt yet. */
export interface DueWithdrawal {
  id: string;
  creatorId: string;
  /** Cents. */
  amount: bigint;
  destination: string;
  /** Of its payout method; undefined where there is none. */
  kind: MethodKind | undefined;
  state: MethodState | undefined;
  /** Approvals that are missing for its present destination. */
  approvalsMissing: number;
  needsReview: ReviewReason;
}

/** Why no payout may start now; "" where it may. `payable`: the ways to pay that are configured. */
export function obstacleOf(
  { kind, state, approvalsMissing }: DueWithdrawal,
  frozen: boolean,
  payable: readonly MethodKind[],
): ReviewReason {
  if (frozen) return "frozen";
  if (kind === undefined) return "payout_method_missing";
  if (approvalsMissing > 0) return "destination_unapproved";
  if (state !== "ready") return "payout_method_restricted";
  return payable.includes(kind) ? "" : "payout_method_unavailable";
}
