import { account, SESSION, STREAM, usd } from "./story.ts";

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

export const WALLET_EXAMPLES = {
  Account: account,
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
  BalanceEvent: { ...account, low_balance: false },
  LowBalanceEvent: { asset: "TOKEN", available: 5, version: 21, limit: 10 },
  InsufficientFundsEvent: {
    asset: "TOKEN",
    available: 0,
    version: 22,
    session_id: SESSION,
    stream_id: STREAM,
  },
};
