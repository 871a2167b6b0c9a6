/** One story in examples, by the name of their shape: an evening's stream, its viewer, what its creator earns and is paid. A test holds them to the shapes. */

const STREAM = "str_0193a5c0e7d47b0d8f0e1c2d3b4a5968";
const SESSION = "ses_0193a5c1d23a7c4e9b1f0a2b3c4d5e6f";
const WITHDRAWAL = "wdr_0193a6107f1b7e3c8d2a4b5c6d7e8f90";
const PAYOUT_METHOD = "pm_0193a60f2c8d7a1b9e3f5a6b7c8d9e0f";

const usd = (amount: string) => ({ amount, currency: "USD" });

const stream = {
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

const session = {
  id: SESSION,
  stream_id: STREAM,
  viewer_id: "viewer-42",
  status: "active",
  started_at: "2026-11-23T18:01:02.500Z",
  ended_at: null,
  end_reason: null,
  tokens_per_minute: 5,
  carried_seconds: 21.5,
  minutes_billed: 12,
  tokens_charged: 60,
  balance: 40,
  low_balance: false,
  runs_out_at: "2026-11-23T18:20:41.000Z",
};

const account = { asset: "TOKEN", posted: 40, held: 0, available: 40, version: 14 };

const entry = {
  id: "min_0193a5c1d23a7c4e9b1f0a2b3c4d5e6f_12",
  type: "DEBIT",
  reference_type: "STREAM_VIEW",
  reference_id: SESSION,
  amount: -5,
  asset: "TOKEN",
  balance_after: 40,
  version: 14,
  created_at: "2026-11-23T18:13:02.612Z",
  metadata: { stream_id: STREAM, minute: "12" },
};

const integrity = {
  ok: true,
  checked_at: "2026-11-23T19:35:00.000Z",
  checks: [{ name: "trial_balance", ok: true, detail: "", compared: 2, wrong: 0, not_run_since: null }],
};

const freeze = { frozen: false, by: null, at: null, reason: null, findings: [], fingerprint: "" };

const payoutMethod = {
  id: PAYOUT_METHOD,
  kind: "stripe",
  state: "ready",
  is_default: true,
  label: "STRIPE TEST BANK ••6789",
  created_at: "2026-11-23T19:20:00.000Z",
};

const withdrawal = {
  id: WITHDRAWAL,
  creator_id: "creator-7",
  amount: usd("100.00"),
  status: "PENDING",
  method: "stripe",
  payout_method_id: PAYOUT_METHOD,
  payout_label: "STRIPE TEST BANK ••6789",
  payout_destination: "acct_1Qz3K2AbCdEfGhIj",
  approvals_needed: 1,
  attention: null,
  reason: null,
  created_at: "2026-11-23T19:30:00.000Z",
  updated_at: "2026-11-23T19:30:00.000Z",
  estimated_arrival: "2026-11-26T19:30:00.000Z",
};

const searchHit = {
  kind: "withdrawal",
  id: WITHDRAWAL,
  user_id: "creator-7",
  summary: "PENDING, 100.00 USD",
  created_at: "2026-11-23T19:30:00.000Z",
  parent_id: null,
  url: `/api/withdrawals/${WITHDRAWAL}`,
};

const problem = {
  type: "urn:metercast:problem:invalid_request",
  title: "The request is not valid",
  status: 422,
  detail: "The request is not valid",
  code: "invalid_request",
  request_id: "req_0193a5c2a1b27d3e8f4a5b6c7d8e9f01",
  errors: [{ field: "title", message: "1 to 200 characters, without control characters" }],
};

export const EXAMPLES: Record<string, unknown> = {
  Problem: problem,
  Money: usd("13.20"),
  // Streams and sessions.
  StreamRequest: { title: "Evening walk" },
  Stream: stream,
  Session: session,
  BilledSession: { ...session, tokens_charged_now: 5 },
  // Wallet.
  Account: account,
  Me: {
    id: "viewer-42",
    name: "Vera Viewer",
    roles: ["viewer"],
    expires_at: "2026-11-23T19:00:00.000Z",
  },
  Wallet: { accounts: [account], low_balance: false, runs_out_at: "2026-11-23T18:21:02.500Z" },
  Entry: entry,
  Statement: {
    user_id: "viewer-42",
    asset: "TOKEN",
    month: "2026-11",
    time_zone: "UTC",
    from: "2026-11-01T00:00:00.000Z",
    to: "2026-12-01T00:00:00.000Z",
    complete: false,
    opening_balance: 100,
    closing_balance: 40,
    sums: [{ reference_type: "STREAM_VIEW", amount: -60 }],
    data: [entry],
    has_more: true,
    next_cursor: "eyJ2IjoxNH0",
  },
  TokenPackage: { id: "tokens_100", tokens: 100, price: usd("9.99") },
  TopUpRequest: { package_id: "tokens_100", return_url: "https://app.example/wallet" },
  TopUp: {
    id: "top_0193a5d0b1c27e3f8a4b5c6d7e8f9a01",
    url: "https://checkout.stripe.com/c/pay/cs_test_a1b2c3",
  },
  // Earnings and withdrawals.
  EarningsSummary: {
    today: usd("1188.00"),
    this_month: usd("20592.00"),
    total: usd("98340.00"),
    viewer_minutes: 7450,
    available: usd("1088.00"),
    held: usd("100.00"),
    on_its_way: usd("0.00"),
    paid_out: usd("97152.00"),
    withdrawal: { minimum: usd("50.00"), maximum: usd("1088.00"), open_id: WITHDRAWAL },
  },
  EarningsTimeseries: {
    interval: "day",
    time_zone: "UTC",
    from: "2026-11-23T00:00:00.000Z",
    to: "2026-11-24T00:00:00.000Z",
    stream_id: null,
    earned: usd("1188.00"),
    viewer_minutes: 90,
    points: [{ start: "2026-11-23T00:00:00.000Z", earned: usd("1188.00"), viewer_minutes: 90 }],
  },
  EarningsByStream: {
    stream_id: STREAM,
    title: "Evening walk",
    status: "live",
    started_at: "2026-11-23T18:00:00.000Z",
    ended_at: null,
    day: null,
    earned: usd("1188.00"),
    viewer_minutes: 90,
    viewers: 3,
    per_minute: usd("39.60"),
  },
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
  // Admin.
  WithdrawalStats: {
    by_status: [{ status: "PENDING", count: 1, amount: usd("100.00") }],
    oldest_pending_at: "2026-11-23T19:30:00.000Z",
    oldest_pending_seconds: 1800,
    attempts_unknown: 0,
    needing_attention: 0,
  },
  CreatorRecord: {
    id: "creator-7",
    earned: usd("1320.00"),
    viewer_minutes: 100,
    available: usd("320.00"),
    held: usd("100.00"),
    withdrawals: {
      paid: { count: 9, amount: usd("900.00") },
      refused: { count: 0, amount: usd("0.00") },
      returned: { count: 0, amount: usd("0.00") },
      complete: true,
    },
  },
  WithdrawalMinimumRequest: { amount: "20.00", reason: "moving to another platform" },
  WithdrawalMinimum: { creator_id: "creator-7", minimum: usd("20.00") },
  Reason: { reason: "looking into a failed check" },
  Freeze: freeze,
  Finding: {
    source: "wallet",
    check: "trial_balance",
    detail: "USD: 1 cent too much",
    fingerprint: "6f1c0a",
    found_at: "2026-11-23T19:35:00.000Z",
    acknowledged_by: null,
  },
  Lift: { reason: "the missing cent is found and booked", seen: "6f1c0a" },
  AdjustmentRequest: {
    user_id: "viewer-42",
    asset: "TOKEN",
    direction: "credit",
    amount: 100,
    reason: "sorry for the outage",
  },
  Adjustment: {
    id: "trf_0193a5e2c3d47f5a8b6c7d8e9f0a1b23",
    user_id: "viewer-42",
    asset: "TOKEN",
    direction: "credit",
    amount: 100,
    reason: "sorry for the outage",
    created_at: "2026-11-23T18:15:00.000Z",
    account: { ...account, posted: 140, available: 140, version: 15 },
  },
  Act: {
    id: "act_0193a5e2c3d47f5a8b6c7d8e9f0a1b24",
    kind: "adjustment",
    status: "pending",
    subject_id: "creator-7",
    reason: "a prize",
    needs_second: "above_limit",
    requested_by: "admin-1",
    requested_at: "2026-11-23T18:15:00.000Z",
    expires_at: "2026-11-26T18:15:00.000Z",
    decided_by: null,
    decided_at: null,
    decision_note: null,
    executed_at: null,
    result: null,
    adjustment: { user_id: "creator-7", asset: "USD", direction: "credit", amount: usd("12000.00") },
    rate: null,
    give_back: null,
    resolve: null,
  },
  ActDeclineRequest: { reason: "the prize is $1,200" },
  RateRequest: {
    scope: "platform",
    tokens_per_minute: 5,
    creator_per_minute: "13.20",
    reason: "the price list of spring",
  },
  Rate: {
    id: "rat_0193a5f0d4e58a6b9c7d8e9f0a1b2c34",
    scope: "platform",
    scope_id: null,
    version: 2,
    tokens_per_minute: 5,
    creator_per_minute: usd("13.20"),
    margin_per_minute: null,
    reason: "the price list of spring",
    created_by: "admin-1",
    created_at: "2026-11-23T08:00:00.000Z",
  },
  Integrity: { ...integrity, freeze },
  AuditRow: {
    id: "1042",
    at: "2026-11-23T18:15:00.000Z",
    actor_id: "admin-1",
    action: "adjustment.posted",
    object_type: "user",
    object_id: "viewer-42",
    request_id: "req_0193a5e2c1a27c4d8e5f6a7b8c9d0e1f",
    detail: { asset: "TOKEN", direction: "credit", amount: "100", reason: "sorry for the outage" },
  },
  SearchHit: searchHit,
  SearchResult: { query: WITHDRAWAL, data: [searchHit], unavailable: [] },
  // Others.
  WebhookReceived: { received: true },
  Persona: { persona: "viewer" },
  DemoToken: { token: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJkZW1vLXZpZXdlciJ9.c2lnbmF0dXJl" },
  // Events.
  BalanceEvent: { ...account, low_balance: false },
  LowBalanceEvent: { asset: "TOKEN", available: 5, version: 21, limit: 10 },
  InsufficientFundsEvent: {
    asset: "TOKEN",
    available: 0,
    version: 22,
    session_id: SESSION,
    stream_id: STREAM,
  },
  SessionEvent: {
    id: SESSION,
    stream_id: STREAM,
    status: "active",
    started_at: "2026-11-23T18:01:02.500Z",
    ended_at: null,
    end_reason: null,
    minutes_billed: 12,
    tokens_charged: 60,
    version: 24,
  },
  StreamEvent: { ...stream, version: 1795456992612 },
  WithdrawalEvent: { ...withdrawal, version: 1795457400112 },
  AdminWithdrawalEvent: withdrawal,
  AdminFreezeEvent: freeze,
  AdminIntegrityEvent: integrity,
  AdminLiveEvent: { streams: 3, viewers: 1200, tokens_per_minute: 6000, creator_per_minute: usd("15840.00") },
};
