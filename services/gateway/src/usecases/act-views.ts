import type { Act, ActDetails } from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { formatAmount } from "@metercast/money";
import { amountOf, tokens, usd } from "../domain/amounts.ts";
import { assetName, isoTime, time } from "./views.ts";

/** Acts that wait for a second admin, or did, as admins see them. */

export const ACT_STATUSES = ["pending", "confirmed", "executed", "declined", "expired", "failed"] as const;
export type ActStatus = (typeof ACT_STATUSES)[number];

const orNull = (text: string): string | null => (text === "" ? null : text);

export function actView(act: Act) {
  const what = act.details?.what;
  return {
    id: act.id,
    kind: act.kind,
    status: act.state as ActStatus,
    subject_id: orNull(act.subject),
    reason: act.reason,
    needs_second: orNull(act.needsSecond),
    requested_by: act.requestedBy,
    requested_at: time(act.requestedAt),
    expires_at: time(act.expiresAt),
    decided_by: orNull(act.decidedBy),
    decided_at: isoTime(act.decidedAt),
    decision_note: orNull(act.decisionNote),
    executed_at: isoTime(act.executedAt),
    result: orNull(act.result),
    adjustment: what?.$case === "adjustment" ? adjustmentView(what.value) : null,
    rate: what?.$case === "rate" ? rateTerms(what.value) : null,
    give_back:
      what?.$case === "giveBack" ? { withdrawal_id: what.value.withdrawalId, amount: usd(act.cents) } : null,
    resolve: what?.$case === "resolve" ? resolveView(what.value, act.cents) : null,
  };
}

type What<C extends string> = Extract<NonNullable<ActDetails["what"]>, { $case: C }>["value"];

const resolveView = ({ withdrawalId, outcome, evidence, reference }: What<"resolve">, cents: bigint) => ({
  withdrawal_id: withdrawalId,
  amount: usd(cents),
  outcome,
  evidence,
  reference,
});

function adjustmentView({ userId, asset, direction, amount }: What<"adjustment">) {
  const name = assetName(asset);
  return {
    user_id: userId,
    asset: name,
    direction: direction as "credit" | "debit",
    amount: amountOf(amount, name),
  };
}

const rateTerms = ({ scope, scopeId, tokensPerMinute, creatorCentsPerMinute }: What<"rate">) => ({
  scope: scope as "platform" | "creator" | "stream",
  scope_id: orNull(scopeId),
  tokens_per_minute: tokens(tokensPerMinute),
  creator_per_minute: usd(creatorCentsPerMinute),
});

/** What an act is about, for the audit log. */
export function actDetail(act: Pick<Act, "details"> & Partial<Act>): Record<string, unknown> {
  const what = act.details?.what;
  const asked = act.requestedBy !== undefined && {
    kind: act.kind,
    requested_by: act.requestedBy,
    reason: act.reason,
  };
  if (what?.$case === "adjustment") {
    const { userId, asset, direction, amount } = what.value;
    const name = assetName(asset);
    return { ...asked, user_id: userId, asset: name, direction, amount: formatAmount(amount, name) };
  }
  if (what?.$case === "rate") {
    const { scope, scopeId, tokensPerMinute, creatorCentsPerMinute } = what.value;
    const creator_per_minute = formatAmount(creatorCentsPerMinute, "USD");
    const tokens_per_minute = tokensPerMinute.toString();
    return { ...asked, scope, scope_id: scopeId, tokens_per_minute, creator_per_minute };
  }
  if (what?.$case === "resolve") {
    const { withdrawalId, outcome, evidence, reference } = what.value;
    return { ...asked, withdrawal_id: withdrawalId, outcome, evidence, reference };
  }
  return { ...asked, ...(what && { withdrawal_id: what.value.withdrawalId }) };
}
