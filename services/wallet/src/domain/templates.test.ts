import { RAILS } from "@metercast/rails";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accountName, PLATFORM_ACCOUNTS } from "./account.ts";
import { payoutChannel } from "./payout-channel.ts";
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

const CHANNEL = { account: "external_stripe", feeAccount: "stripe_fees" } as const;

const all: [string, Transfer[]][] = [
  ["a credit adjustment", adjustment("u", "TOKEN", "credit", 5n)],
  ["a debit adjustment", adjustment("u", "USD", "debit", 5n)],
  ["a client's credit", clientTransfer("u", "USD", "credit", 5n, "platform_usd")],
  ["a top-up", topUp("u", 100n, 999n, 59n)],
  ["a disputed top-up", topUpMoneyMoved("u", { tokens: 40n, recoveredCents: 399n, lostCents: 600n }, 15n)],
  ["money that came back", topUpMoneyMoved("u", { tokens: -4n, recoveredCents: -9n, lostCents: -6n }, -1n)],
  ["a paid payout", payoutPaid(CHANNEL, { cents: 5000n, charged: 50n, fee: 25n })],
  ["a failed payout", payoutFailed("u", 5000n)],
  ["a returned payout", payoutReturned("u", CHANNEL, { cents: 5000n, charged: 50n, fee: 25n })],
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

/** What each account has after these transfers: what came minus what went. */
function changes(transfers: readonly Transfer[]): Record<string, bigint> {
  const sums: Record<string, bigint> = {};
  for (const { debit, credit, amount } of transfers) {
    sums[accountName(debit)] = (sums[accountName(debit)] ?? 0n) - amount;
    sums[accountName(credit)] = (sums[accountName(credit)] ?? 0n) + amount;
  }
  return Object.fromEntries(Object.entries(sums).filter(([, cents]) => cents !== 0n));
}

const AMOUNTS = fc
  .tuple(fc.bigInt(1n, 10n ** 12n), fc.bigInt(0n, 10n ** 12n), fc.bigInt(0n, 10n ** 9n))
  .map(([cents, part, fee]) => ({ cents, charged: part % cents, fee }));
const CHANNELS = RAILS.map(({ name }) => payoutChannel(name));

it("whatever a payout costs, exactly its amount leaves transit: the fee is income, the rest leaves, and the rail's charge is on top", () => {
  fc.assert(
    fc.property(AMOUNTS, fc.constantFrom(...CHANNELS), (amounts, channel) => {
      if (!channel) throw new Error("every rail has accounts");
      const { cents, charged } = amounts;
      const fee = channel.feeAccount === undefined ? 0n : amounts.fee;
      expect(changes(payoutPaid(channel, amounts))).toEqual({
        payouts_in_transit: -cents,
        [channel.account]: cents - charged + fee,
        ...(charged > 0n && { payout_fee_income: charged }),
        ...(fee > 0n && { [channel.feeAccount ?? ""]: -fee }),
      });
    }),
  );
});

it("a payout that was paid and came back leaves no trace but the creator's whole amount, and the charge that the rail keeps", () => {
  fc.assert(
    fc.property(AMOUNTS, fc.bigInt(0n, 10n ** 9n), (amounts, kept) => {
      const channel = CHANNEL;
      const fee = amounts.fee + kept;
      const both = [
        ...holdPosted("u", amounts.cents),
        ...payoutPaid(channel, { ...amounts, fee }),
        ...payoutReturned("u", channel, amounts),
      ];
      expect(changes(both)).toEqual(kept > 0n ? { external_stripe: kept, stripe_fees: -kept } : {});
    }),
  );
});

it("an unknown rail has no accounts", () => {
  expect(payoutChannel("pigeon")).toBeUndefined();
  expect(payoutChannel("toString")).toBeUndefined();
});
