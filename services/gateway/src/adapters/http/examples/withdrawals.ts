import { PAYOUT_METHOD, withdrawal } from "./story.ts";

const payoutMethod = {
  id: PAYOUT_METHOD,
  kind: "stripe",
  state: "ready",
  is_default: true,
  label: "STRIPE TEST BANK ••6789",
  locked_until: null,
  instant_eligible: true,
  created_at: "2026-11-23T19:20:00.000Z",
};

const payout = {
  rail: "paypal",
  state: "sent",
  claim_until: "2026-12-23T19:30:00.000Z",
  network: null,
  token: null,
  reference: "8AELMXH8UB2P8",
};

const field = {
  name: "details",
  label: "Bank details",
  help: "Account holder, bank, account and routing numbers.",
  type: "text",
  pattern: ".+",
  max_length: 1_000,
};

export const WITHDRAWALS_EXAMPLES = {
  WithdrawalRequest: { amount: "100.00" },
  Decision: { action: "approve", note: "seen" },
  Withdrawal: withdrawal,
  WithdrawalDetails: {
    ...withdrawal,
    history: [
      { at: "2026-11-23T19:30:00.000Z", actor_id: "creator-7", from: null, to: "PENDING", note: null },
    ],
    payout,
    attempts: [],
  },
  PayoutUnderWay: payout,
  PayoutMethod: payoutMethod,
  PayoutMethodRequest: { kind: "manual", fields: { details: "IBAN DE02 1203 0000 0000 2020 51" } },
  PayoutMethodChange: { is_default: true },
  PayoutField: field,
  PayoutRail: {
    rail: "manual",
    label: "Bank transfer",
    description: "An admin sends the money from the platform's bank by hand.",
    preview: false,
    available: true,
    setup: "fields",
    fields: [field],
    currencies: ["USD"],
    minimum: { amount: "0.01", currency: "USD" },
    maximum: { amount: "1000000.00", currency: "USD" },
    speeds: ["standard"],
    instant: null,
    arrival_business_days: 3,
  },
  RailState: {
    rail: "paypal",
    label: "PayPal",
    available: true,
    preview: false,
    state: "ok",
    last_success_at: "2026-11-23T19:30:00.000Z",
    last_error: null,
    attempts_open: 2,
    attempts_unknown: 0,
    under_way: { amount: "150.00", currency: "USD" },
    paid_today: { amount: "75.00", currency: "USD" },
    oldest_open_at: "2026-11-23T18:30:00.000Z",
  },
  WithdrawalQuote: {
    amount: { amount: "100.00", currency: "USD" },
    fee: { amount: "1.00", currency: "USD" },
    arrives: { amount: "99.00", currency: "USD" },
    estimated_arrival: "2026-11-23T19:30:00.000Z",
    payout_method_id: PAYOUT_METHOD,
    rail: "stripe",
    locked_until: null,
    problems: [],
  },
  OnboardingRequest: { return_url: "https://app.example/earnings" },
  Onboarding: {
    url: "https://connect.stripe.com/setup/s/a1b2c3",
    payout_method: { ...payoutMethod, state: "onboarding" },
  },
  WithdrawalEvent: { ...withdrawal, version: 1795457400112 },
};
