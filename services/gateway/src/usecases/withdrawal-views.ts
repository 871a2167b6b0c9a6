import {
  type Approval,
  type Attempt,
  type Change,
  type Freeze,
  type GetStatsResponse,
  type PayoutMethod,
  type Withdrawal,
  WithdrawalStatus,
} from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { tokens, usd } from "../domain/amounts.ts";
import { isoTime, time } from "./views.ts";

/** What withdrawals says, as the outside sees it. Pure translation, and who may see which part. */

export const STATUSES = ["PENDING", "APPROVED", "REJECTED", "CANCELED", "COMPLETED", "FAILED"] as const;
export type Status = (typeof STATUSES)[number];

const PROTO_STATUS: Record<Status, WithdrawalStatus> = {
  PENDING: WithdrawalStatus.WITHDRAWAL_STATUS_PENDING,
  APPROVED: WithdrawalStatus.WITHDRAWAL_STATUS_APPROVED,
  REJECTED: WithdrawalStatus.WITHDRAWAL_STATUS_REJECTED,
  CANCELED: WithdrawalStatus.WITHDRAWAL_STATUS_CANCELED,
  COMPLETED: WithdrawalStatus.WITHDRAWAL_STATUS_COMPLETED,
  FAILED: WithdrawalStatus.WITHDRAWAL_STATUS_FAILED,
};

export const protoStatus = (status: Status | undefined): WithdrawalStatus =>
  status === undefined ? WithdrawalStatus.WITHDRAWAL_STATUS_UNSPECIFIED : PROTO_STATUS[status];

export function statusName(status: WithdrawalStatus): Status {
  const name = STATUSES.find((known) => PROTO_STATUS[known] === status);
  if (name === undefined) throw new RangeError("a state of a withdrawal that this gateway does not know");
  return name;
}

export type Reader = "creator" | "admin";

/** The reasons to look that a creator can do something about; the others are the platform's own affairs. */
const CREATORS_ATTENTION = ["payout_method_missing", "payout_method_restricted"];

const orNull = (text: string): string | null => (text === "" ? null : text);

export function withdrawalView(withdrawal: Withdrawal, reader: Reader) {
  const { attention, reason, creatorName, creatorEmail, payoutDetails } = withdrawal;
  return {
    id: withdrawal.id,
    creator_id: withdrawal.creatorId,
    amount: usd(withdrawal.amount),
    status: statusName(withdrawal.status),
    method: orNull(withdrawal.method),
    payout_method_id: orNull(withdrawal.payoutMethodId),
    payout_label: orNull(withdrawal.payoutLabel),
    payout_destination: orNull(withdrawal.payoutDestination),
    approvals_needed: withdrawal.approvalsNeeded,
    attention: reader === "admin" || CREATORS_ATTENTION.includes(attention) ? orNull(attention) : null,
    reason: orNull(reason),
    created_at: time(withdrawal.createdAt),
    updated_at: time(withdrawal.updatedAt),
    estimated_arrival: isoTime(withdrawal.estimatedArrival),
    ...(reader === "admin" && {
      creator_name: orNull(creatorName),
      creator_email: orNull(creatorEmail),
      payout_details: orNull(payoutDetails),
      first_approval: approvalView(withdrawal.firstApproval),
    }),
  };
}

export function withdrawalDetails(withdrawal: Withdrawal, reader: Reader) {
  return {
    ...withdrawalView(withdrawal, reader),
    ...(reader === "admin" && { barred_approvers: withdrawal.barredApprovers }),
    history: withdrawal.history.map((change) => changeView(change, withdrawal.creatorId, reader)),
    attempts: withdrawal.attempts.map(attemptView),
  };
}

const approvalView = (approval: Approval | undefined) =>
  approval ? { admin_id: approval.adminId, at: time(approval.at) } : null;

/** Who decides on a creator's money is the platform's affair, not one admin's. */
const PLATFORM = "platform";
/** No token can spell these: they are no user ids. */
const SYSTEM = "system";

function actorFor(actorId: string, creatorId: string, reader: Reader): string {
  return reader === "admin" || actorId === creatorId || actorId === SYSTEM ? actorId : PLATFORM;
}

function changeView(
  { at, actorId, fromStatus, toStatus, note, internalNote }: Change,
  creatorId: string,
  reader: Reader,
) {
  return {
    at: time(at),
    actor_id: actorFor(actorId, creatorId, reader),
    from: orNull(fromStatus),
    to: toStatus,
    note: orNull(note),
    ...(reader === "admin" && { internal_note: orNull(internalNote) }),
  };
}

function attemptView(attempt: Attempt) {
  return {
    id: attempt.id,
    method: attempt.method,
    state: attempt.state,
    reference: orNull(attempt.reference),
    failure: orNull(attempt.failure),
    created_at: time(attempt.createdAt),
    updated_at: time(attempt.updatedAt),
  };
}

export function payoutMethodView(method: PayoutMethod) {
  return {
    id: method.id,
    kind: method.kind,
    state: method.state,
    is_default: method.isDefault,
    label: method.label,
    created_at: time(method.createdAt),
  };
}

export function freezeView({ frozen, by, at, reason, findings, fingerprint }: Freeze) {
  const shown = findings.map(({ source, check, detail, fingerprint, foundAt, acknowledgedBy }) => ({
    source: source === "wallet" ? ("wallet" as const) : ("withdrawals" as const),
    check,
    detail,
    fingerprint,
    found_at: isoTime(foundAt) ?? "",
    acknowledged_by: orNull(acknowledgedBy),
  }));
  return { frozen, by: orNull(by), at: isoTime(at), reason: orNull(reason), findings: shown, fingerprint };
}

export function statsView(stats: GetStatsResponse, nowMs: number) {
  const byStatus = STATUSES.map((status) => {
    const found = stats.byStatus.find((row) => row.status === PROTO_STATUS[status]);
    return { status, count: tokens(found?.count ?? 0n), amount: usd(found?.amount ?? 0n) };
  });
  const { oldestPendingAt } = stats;
  const ageMs = oldestPendingAt && Math.max(0, nowMs - oldestPendingAt.getTime());
  return {
    by_status: byStatus,
    oldest_pending_at: isoTime(oldestPendingAt),
    oldest_pending_seconds: ageMs === undefined ? null : Math.floor(ageMs / 1_000),
    attempts_unknown: tokens(stats.attemptsUnknown),
    needing_attention: tokens(stats.needingAttention),
  };
}
