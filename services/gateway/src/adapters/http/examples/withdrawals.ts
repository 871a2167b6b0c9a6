import { PAYOUT_METHOD, withdrawal } from "./story.ts";

const payoutMethod = {
  id: PAYOUT_METHOD,
  kind: "stripe",
  state: "ready",
  is_default: true,
  label: "STRIPE TEST BANK ••6789",
  created_at: "2026-11-23T19:20:00.000Z",
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
    attempts: [],
  },
  PayoutMethod: payoutMethod,
  PayoutMethodRequest: { kind: "manual", details: "IBAN DE02 1203 0000 0000 2020 51" },
  OnboardingRequest: { return_url: "https://app.example/earnings" },
  Onboarding: {
    url: "https://connect.stripe.com/setup/s/a1b2c3",
    payout_method: { ...payoutMethod, state: "onboarding" },
  },
  WithdrawalEvent: { ...withdrawal, version: 1795457400112 },
};
