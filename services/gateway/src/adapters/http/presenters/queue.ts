import type {
  CreatorHistory,
  DecisionFacts,
  HeldDecision,
  QueueRow,
  Risk,
  StoppedDecision,
} from "../../../domain/queue.ts";
import type { Names } from "../../../usecases/people/names-of.ts";
import { isoTime, orNull, usd } from "./values.ts";
import { withdrawalView } from "./withdrawals.ts";

/** A row of the queue: the withdrawal, and what its decision needs. */
export const queueRowView = (row: QueueRow, names: Names) => ({
  ...withdrawalView(row.withdrawal, "admin"),
  ...queueFields(row, names),
});

export function queueFields({ withdrawal, entry, funds }: QueueRow, names: Names) {
  const { history, risk, approvals, decision, stopped, firstPayout, needsMe } = entry;
  return {
    creator: {
      id: withdrawal.creatorId,
      name: orNull(withdrawal.creatorName ?? names.get(withdrawal.creatorId)),
      email: orNull(withdrawal.creatorEmail),
      earned_total: funds ? usd(funds.earned) : null,
      available: funds ? usd(funds.available) : null,
      paid_count: history.paidCount,
      paid_total: usd(history.paidTotal),
      returned_count: history.returnedCount,
      rejected_count: history.rejectedCount,
    },
    risk: riskView(risk),
    approvals: approvals.map(({ adminId, at }) => ({ ...by(adminId, names), at: at.toISOString() })),
    decision: decision ? heldView(decision, names) : null,
    decision_stopped: stopped ? stoppedView(stopped, names) : null,
    first_payout: firstPayout,
    needs_me: needsMe,
  };
}

const by = (id: string, names: Names) => ({ by: id, by_name: orNull(names.get(id)) });

const riskView = ({ level, reasons, readAt }: Risk) => ({
  level,
  reasons: [...reasons],
  read_at: isoTime(readAt),
});

export const heldView = ({ action, actorId, takesEffectAt }: HeldDecision, names: Names) => ({
  action: actionOf(action),
  ...by(actorId, names),
  takes_effect_at: takesEffectAt.toISOString(),
});

const stoppedView = ({ action, actorId, at, code, detail }: StoppedDecision, names: Names) => ({
  action: actionOf(action),
  ...by(actorId, names),
  at: at.toISOString(),
  code,
  detail,
});

const actionOf = (action: string) => (action === "reject" ? ("reject" as const) : ("approve" as const));

export const factsView = (facts: DecisionFacts, names: Names) => ({
  earnings: facts.earnings
    ? {
        oldest_at: isoTime(facts.earnings.oldestAt),
        newest_at: isoTime(facts.earnings.newestAt),
        median_age_days: facts.earnings.medianAgeDays ?? null,
        viewers: facts.earnings.viewers ?? null,
        largest_viewer_share_percent: facts.earnings.largestViewerSharePercent ?? null,
        streams: facts.earnings.streams,
      }
    : null,
  adjustments: facts.adjustments.map(({ at, actorId, amount, reason }) => ({
    at: at.toISOString(),
    ...by(actorId, names),
    amount: usd(amount),
    reason,
  })),
  method: facts.method
    ? {
        rail: facts.method.rail,
        added_at: facts.method.addedAt.toISOString(),
        changed_at: facts.method.changedAt.toISOString(),
      }
    : null,
  earlier: earlierView(facts.earlier),
  open_cases: facts.openCases ?? null,
  open_disputes: facts.openDisputes ?? null,
  risk: riskView(facts.risk),
});

const earlierView = (earlier: CreatorHistory) => ({
  paid_count: earlier.paidCount,
  paid_total: usd(earlier.paidTotal),
  last_paid_at: isoTime(earlier.lastPaidAt),
  returned_count: earlier.returnedCount,
  rejected_count: earlier.rejectedCount,
  average: earlier.paidCount > 0 ? usd(earlier.paidTotal / BigInt(earlier.paidCount)) : null,
});
