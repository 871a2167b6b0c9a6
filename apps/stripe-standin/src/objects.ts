import type Stripe from "stripe";

/**
 * Stripe's objects as they go over the wire: the fields that we use, under Stripe's names. Amounts are
 * cents, times are seconds.
 */

export type Metadata = Record<string, string>;

interface Base<Name extends string> {
  id: string;
  object: Name;
  created: number;
  livemode: false;
  metadata: Metadata;
}

export type CapabilityStatus = "active" | "inactive" | "pending";

export const DISABLED_REASONS = [
  "listed",
  "other",
  "platform_paused",
  "rejected.fraud",
  "rejected.other",
  "requirements.past_due",
  "requirements.pending_verification",
  "under_review",
] as const;
export type DisabledReason = (typeof DISABLED_REASONS)[number];

export interface AccountObject extends Base<"account"> {
  type: "express" | "custom" | "standard" | "none";
  controller: { type: "application"; is_controller: true };
  business_type: string | null;
  country: string;
  default_currency: string;
  email: string | null;
  capabilities: { transfers?: CapabilityStatus; card_payments?: CapabilityStatus };
  charges_enabled: boolean;
  payouts_enabled: boolean;
  details_submitted: boolean;
  requirements: {
    currently_due: string[];
    eventually_due: string[];
    past_due: string[];
    pending_verification: string[];
    disabled_reason: DisabledReason | null;
    current_deadline: null;
    errors: [];
    alternatives: [];
  };
  settings: { payouts: { debit_negative_balances: boolean; schedule: PayoutSchedule } };
}

export interface PayoutSchedule {
  interval: string;
  delay_days: number;
}

export type BalanceTransactionType =
  | "topup"
  | "transfer"
  | "transfer_refund"
  | "payment"
  | "payment_refund"
  | "payout"
  | "payout_failure"
  | "payout_cancel"
  | "charge"
  | "refund"
  | "refund_failure"
  | "stripe_fee"
  | "adjustment";

export interface BalanceTransactionObject {
  id: string;
  object: "balance_transaction";
  amount: number;
  fee: number;
  net: number;
  fee_details: { amount: number; application: null; currency: string; description: string; type: string }[];
  available_on: number;
  balance_type: "payments";
  created: number;
  currency: string;
  description: string | null;
  /** Set where the money came or went in another currency: settled amount ÷ amount there. */
  exchange_rate: number | null;
  reporting_category: string;
  source: string;
  status: "available";
  type: BalanceTransactionType;
}

export interface TransferObject extends Base<"transfer"> {
  amount: number;
  amount_reversed: number;
  balance_transaction: string;
  currency: string;
  description: string | null;
  destination: string;
  destination_payment: string;
  reversed: boolean;
  source_transaction: null;
  source_type: "card";
  transfer_group: string | null;
}

export interface TransferReversalObject {
  id: string;
  object: "transfer_reversal";
  amount: number;
  balance_transaction: string;
  created: number;
  currency: string;
  destination_payment_refund: string;
  metadata: Metadata;
  source_refund: null;
  transfer: string;
}

export type PayoutStatus = "pending" | "in_transit" | "paid" | "failed" | "canceled";

export interface PayoutObject extends Base<"payout"> {
  amount: number;
  application_fee: null;
  application_fee_amount: null;
  arrival_date: number;
  automatic: boolean;
  balance_transaction: string;
  currency: string;
  description: string | null;
  destination: string;
  failure_balance_transaction: string | null;
  failure_code: string | null;
  failure_message: string | null;
  method: "standard" | "instant";
  original_payout: null;
  payout_method: null;
  reconciliation_status: "not_applicable" | "completed";
  reversed_by: null;
  source_type: "card";
  statement_descriptor: string | null;
  status: PayoutStatus;
  trace_id: null;
  type: "bank_account";
}

export interface LineItemObject {
  id: string;
  object: "item";
  amount_discount: number;
  amount_subtotal: number;
  amount_tax: number;
  amount_total: number;
  currency: string;
  description: string;
  quantity: number;
}

export interface CustomerDetails {
  email: string | null;
  name: string | null;
  phone: null;
  address: null;
  business_name: null;
  individual_name: null;
  tax_exempt: null;
  tax_ids: [];
}

export interface CheckoutSessionObject extends Base<"checkout.session"> {
  amount_subtotal: number;
  amount_total: number;
  cancel_url: string | null;
  client_reference_id: string | null;
  currency: string;
  customer: null;
  customer_email: string | null;
  customer_details: CustomerDetails | null;
  expires_at: number;
  mode: "payment";
  payment_intent: string | null;
  payment_method_types: string[];
  payment_status: "unpaid" | "paid" | "no_payment_required";
  presentment_details?: { presentment_amount: number; presentment_currency: string };
  status: "open" | "complete" | "expired";
  success_url: string | null;
  url: string | null;
}

export interface PaymentIntentObject extends Base<"payment_intent"> {
  amount: number;
  amount_received: number;
  currency: string;
  latest_charge: string | null;
  status: "processing" | "succeeded" | "requires_payment_method";
}

export interface ChargeObject extends Base<"charge"> {
  amount: number;
  amount_captured: number;
  amount_refunded: number;
  balance_transaction: string | null;
  captured: boolean;
  currency: string;
  disputed: boolean;
  failure_code: string | null;
  failure_message: string | null;
  paid: boolean;
  payment_intent: string;
  receipt_url: string | null;
  refunded: boolean;
  status: "succeeded" | "pending" | "failed";
}

export interface RefundObject {
  id: string;
  object: "refund";
  amount: number;
  balance_transaction: string | null;
  /** The entries of a refund that its bank sent back. */
  failure_balance_transaction?: string;
  failure_reason?: string;
  charge: string;
  created: number;
  currency: string;
  metadata: Metadata;
  payment_intent: string;
  reason: string | null;
  status: "pending" | "succeeded" | "failed" | "canceled";
}

/** `warning_…`: an inquiry, by which no money has moved. */
export type DisputeStatus =
  | "warning_needs_response"
  | "warning_under_review"
  | "warning_closed"
  | "needs_response"
  | "under_review"
  | "won"
  | "lost";

export interface DisputeObject extends Base<"dispute"> {
  amount: number;
  balance_transactions: BalanceTransactionObject[];
  charge: string;
  currency: string;
  enhanced_eligibility_types: [];
  evidence: Stripe.Dispute["evidence"];
  evidence_details: Stripe.Dispute["evidence_details"];
  is_charge_refundable: boolean;
  payment_intent: string;
  reason: string;
  status: DisputeStatus;
}

export interface EventObject {
  id: string;
  object: "event";
  /** Only on events of a connected account. */
  account?: string;
  api_version: string;
  created: number;
  data: { object: object; previous_attributes?: object };
  livemode: false;
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
  type: string;
}
