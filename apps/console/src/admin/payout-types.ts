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
