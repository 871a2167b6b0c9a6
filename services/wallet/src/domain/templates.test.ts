import { describe, expect, it } from "vitest";
import { PLATFORM_ACCOUNTS } from "./account.ts";
import {
  adjustment,
  balanceTransaction,
  clientTransfer,
  holdPosted,
  payoutFailed,
  payoutPaid,
  payoutReturned,
  topUp,
} from "./templates.ts";
import { topUpMoneyMoved } from "./top-up-money.ts";
import type { Transfer } from "./transfer.ts";

const all: [string, Transfer[]][] = [
  ["a credit adjustment", adjustment("u", "TOKEN", "credit", 5n)],
  ["a debit adjustment", adjustment("u", "USD", "debit", 5n)],
  ["a client's credit", clientTransfer("u", "USD", "credit", 5n, "platform_usd")],
  ["a top-up", topUp("u", 100n, 999n, 59n)],
  ["a disputed top-up", topUpMoneyMoved("u", { tokens: 40n, recoveredCents: 399n, lostCents: 600n }, 15n)],
  ["money that came back", topUpMoneyMoved("u", { tokens: -4n, recoveredCents: -9n, lostCents: -6n }, -1n)],
  ["a paid payout", payoutPaid("external_bank", 5000n)],
  ["a failed payout", payoutFailed("u", 5000n)],
  ["a returned payout", payoutReturned("u", "external_stripe", 5000n)],
  ["a posted hold", holdPosted("u", 5000n)],
  ["a balance transaction of Stripe", balanceTransaction(-500n, 25n)],
];

describe.each(all)("%s", (_, transfers) => {
  it("moves each asset between accounts of that asset", () => {
    for (const { debit, credit, asset } of transfers) {
      for (const side of [debit, credit]) {
        expect("platform" in side ? PLATFORM_ACCOUNTS[side.platform] : side.asset).toBe(asset);
      }
    }
  });
});

it("a credit comes to the user and a debit leaves him", () => {
  expect(adjustment("u", "TOKEN", "credit", 5n)[0]).toMatchObject({ credit: { userId: "u" } });
  expect(adjustment("u", "TOKEN", "debit", 5n)[0]).toMatchObject({ debit: { userId: "u" } });
});

it("what is paid in to Stripe comes from the platform's funding, what is taken out goes back there; a fee leaves Stripe, and may come back", () => {
  const stripe = { platform: "external_stripe" };
  const funding = { platform: "platform_funding" };
  const fees = { platform: "stripe_fees" };
  expect(balanceTransaction(500n, 0n)).toEqual([
    { debit: stripe, credit: funding, asset: "USD", amount: 500n },
  ]);
  expect(balanceTransaction(-500n, 25n)).toEqual([
    { debit: funding, credit: stripe, asset: "USD", amount: 500n },
    { debit: fees, credit: stripe, asset: "USD", amount: 25n },
  ]);
  expect(balanceTransaction(0n, -25n)).toEqual([{ debit: stripe, credit: fees, asset: "USD", amount: 25n }]);
});

it("a leg of nothing is no leg", () => {
  expect(topUp("u", 100n, 999n, 0n)).toHaveLength(2);
  expect(topUpMoneyMoved("u", { tokens: 0n, recoveredCents: 0n, lostCents: 999n }, 0n)).toHaveLength(1);
});
