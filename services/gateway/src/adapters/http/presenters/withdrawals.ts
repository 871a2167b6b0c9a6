import {
  actorFor,
  type PayoutAttempt,
  type Reader,
  reviewReasonFor,
  WITHDRAWAL_STATUSES,
  type Withdrawal,
} from "../../../domain/withdrawal.ts";
import type { WithdrawalStats } from "../../../ports/withdrawals.ts";
import type { Names } from "../../../usecases/people/names-of.ts";
import { nameOf } from "./people.ts";
import { isoTime, orNull, tokens, usd } from "./values.ts";

export function withdrawalView(withdrawal: Withdrawal, reader: Reader) {
  const { firstApproval } = withdrawal;
  return {
    id: withdrawal.id,
    creator_id: withdrawal.creatorId,
    amount: usd(withdrawal.amount),
    status: withdrawal.status,
    method: orNull(withdrawal.method),
    payout_method_id: orNull(withdrawal.payoutMethodId),
    payout_label: orNull(withdrawal.payoutLabel),
    payout_destination: orNull(withdrawal.payoutDestination),
    approvals_needed: withdrawal.approvalsNeeded,
    scheduled: withdrawal.scheduled,
    attention: orNull(reviewReasonFor(reader, withdrawal)),
    reason: orNull(withdrawal.reason),
    speed: withdrawal.speed,
    fee: usd(withdrawal.fee),
    locked_until: isoTime(withdrawal.lockedUntil),
    created_at: withdrawal.createdAt.toISOString(),
    updated_at: withdrawal.updatedAt.toISOString(),
    estimated_arrival: isoTime(withdrawal.estimatedArrival),
    ...(reader === "admin" && {
      creator_name: orNull(withdrawal.creatorName),
      creator_email: orNull(withdrawal.creatorEmail),
      payout_details: orNull(withdrawal.payoutDetails),
      first_approval: firstApproval
        ? { admin_id: firstApproval.adminId, at: firstApproval.at.toISOString() }
        : null,
    }),
  };
}

/** `names` are for admins: of the people in the history. */
export function withdrawalDetails(withdrawal: Withdrawal, reader: Reader, names: Names) {
  return {
    ...withdrawalView(withdrawal, reader),
    ...(reader === "admin" && {
      barred_approvers: [...withdrawal.barredApprovers],
      barred_approver_names: withdrawal.barredApprovers.map((id) => nameOf(names, id)),
    }),
    payout: payoutView(withdrawal.attempts.at(-1)),
    history: withdrawal.history.map(({ at, actorId, from, to, note, internalNote }) => ({
      at: at.toISOString(),
      actor_id: actorFor(reader, actorId, withdrawal),
      from: orNull(from),
      to,
      note: orNull(note),
      ...(reader === "admin" && {
        actor_name: nameOf(names, actorId),
        internal_note: orNull(internalNote),
      }),
    })),
    attempts: withdrawal.attempts.map((attempt) => ({
      id: attempt.id,
      method: attempt.method,
      state: attempt.state,
      reference: orNull(attempt.reference),
      failure: orNull(attempt.failure),
      created_at: attempt.createdAt.toISOString(),
      updated_at: attempt.updatedAt.toISOString(),
    })),
  };
}

const payoutView = (attempt: PayoutAttempt | undefined) =>
  attempt
    ? {
        rail: attempt.method,
        state: attempt.state,
        claim_until: isoTime(attempt.claimUntil),
        network: orNull(attempt.network),
        token: orNull(attempt.token),
        reference: orNull(attempt.reference),
      }
    : null;

export function statsView({ byStatus, oldestPendingAt, ...counts }: WithdrawalStats, now: Date) {
  const ageMs = oldestPendingAt && Math.max(0, now.getTime() - oldestPendingAt.getTime());
  return {
    by_status: WITHDRAWAL_STATUSES.map((status) => {
      const { count = 0n, amount = 0n } = byStatus.get(status) ?? {};
      return { status, count: tokens(count), amount: usd(amount) };
    }),
    oldest_pending_at: isoTime(oldestPendingAt),
    oldest_pending_seconds: ageMs === undefined ? null : Math.floor(ageMs / 1_000),
    attempts_unknown: tokens(counts.attemptsUnknown),
    needing_attention: tokens(counts.needingReview),
  };
}
