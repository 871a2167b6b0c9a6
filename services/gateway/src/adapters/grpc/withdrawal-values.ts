import {
  WithdrawalStatus as ProtoStatus,
  type Withdrawal as ProtoWithdrawal,
} from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { WITHDRAWAL_STATUSES, type Withdrawal, type WithdrawalStatus } from "../../domain/withdrawal.ts";
import { given, orUndefined, time } from "./values.ts";

const STATUSES: Readonly<Record<WithdrawalStatus, ProtoStatus>> = {
  PENDING: ProtoStatus.WITHDRAWAL_STATUS_PENDING,
  APPROVED: ProtoStatus.WITHDRAWAL_STATUS_APPROVED,
  REJECTED: ProtoStatus.WITHDRAWAL_STATUS_REJECTED,
  CANCELED: ProtoStatus.WITHDRAWAL_STATUS_CANCELED,
  COMPLETED: ProtoStatus.WITHDRAWAL_STATUS_COMPLETED,
  FAILED: ProtoStatus.WITHDRAWAL_STATUS_FAILED,
};

export const protoStatus = (status: WithdrawalStatus | undefined): ProtoStatus =>
  status === undefined ? ProtoStatus.WITHDRAWAL_STATUS_UNSPECIFIED : STATUSES[status];

export function statusName(status: ProtoStatus): WithdrawalStatus {
  const name = WITHDRAWAL_STATUSES.find((known) => STATUSES[known] === status);
  if (name === undefined) throw new RangeError("the gateway does not know this status of a withdrawal");
  return name;
}

export function withdrawalOf(answered: ProtoWithdrawal | undefined): Withdrawal {
  const withdrawal = given(answered, "a withdrawal", "withdrawal_not_found");
  const { firstApproval } = withdrawal;
  return {
    id: withdrawal.id,
    creatorId: withdrawal.creatorId,
    amount: withdrawal.amount,
    status: statusName(withdrawal.status),
    method: orUndefined(withdrawal.method),
    payoutMethodId: orUndefined(withdrawal.payoutMethodId),
    payoutLabel: orUndefined(withdrawal.payoutLabel),
    payoutDetails: orUndefined(withdrawal.payoutDetails),
    payoutDestination: orUndefined(withdrawal.payoutDestination),
    approvalsNeeded: withdrawal.approvalsNeeded,
    firstApproval: firstApproval && { adminId: firstApproval.adminId, at: time(firstApproval.at) },
    barredApprovers: withdrawal.barredApprovers,
    scheduled: withdrawal.scheduled,
    reviewReason: orUndefined(withdrawal.attention),
    reason: orUndefined(withdrawal.reason),
    speed: withdrawal.speed === "instant" ? "instant" : "standard",
    fee: withdrawal.fee,
    lockedUntil: withdrawal.lockedUntil,
    createdAt: time(withdrawal.createdAt),
    updatedAt: time(withdrawal.updatedAt),
    estimatedArrival: withdrawal.estimatedArrival,
    creatorName: orUndefined(withdrawal.creatorName),
    creatorEmail: orUndefined(withdrawal.creatorEmail),
    history: withdrawal.history.map((change) => ({
      at: time(change.at),
      actorId: change.actorId,
      from: orUndefined(change.fromStatus),
      to: change.toStatus,
      note: orUndefined(change.note),
      internalNote: orUndefined(change.internalNote),
    })),
    attempts: withdrawal.attempts.map((attempt) => ({
      id: attempt.id,
      method: attempt.method,
      state: attempt.state,
      reference: orUndefined(attempt.reference),
      failure: orUndefined(attempt.failure),
      claimUntil: attempt.claimUntil,
      network: attempt.details.network,
      token: attempt.details.token,
      createdAt: time(attempt.createdAt),
      updatedAt: time(attempt.updatedAt),
    })),
  };
}
