import { type Asset, formatAmount } from "@metercast/money";
import type { Direction } from "./account.ts";
import type { AutoApprovalTerms } from "./auto-approval.ts";
import type { EarningsTerms } from "./availability.ts";
import type { RateTerms } from "./stream.ts";

export const ACT_STATUSES = ["pending", "confirmed", "executed", "declined", "expired", "failed"] as const;
export type ActStatus = (typeof ACT_STATUSES)[number];

export interface AdjustmentTerms {
  userId: string;
  asset: Asset;
  direction: Direction;
  /** Minor units, positive. */
  amount: bigint;
  /** It is the refund of a case. */
  refundOf?: RefundOf | undefined;
}

export interface RefundOf {
  caseId: string;
  sessionId: string;
}

/** `creatorId`: whose rate it is; undefined for the platform's. Nobody sets their own alone. */
export interface RateChange extends RateTerms {
  creatorId: string | undefined;
}

/** `creatorId`: whose terms they are; undefined for the platform's. */
export interface EarningsPolicyChange extends EarningsTerms {
  creatorId: string | undefined;
}

export type ActDetails =
  | { type: "adjustment"; terms: AdjustmentTerms }
  | { type: "rate"; terms: RateChange }
  | { type: "earnings_policy"; terms: EarningsPolicyChange }
  | { type: "give_back"; withdrawalId: string }
  | { type: "auto_approval"; terms: AutoApprovalTerms }
  | { type: "resolve"; withdrawalId: string; outcome: string; evidence: string; reference: string };

/**
 * An admin's act that moves money by hand or changes a rule. Above its limits a second admin must confirm
 * it.
 */
export interface Act {
  id: string;
  kind: string;
  status: ActStatus;
  /** Whose money or rule it is; undefined: the platform's. */
  subjectId: string | undefined;
  cents: bigint;
  details: ActDetails | undefined;
  reason: string;
  /** Why a second admin is needed. */
  needsSecond: string | undefined;
  requestedBy: string;
  requestedAt: Date;
  expiresAt: Date;
  decidedBy: string | undefined;
  decidedAt: Date | undefined;
  decisionNote: string | undefined;
  executedAt: Date | undefined;
  /** Executed: the id of what it made. Failed: the error. */
  result: string | undefined;
}

/** The terms of an act, for the audit log. */
export function auditedTerms(details: ActDetails | undefined): Record<string, unknown> {
  switch (details?.type) {
    case "adjustment": {
      const { userId, asset, direction, amount, refundOf } = details.terms;
      const refund = refundOf && { case_id: refundOf.caseId, session_id: refundOf.sessionId };
      return { user_id: userId, asset, direction, amount: formatAmount(amount, asset), ...refund };
    }
    case "rate": {
      const { scope, scopeId = "", tokensPerMinute, creatorCentsPerMinute } = details.terms;
      return {
        scope,
        scope_id: scopeId,
        tokens_per_minute: tokensPerMinute.toString(),
        creator_per_minute: formatAmount(creatorCentsPerMinute, "USD"),
      };
    }
    case "earnings_policy": {
      const { creatorId = "", ...terms } = details.terms;
      return {
        creator_id: creatorId,
        hold_days: terms.holdDays,
        new_creator_days: terms.newCreatorDays,
        new_creator_hold_days: terms.newCreatorHoldDays,
        reserve_percent: terms.reservePercent,
        reserve_days: terms.reserveDays,
      };
    }
    case "resolve": {
      const { withdrawalId, outcome, evidence, reference } = details;
      return { withdrawal_id: withdrawalId, outcome, evidence, reference };
    }
    case "auto_approval": {
      const { enabled, maxPayout, maxDay, minAccountAgeDays, minCompletedPayouts } = details.terms;
      return {
        enabled,
        max_payout: formatAmount(maxPayout, "USD"),
        max_day: formatAmount(maxDay, "USD"),
        min_account_age_days: minAccountAgeDays,
        min_completed_payouts: minCompletedPayouts,
      };
    }
    case "give_back":
      return { withdrawal_id: details.withdrawalId };
    case undefined:
      return {};
  }
}

/** An act for the audit log: its terms, and who requested it why. */
export const auditedAct = ({ kind, requestedBy, reason, details }: Act): Record<string, unknown> => ({
  kind,
  requested_by: requestedBy,
  reason,
  ...auditedTerms(details),
});
