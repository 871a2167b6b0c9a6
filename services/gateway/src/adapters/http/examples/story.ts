/** What the examples share: an evening's stream, its viewer, and the withdrawal of its creator. */

export const STREAM = "str_0193a5c0e7d47b0d8f0e1c2d3b4a5968";

export const SESSION = "ses_0193a5c1d23a7c4e9b1f0a2b3c4d5e6f";

export const WITHDRAWAL = "wdr_0193a6107f1b7e3c8d2a4b5c6d7e8f90";

export const PAYOUT_METHOD = "pm_0193a60f2c8d7a1b9e3f5a6b7c8d9e0f";

export const usd = (amount: string) => ({ amount, currency: "USD" });

export const account = { asset: "TOKEN", posted: 40, held: 0, available: 40, version: 14 };

export const stream = {
  id: STREAM,
  title: "Evening walk",
  creator_id: "creator-7",
  status: "live",
  witnesses: "any",
  rate: { tokens_per_minute: 5, creator_per_minute: usd("13.20") },
  viewers: 3,
  started_at: "2026-11-23T18:00:00.000Z",
  ended_at: null,
  earnings: { so_far: usd("1188.00"), per_minute: usd("39.60"), viewer_minutes: 90 },
};

export const withdrawal = {
  id: WITHDRAWAL,
  creator_id: "creator-7",
  amount: usd("100.00"),
  status: "PENDING",
  method: "stripe",
  payout_method_id: PAYOUT_METHOD,
  payout_label: "STRIPE TEST BANK ••6789",
  payout_destination: "acct_1Qz3K2AbCdEfGhIj",
  approvals_needed: 1,
  scheduled: false,
  speed: "standard",
  fee: usd("0.00"),
  locked_until: null,
  attention: null,
  reason: null,
  created_at: "2026-11-23T19:30:00.000Z",
  updated_at: "2026-11-23T19:30:00.000Z",
  estimated_arrival: "2026-11-26T19:30:00.000Z",
};
