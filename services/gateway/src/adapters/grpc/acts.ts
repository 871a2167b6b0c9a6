import type {
  Act as ProtoAct,
  ActDetails as ProtoDetails,
} from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import type { Direction } from "../../domain/account.ts";
import type { Act, ActDetails, ActStatus } from "../../domain/act.ts";
import type { RateScope } from "../../domain/stream.ts";
import type { Acts } from "../../ports/acts.ts";
import { assetName, given, orUndefined, pageRequest, protoAsset, time } from "./values.ts";
import type { WithdrawalsCaller } from "./withdrawals-caller.ts";

export const acts = (caller: WithdrawalsCaller): Acts => ({
  async requestAct({ details, releasesNothingEarlier = false, ...request }) {
    const asked = { ...request, releasesNothingEarlier, details: { what: protoDetails(details) } };
    return actOf((await caller.requestAct(asked)).act);
  },
  decideAct: async (request) => actOf((await caller.decideAct(request)).act),
  finishAct: (request) => caller.finishAct(request),
  getAct: async (actId) => actOf(given((await caller.getAct({ actId })).act, "an act", "act_not_found")),
  async listActs({ status, ...page }) {
    const { acts: found, nextCursor } = await caller.listActs({ state: status ?? "", ...pageRequest(page) });
    return { items: found.map(actOf), nextCursor: orUndefined(nextCursor) };
  },
});

export function actOf(answered: ProtoAct | undefined): Act {
  const act = given(answered, "an act");
  return {
    id: act.id,
    kind: act.kind,
    status: act.state as ActStatus,
    subjectId: orUndefined(act.subject),
    cents: act.cents,
    details: detailsOf(act.details?.what),
    reason: act.reason,
    needsSecond: orUndefined(act.needsSecond),
    requestedBy: act.requestedBy,
    requestedAt: time(act.requestedAt),
    expiresAt: time(act.expiresAt),
    decidedBy: orUndefined(act.decidedBy),
    decidedAt: act.decidedAt,
    decisionNote: orUndefined(act.decisionNote),
    executedAt: act.executedAt,
    result: orUndefined(act.result),
  };
}

function detailsOf(what: ProtoDetails["what"]): ActDetails | undefined {
  switch (what?.$case) {
    case "adjustment": {
      const { userId, asset, direction, amount, refundOf } = what.value;
      const money = { asset: assetName(asset), direction: direction as Direction, amount };
      const terms = { userId, ...money, refundOf };
      return { type: "adjustment", terms };
    }
    case "rate": {
      const { scope, scopeId, tokensPerMinute, creatorCentsPerMinute, creatorId } = what.value;
      const card = { scope: scope as RateScope, scopeId: orUndefined(scopeId) };
      const prices = { tokensPerMinute, creatorCentsPerMinute };
      return { type: "rate", terms: { ...card, ...prices, creatorId: orUndefined(creatorId) } };
    }
    case "earningsPolicy": {
      const { creatorId, ...terms } = what.value;
      return { type: "earnings_policy", terms: { ...terms, creatorId: orUndefined(creatorId) } };
    }
    case "giveBack":
      return { type: "give_back", withdrawalId: what.value.withdrawalId };
    case "resolve": {
      const { withdrawalId, outcome, evidence, reference } = what.value;
      return { type: "resolve", withdrawalId, outcome, evidence, reference };
    }
    case "autoApproval":
      return { type: "auto_approval", terms: what.value };
    case undefined:
      return undefined;
  }
}

/** The gateway requests these three only; the others begin as decisions on withdrawals. */
function protoDetails(details: ActDetails): ProtoDetails["what"] {
  if (details.type === "adjustment") {
    const { asset, ...terms } = details.terms;
    return { $case: "adjustment", value: { ...terms, asset: protoAsset(asset) } };
  }
  if (details.type === "rate") {
    const { scopeId = "", creatorId = "", ...terms } = details.terms;
    return { $case: "rate", value: { ...terms, scopeId, creatorId } };
  }
  if (details.type === "earnings_policy") {
    const { creatorId = "", ...terms } = details.terms;
    return { $case: "earningsPolicy", value: { ...terms, creatorId } };
  }
  throw new RangeError(`an act of the type ${details.type} can't be requested`);
}
