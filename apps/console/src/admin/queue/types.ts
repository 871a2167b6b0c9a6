import type { Schemas } from "../../api/client.ts";
import type { PayoutFields } from "../../api/payouts.ts";
import type { Usd } from "../../format/money.ts";

export type Action = "approve" | "reject";

/** What the queue shows of a creator, without a request of its own. */
export interface CreatorFigures {
  id: string;
  name: string | null;
  email: string | null;
  /** Null: the wallet does not answer. */
  earned_total: Usd | null;
  available: Usd | null;
  paid_count: number;
  paid_total: Usd;
  returned_count: number;
  rejected_count: number;
}

export type RiskLevel = "low" | "medium" | "high";

/** A decision that can still be undone: the server applies it when its time has come. */
export interface HeldDecision {
  action: Action;
  by: string;
  by_name: string | null;
  takes_effect_at: string;
}

/** What an admin's row has beside a creator's. An older server leaves it out. */
export interface QueueFields {
  creator?: CreatorFigures | null;
  risk?: { level: RiskLevel; reasons: string[] } | null;
  approvals?: { by: string; by_name: string | null; at: string }[];
  decision?: HeldDecision | null;
  /** The last held decision had no effect, and why. */
  decision_stopped?: {
    action: Action;
    by: string;
    by_name: string | null;
    at: string;
    code: string;
    detail: string;
  } | null;
  first_payout?: boolean;
  /** Null: the row came by an event, which is the same for all admins. */
  needs_me?: boolean | null;
}

export type Withdrawal = Schemas["Withdrawal"] & PayoutFields & QueueFields;

export interface QueuePage {
  data: Withdrawal[];
  has_more: boolean;
  next_cursor: string | null;
}

export interface LeftOut {
  id: string;
  code: string;
  detail: string;
}

export interface DecidedOne {
  id: string;
  amount: Usd;
  status: Withdrawal["status"];
  decision: HeldDecision | null;
  /** Approvals that are missing after it. */
  approvals_needed?: number;
}

/** What became of several withdrawals, or would. */
export interface Decided {
  action: Action;
  decided: DecidedOne[];
  left_out: LeftOut[];
  total: Usd;
}

export interface RejectReason {
  id: string;
  title: string;
  text: string;
}

export interface SavedView {
  id: string;
  page: string;
  name: string;
  query: string;
}

/** What an admin wants to know before deciding. */
export interface DecisionFacts {
  /** Null: not known now. */
  earnings: {
    oldest_at: string | null;
    newest_at: string | null;
    median_age_days: number | null;
    viewers: number | null;
    largest_viewer_share_percent: number | null;
    streams: number;
  } | null;
  adjustments: { at: string; by: string; by_name: string | null; amount: Usd; reason: string }[];
  method: { rail: string; added_at: string | null; changed_at: string | null } | null;
  earlier: {
    paid_count: number;
    paid_total: Usd;
    last_paid_at: string | null;
    returned_count: number;
    rejected_count: number;
    average: Usd | null;
  };
  open_cases: number | null;
  open_disputes: number | null;
  risk: { level: RiskLevel; reasons: string[] } | null;
}
