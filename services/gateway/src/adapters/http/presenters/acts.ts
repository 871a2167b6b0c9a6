import type { Act, AdjustmentTerms } from "../../../domain/act.ts";
import type { PostedAdjustment } from "../../../ports/wallet.ts";
import type { Names } from "../../../usecases/people/names-of.ts";
import { autoApprovalTermsView } from "./auto-approval.ts";
import { termsView as policyTerms } from "./availability.ts";
import { nameOf } from "./people.ts";
import { amountOf, isoTime, orNull, tokens, usd } from "./values.ts";
import { accountView } from "./wallet.ts";

export function actView(act: Act, names: Names) {
  const { details } = act;
  return {
    id: act.id,
    kind: act.kind,
    status: act.status,
    subject_id: orNull(act.subjectId),
    subject_name: nameOf(names, act.subjectId),
    reason: act.reason,
    needs_second: orNull(act.needsSecond),
    requested_by: act.requestedBy,
    requested_by_name: nameOf(names, act.requestedBy),
    requested_at: act.requestedAt.toISOString(),
    expires_at: act.expiresAt.toISOString(),
    decided_by: orNull(act.decidedBy),
    decided_by_name: nameOf(names, act.decidedBy),
    decided_at: isoTime(act.decidedAt),
    decision_note: orNull(act.decisionNote),
    executed_at: isoTime(act.executedAt),
    result: orNull(act.result),
    adjustment: details?.type === "adjustment" ? termsView(details.terms) : null,
    rate: details?.type === "rate" ? rateTermsView(details) : null,
    earnings_policy: details?.type === "earnings_policy" ? policyTermsView(details) : null,
    give_back:
      details?.type === "give_back" ? { withdrawal_id: details.withdrawalId, amount: usd(act.cents) } : null,
    auto_approval: details?.type === "auto_approval" ? autoApprovalTermsView(details.terms) : null,
    resolve: details?.type === "resolve" ? resolveView(details, act.cents) : null,
  };
}

type Details<Type extends string> = Extract<NonNullable<Act["details"]>, { type: Type }>;

const termsView = ({ userId, asset, direction, amount, refundOf }: AdjustmentTerms) => ({
  user_id: userId,
  asset,
  direction,
  amount: amountOf(amount, asset),
  ...(refundOf && { case_id: refundOf.caseId }),
});

const rateTermsView = ({ terms }: Details<"rate">) => ({
  scope: terms.scope,
  scope_id: orNull(terms.scopeId),
  tokens_per_minute: tokens(terms.tokensPerMinute),
  creator_per_minute: usd(terms.creatorCentsPerMinute),
});

const policyTermsView = ({ terms }: Details<"earnings_policy">) => ({
  creator_id: orNull(terms.creatorId),
  ...policyTerms(terms),
});

const resolveView = ({ withdrawalId, outcome, evidence, reference }: Details<"resolve">, cents: bigint) => ({
  withdrawal_id: withdrawalId,
  amount: usd(cents),
  outcome,
  evidence,
  reference,
});

export const adjustmentView = (
  { reason, ...terms }: AdjustmentTerms & { reason: string },
  { transferId, createdAt, account }: PostedAdjustment,
) => ({
  id: transferId,
  ...termsView(terms),
  reason,
  created_at: createdAt.toISOString(),
  account: account ? accountView(account) : null,
});
