import type { Acts } from "../../ports/acts.ts";
import type { AutoApprovals } from "../../ports/auto-approvals.ts";
import type { PayoutMethods } from "../../ports/payout-methods.ts";
import type { Payouts } from "../../ports/payouts.ts";
import type { Queue } from "../../ports/queue.ts";
import type { Schedules } from "../../ports/schedules.ts";
import type { Withdrawals } from "../../ports/withdrawals.ts";
import { actOf, acts } from "./acts.ts";
import { autoApprovals } from "./auto-approvals.ts";
import { payoutMethods, payouts } from "./payouts.ts";
import { queue } from "./queue.ts";
import { schedules } from "./schedules.ts";
import { orUndefined, pageRequest, searchHit, time } from "./values.ts";
import { protoStatus, statusName, withdrawalOf } from "./withdrawal-values.ts";
import { type WithdrawalsCaller, withdrawalsCaller } from "./withdrawals-caller.ts";

/** What the withdrawals service does, by subject. */
export interface WithdrawalsClient {
  withdrawals: Withdrawals;
  payoutMethods: PayoutMethods;
  payouts: Payouts;
  schedules: Schedules;
  autoApprovals: AutoApprovals;
  acts: Acts;
  queue: Queue;
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
    queue: queue(caller),
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
    const { withdrawal, act, decision } = await caller.decideWithdrawal(request);
    const takesEffectAt = decision && time(decision.takesEffectAt);
    return { withdrawal: withdrawalOf(withdrawal), act: act && actOf(act), takesEffectAt };
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
