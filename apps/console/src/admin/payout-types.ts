import type { Schemas } from "../api/client.ts";
import type { PayoutFields } from "../api/payouts.ts";
import type { Usd } from "../format/money.ts";

/** Shapes of the admins' routes about payouts. */

export type PaidWithdrawal = Schemas["WithdrawalDetails"] & PayoutFields;

export interface TraceStep {
  kind: string;
  id: string;
  from: string;
  to: string;
  amount: number | Usd;
  at: string;
  reference_type: string;
  reference_id: string;
}

/** The minutes of one stream on one UTC day, as far as this payout spends them. */
export interface FundedDay {
  stream_id: string;
  title: string | null;
  day: string;
  minutes: number;
  amount: Usd;
}

export interface FundedByOther {
  transfer_id: string;
  reference_type: string;
  amount: Usd;
  at: string;
  actor_id: string | null;
  actor_name: string | null;
  reason: string | null;
}

export interface FundedBy {
  total: Usd;
  provisional: boolean;
  streams: FundedDay[];
  others: FundedByOther[];
  unknown: Usd;
}

export interface Trace {
  id: string;
  kind: string;
  user_id: string;
  user_name: string | null;
  amount: number | Usd;
  steps: TraceStep[];
  withdrawal: { id: string } | null;
  funded_by: FundedBy | null;
  has_more: boolean;
  next_cursor: string | null;
}

export interface RailState {
  rail: string;
  label: string;
  available: boolean;
  preview: boolean;
  state: "ok" | "degraded" | "down" | "off";
  last_success_at: string | null;
  last_error: string | { at?: string; detail?: string; message?: string } | null;
  attempts_open: number;
  attempts_unknown: number;
  under_way: Usd;
  paid_today: Usd;
  oldest_open_at: string | null;
}

export interface EarningsTerms {
  hold_days: number;
  new_creator_days: number;
  new_creator_hold_days: number;
  reserve_percent: number;
  reserve_days: number;
}

/** Who set a version of a policy, when and why. */
export interface Version {
  version: number;
  reason: string | null;
  actor_id: string | null;
  confirmed_by?: string | null;
  at: string | null;
}

/** `creator_id` null: the platform's. */
export type EarningsPolicy = EarningsTerms & Version & { creator_id: string | null };

export interface EarningsPolicies {
  /** In force for everybody without one of their own. */
  platform: EarningsPolicy;
  /** All versions, newest first. */
  data: EarningsPolicy[];
}

export interface ApprovalLimits {
  enabled: boolean;
  max_payout: Usd;
  max_day: Usd;
  min_account_age_days: number;
  min_completed_payouts: number;
}

export type ApprovalPolicy = ApprovalLimits & Version;

export interface ApprovalPolicies extends ApprovalPolicy {
  /** Earlier versions, newest first. */
  history?: ApprovalPolicy[];
}

/** Limits as the API takes them. */
export interface ApprovalTerms extends Omit<ApprovalLimits, "max_payout" | "max_day"> {
  max_payout: string;
  max_day: string;
}

export interface DryRun {
  considered: number;
  approved: number;
  amount: Usd;
  not_approved: { withdrawal_id: string; amount: Usd; reasons: string[] }[];
}
