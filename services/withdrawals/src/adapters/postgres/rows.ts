import type { AttemptState } from "../../domain/attempt.ts";
import { payoutLabel } from "../../domain/payout-method.ts";
import { type Hold, isOpen, type ReviewReason, type Status } from "../../domain/withdrawal.ts";
import type { Attempt, MethodKind, Withdrawal } from "../../ports.ts";

export interface WithdrawalRow {
  id: string;
  creator_id: string;
  amount: bigint;
  status: Status;
  hold: Hold;
  payout_method: string | null;
  kind: MethodKind | null;
  destination: string;
  details: string | null;
  approvals_needed: number;
  approvals: number;
  first_by: string | null;
  first_at: Date | null;
  needs_review: ReviewReason;
  reason: string;
  estimated_arrival: Date | null;
  creator_name: string;
  creator_email: string;
  created_at: Date;
  updated_at: Date;
}

/** A withdrawal with where it goes and how many have approved it for there. Aliased w; add WHERE. */
export const SELECT_WITHDRAWAL = `
  SELECT w.id::text, w.creator_id, w.amount, w.status, w.hold, w.payout_method::text, w.destination, w.approvals_needed, w.needs_review, w.reason,
         w.estimated_arrival, w.creator_name, w.creator_email, w.created_at, w.updated_at, p.kind, p.details,
         (SELECT count(*)::integer FROM approval a WHERE a.withdrawal = w.id AND a.destination_version = w.destination_version) AS approvals,
         first.admin_id AS first_by, first.at AS first_at
  FROM withdrawal w LEFT JOIN payout_method p ON p.id = w.payout_method
  LEFT JOIN LATERAL (
    SELECT a.admin_id, a.at FROM approval a
    WHERE a.withdrawal = w.id AND a.destination_version = w.destination_version AND w.status IN ('PENDING', 'APPROVED')
    ORDER BY a.at LIMIT 1) AS first ON true`;

export function toWithdrawal(row: WithdrawalRow): Withdrawal {
  return {
    id: row.id,
    creatorId: row.creator_id,
    amount: row.amount,
    status: row.status,
    hold: row.hold,
    method: row.kind ?? "",
    payoutMethodId: row.payout_method ?? undefined,
    destination: row.destination,
    approvalsNeeded: isOpen(row.status) ? Math.max(0, row.approvals_needed - row.approvals) : 0,
    firstApproval:
      row.first_by !== null && row.first_at && row.approvals < row.approvals_needed
        ? { adminId: row.first_by, at: row.first_at }
        : undefined,
    needsReview: row.needs_review,
    reason: row.reason,
    estimatedArrival: row.estimated_arrival ?? undefined,
    creatorName: row.creator_name,
    creatorEmail: row.creator_email,
    payoutLabel: row.kind === null ? "" : payoutLabel(row.kind, row.destination || undefined),
    payoutDetails: row.details ?? "",
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export interface AttemptRow {
  id: string;
  withdrawal: string;
  creator_id: string;
  amount: bigint;
  method: MethodKind;
  destination: string;
  state: AttemptState;
  funding_ref: string;
  payout_ref: string;
  failure: string;
  paid_at: Date | null;
  call_number: number;
  key_used_at: Date | null;
  key_spent: boolean;
  unknown_since: Date | null;
  retries: number;
  version: number;
  notices: number;
  created_at: Date;
  updated_at: Date;
}

export const ATTEMPT_COLUMNS = `id::text, withdrawal::text, creator_id, amount, method, destination, state, funding_ref, payout_ref, failure,
  paid_at, call_number, key_used_at, key_spent, unknown_since, retries, version, notices, created_at, updated_at`;

export function toAttempt(row: AttemptRow): Attempt {
  return {
    id: row.id,
    withdrawalId: row.withdrawal,
    creatorId: row.creator_id,
    amount: row.amount,
    method: row.method,
    destination: row.destination,
    state: row.state,
    fundingRef: row.funding_ref,
    payoutRef: row.payout_ref,
    failure: row.failure,
    paidAt: row.paid_at ?? undefined,
    callNumber: row.call_number,
    keyUsedAt: row.key_used_at ?? undefined,
    keySpent: row.key_spent,
    unknownSince: row.unknown_since ?? undefined,
    retries: row.retries,
    version: row.version,
    notices: row.notices,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
