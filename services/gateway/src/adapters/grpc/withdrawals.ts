import {
  WithdrawalStatus as ProtoStatus,
  type Withdrawal as ProtoWithdrawal,
} from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { WITHDRAWAL_STATUSES, type Withdrawal, type WithdrawalStatus } from "../../domain/withdrawal.ts";
import type { Acts } from "../../ports/acts.ts";
import type { AutoApprovals } from "../../ports/auto-approvals.ts";
import type { PayoutMethods } from "../../ports/payout-methods.ts";
import type { Payouts } from "../../ports/payouts.ts";
import type { Schedules } from "../../ports/schedules.ts";
import type { Withdrawals } from "../../ports/withdrawals.ts";
import { actOf, acts } from "./acts.ts";
import { autoApprovals } from "./auto-approvals.ts";
import { payoutMethods, payouts } from "./payouts.ts";
import { schedules } from "./schedules.ts";
import { given, orUndefined, pageRequest, searchHit, time } from "./values.ts";
import { type WithdrawalsCaller, withdrawalsCaller } from "./withdrawals-caller.ts";

/** What the withdrawals service does, by subject. */
export interface WithdrawalsClient {
  withdrawals: Withdrawals;
  payoutMethods: PayoutMethods;
  payouts: Payouts;
  schedules: Schedules;
  autoApprovals: AutoApprovals;
  acts: Acts;
  close(): void;
}

export function connectWithdrawals(address: string | undefined, deadlineMs: number): WithdrawalsClient {
  const caller = withdrawalsCaller(address, deadlineMs);
  return {
    withdrawals: withdrawals(caller),
    payoutMethods: payoutMethods(caller),
    payouts: payouts(caller),
    schedules: schedules(caller),
    autoApprovals: autoApprovals(caller),
    acts: acts(caller),
    close: () => caller.close(),
  };
}

const withdrawals = (caller: WithdrawalsCaller): Withdrawals => ({
  async createWithdrawal({ payoutMethodId = "", ...request }) {
    return withdrawalOf((await caller.createWithdrawal({ payoutMethodId, ...request })).withdrawal);
  },
  async getWithdrawal(withdrawalId, options) {
    return withdrawalOf((await caller.getWithdrawal({ withdrawalId }, options)).withdrawal);
  },
  async listWithdrawals({ creatorId = "", status, needsReview, scheduled, ...page }, options) {
    const only = { creatorId, status: protoStatus(status), needsAttention: needsReview, scheduled };
    const answer = await caller.listWithdrawals({ ...only, ...pageRequest(page) }, options);
    return { items: answer.withdrawals.map(withdrawalOf), nextCursor: orUndefined(answer.nextCursor) };
  },
  async decideWithdrawal(request) {
    const { withdrawal, act } = await caller.decideWithdrawal(request);
    return { withdrawal: withdrawalOf(withdrawal), act: act && actOf(act) };
  },
  cancelWithdrawal: async (request) => withdrawalOf((await caller.cancelWithdrawal(request)).withdrawal),
  async getStats() {
    const { byStatus, oldestPendingAt, attemptsUnknown, needingAttention } = await caller.getStats({});
    const sums = byStatus.map(
      ({ status, count, amount }) => [statusName(status), { count, amount }] as const,
    );
    return { byStatus: new Map(sums), oldestPendingAt, attemptsUnknown, needingReview: needingAttention };
  },
  async getLimits(creatorId, options) {
    const { minimum, openWithdrawalId, paidOut } = await caller.getLimits({ creatorId }, options);
    return { minimum, openWithdrawalId: orUndefined(openWithdrawalId), paidOut };
  },
  setMinimum: async (request) => (await caller.setMinimum(request)).minimum,
  receiveRailWebhook: (webhook, options) => caller.receiveRailWebhook(webhook, options),
  async quoteWithdrawal({ payoutMethodId = "", ...request }) {
    const quote = await caller.quoteWithdrawal({ payoutMethodId, ...request });
    return {
      fee: quote.fee,
      problems: quote.problems,
      estimatedArrival: quote.estimatedArrival,
      lockedUntil: quote.lockedUntil,
      payoutMethodId: orUndefined(quote.payoutMethodId),
      rail: orUndefined(quote.rail),
    };
  },
  async cancelPayout({ creatorId = "", ...request }) {
    return withdrawalOf((await caller.cancelPayout({ ...request, creatorId })).withdrawal);
  },
  receiveWebhook: (event, options) => caller.receiveWebhook(event, options),
  search: async (query, options) => (await caller.search({ query }, options)).hits.map(searchHit),
});

const STATUSES: Readonly<Record<WithdrawalStatus, ProtoStatus>> = {
  PENDING: ProtoStatus.WITHDRAWAL_STATUS_PENDING,
  APPROVED: ProtoStatus.WITHDRAWAL_STATUS_APPROVED,
  REJECTED: ProtoStatus.WITHDRAWAL_STATUS_REJECTED,
  CANCELED: ProtoStatus.WITHDRAWAL_STATUS_CANCELED,
  COMPLETED: ProtoStatus.WITHDRAWAL_STATUS_COMPLETED,
  FAILED: ProtoStatus.WITHDRAWAL_STATUS_FAILED,
};

const protoStatus = (status: WithdrawalStatus | undefined): ProtoStatus =>
  status === undefined ? ProtoStatus.WITHDRAWAL_STATUS_UNSPECIFIED : STATUSES[status];

function statusName(status: ProtoStatus): WithdrawalStatus {
  const name = WITHDRAWAL_STATUSES.find((known) => STATUSES[known] === status);
  if (name === undefined) throw new RangeError("the gateway does not know this status of a withdrawal");
  return name;
}

function withdrawalOf(answered: ProtoWithdrawal | undefined): Withdrawal {
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
