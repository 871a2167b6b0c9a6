import type {
  EarningsFacts as ProtoEarnings,
  QueueEntry as ProtoEntry,
  CreatorHistory as ProtoHistory,
  Risk as ProtoRisk,
} from "@metercast/contracts/withdrawals/v1/decisions.ts";
import type { CreatorHistory, EarningsFacts, QueueEntry, Risk } from "../../domain/queue.ts";
import type { Queue } from "../../ports/queue.ts";
import { given, orUndefined, pageRequest, time } from "./values.ts";
import { withdrawalOf } from "./withdrawal-values.ts";
import type { WithdrawalsCaller } from "./withdrawals-caller.ts";

export const queue = (caller: WithdrawalsCaller): Queue => ({
  async list({ filter, withdrawalIds = [], updatedAfter, sort, order, actorId = "", ...page }, options) {
    const { method = "", status = "", needs = "", creatorId = "", query = "", ...ranges } = filter;
    const only = { rail: method, status, needs, creatorId, query, ...ranges };
    const asked = { withdrawalIds: [...withdrawalIds], updatedAfter, sort, order, actorId };
    const answer = await caller.listQueue({ ...only, ...asked, ...pageRequest(page) }, options);
    const items = answer.withdrawals.map((withdrawal, index) => ({
      withdrawal: withdrawalOf(withdrawal),
      entry: entryOf(answer.entries[index]),
    }));
    return { items, nextCursor: orUndefined(answer.nextCursor) };
  },
  undo: async (request) => withdrawalOf((await caller.undoDecision(request)).withdrawal),
  async judge({ withdrawalIds, ...request }) {
    const { judgements } = await caller.judgeDecisions({ ...request, withdrawalIds: [...withdrawalIds] });
    return judgements.map(({ code, detail, ...one }) => ({
      ...one,
      refusal: code === "" ? undefined : { code, detail },
    }));
  },
  async facts(withdrawalId) {
    const facts = await caller.getDecisionFacts({ withdrawalId });
    const { method } = facts;
    return {
      earnings: facts.earnings && earningsOf(facts.earnings),
      adjustments: facts.adjustments.map(({ at, ...one }) => ({ ...one, at: time(at) })),
      method: method && {
        rail: method.rail,
        addedAt: time(method.addedAt),
        changedAt: time(method.changedAt),
      },
      earlier: historyOf(facts.earlier),
      risk: riskOf(facts.risk),
      openDisputes: facts.openDisputes,
      openCases: facts.openCases,
    };
  },
});

function entryOf(answered: ProtoEntry | undefined): QueueEntry {
  const entry = given(answered, "an entry of the queue");
  const { decision, stopped } = entry;
  return {
    history: historyOf(entry.creator),
    risk: riskOf(entry.risk),
    approvals: entry.approvals.map(({ adminId, at }) => ({ adminId, at: time(at) })),
    decision: decision && {
      action: decision.action,
      actorId: decision.actorId,
      takesEffectAt: time(decision.takesEffectAt),
    },
    stopped: stopped && { ...stopped, at: time(stopped.at) },
    firstPayout: entry.firstPayout,
    needsMe: entry.needsActor,
    changedAt: time(entry.changedAt),
  };
}

function historyOf(answered: ProtoHistory | undefined): CreatorHistory {
  const { lastPaidAt, ...history } = given(answered, "a creator's history");
  return { ...history, lastPaidAt };
}

function riskOf(answered: ProtoRisk | undefined): Risk {
  const { level, reasons, readAt } = given(answered, "a risk");
  if (level !== "low" && level !== "medium" && level !== "high")
    throw new RangeError("the gateway does not know this level of a risk");
  return { level, reasons, readAt };
}

const earningsOf = (earnings: ProtoEarnings): EarningsFacts => ({
  oldestAt: earnings.oldestAt,
  newestAt: earnings.newestAt,
  medianAgeDays: earnings.medianAgeDays,
  viewers: earnings.viewers,
  largestViewerSharePercent: earnings.largestViewerSharePercent,
  streams: earnings.streams,
});
