import { describe, expect, it } from "vitest";
import { PLATFORM_ACCOUNTS } from "./account.ts";
import {
  adjustment,
  clientTransfer,
  holdPosted,
  type Movement,
  payoutFailed,
  payoutPaid,
  payoutReturned,
  reversalOf,
  stripeMoved,
  topUp,
  topUpReinstated,
  topUpReversed,
} from "./templates.ts";

const all: [string, Movement[]][] = [
  ["a credit adjustment", adjustment("u", "TOKEN", "credit", 5n)],
  ["a debit adjustment", adjustment("u", "USD", "debit", 5n)],
  ["a client's credit", clientTransfer("u", "USD", "credit", 5n, "platform_usd")],
  ["a top-up", topUp("u", 100n, 999n, 59n)],
  ["a reversed top-up", topUpReversed("u", reversalOf(100n, 999n, 40n), 15n)],
  ["a reinstated top-up", topUpReinstated("u", reversalOf(100n, 999n, 40n), 15n)],
  ["a paid payout", payoutPaid("external_bank", 5000n, 25n)],
  ["a failed payout", payoutFailed("u", 5000n)],
  ["a returned payout", payoutReturned("u", "external_stripe", 5000n)],
  ["a posted hold", holdPosted("u", 5000n)],
  ["Stripe's own movement", stripeMoved(-500n, 25n)],
];

describe.each(all)("%s", (_, movements) => {
  it("moves each asset between accounts of that asset", () => {
    for (const { debit, credit, asset } of movements) {
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

it("a reversal takes what is unspent with its share of the money, and says what is lost; together they are the whole", () => {
  expect(reversalOf(100n, 999n, 40n)).toEqual({ tokens: 40n, recoveredCents: 399n, lostCents: 600n });
  expect(reversalOf(100n, 999n, 500n)).toEqual({ tokens: 100n, recoveredCents: 999n, lostCents: 0n });
  expect(reversalOf(100n, 999n, 0n)).toEqual({ tokens: 0n, recoveredCents: 0n, lostCents: 999n });
  // A refund too small for a token.
  expect(reversalOf(0n, 1n, 500n)).toEqual({ tokens: 0n, recoveredCents: 0n, lostCents: 1n });
});

it("a reversal and its reinstatement leave every account as it was", () => {
  const reversal = reversalOf(100n, 999n, 40n);
  const sums = new Map<string, bigint>();
  const add = (side: object, amount: bigint) =>
    sums.set(JSON.stringify(side), (sums.get(JSON.stringify(side)) ?? 0n) + amount);
  for (const { debit, credit, amount } of [
    ...topUpReversed("u", reversal, 15n),
    ...topUpReinstated("u", reversal, 15n),
  ]) {
    add(debit, -amount);
    add(credit, amount);
  }
  expect([...sums.values()]).toEqual(Array(6).fill(0n));
});

it("what is paid in to Stripe comes from the platform's funding, what is taken out goes back there; a fee leaves Stripe, and may come back", () => {
  const stripe = { platform: "external_stripe" };
  const funding = { platform: "platform_funding" };
  const fees = { platform: "stripe_fees" };
  expect(stripeMoved(500n, 0n)).toEqual([{ debit: stripe, credit: funding, asset: "USD", amount: 500n }]);
  expect(stripeMoved(-500n, 25n)).toEqual([
    { debit: funding, credit: stripe, asset: "USD", amount: 500n },
    { debit: fees, credit: stripe, asset: "USD", amount: 25n },
  ]);
  expect(stripeMoved(0n, -25n)).toEqual([{ debit: stripe, credit: fees, asset: "USD", amount: 25n }]);
});

it("a leg of nothing is no leg", () => {
  expect(topUp("u", 100n, 999n, 0n)).toHaveLength(2);
  expect(topUpReversed("u", reversalOf(100n, 999n, 0n), 0n)).toHaveLength(1);
});
