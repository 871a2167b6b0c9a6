import type {
  AutoApprovalDryRun,
  AutoApprovalTerms,
  AutoApprovalVersion,
} from "../../../domain/auto-approval.ts";
import { orNull, usd } from "./values.ts";

export const autoApprovalTermsView = (terms: AutoApprovalTerms) => ({
  enabled: terms.enabled,
  max_payout: usd(terms.maxPayout),
  max_day: usd(terms.maxDay),
  min_account_age_days: terms.minAccountAgeDays,
  min_completed_payouts: terms.minCompletedPayouts,
});

const OFF: AutoApprovalTerms = {
  enabled: false,
  maxPayout: 0n,
  maxDay: 0n,
  minAccountAgeDays: 0,
  minCompletedPayouts: 0,
};
const NONE = {
  ...autoApprovalTermsView(OFF),
  version: 0,
  reason: null,
  actor_id: null,
  confirmed_by: null,
  at: null,
};

export function autoApprovalView(versions: readonly AutoApprovalVersion[]) {
  const history = versions.map(versionView);
  return { ...(history[0] ?? NONE), history };
}

const versionView = (version: AutoApprovalVersion) => ({
  ...autoApprovalTermsView(version),
  version: version.version,
  reason: version.reason,
  actor_id: version.requestedBy,
  confirmed_by: orNull(version.confirmedBy),
  at: version.at.toISOString(),
});

export const dryRunView = ({ amount, notApproved, ...run }: AutoApprovalDryRun) => ({
  considered: run.considered,
  approved: run.approved,
  amount: usd(amount),
  not_approved: notApproved.map((one) => ({
    withdrawal_id: one.withdrawalId,
    amount: usd(one.amount),
    reasons: one.reasons,
  })),
  reasons: run.reasons,
});
