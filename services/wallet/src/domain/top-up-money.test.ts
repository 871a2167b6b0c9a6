import fc from "fast-check";
import { expect, it } from "vitest";
import {
  afterStep,
  moneyMoved,
  NOTHING_REVERSED,
  type Purchase,
  type Reversed,
  tokensFor,
  topUpMoneyMoved,
} from "./top-up-money.ts";
import type { Side, Transfer } from "./transfer.ts";

const purchase = { tokens: 100n, cents: 29_500n };

it("money that is away stands for tokens in proportion, rounded up once, never more than were bought", () => {
  expect(tokensFor(purchase, 29_500n)).toBe(100n);
  expect(tokensFor(purchase, 14_750n)).toBe(50n);
  expect(tokensFor(purchase, 295n)).toBe(1n);
  expect(tokensFor(purchase, 296n)).toBe(2n);
  expect(tokensFor(purchase, 1n)).toBe(1n);
  expect(tokensFor(purchase, 99_999n)).toBe(100n);
  expect(tokensFor(purchase, 0n)).toBe(0n);
  expect(tokensFor(purchase, -5n)).toBe(0n);
});

/** A viewer with one top-up: what is left of the tokens, and what the books say. */
function viewer(bought: Purchase, spent = 0n) {
  const applied = new Set<string>();
  const platform = new Map<string, bigint>();
  let state: Reversed = NOTHING_REVERSED;
  let available = bought.tokens - spent;
  const side = (one: Side, change: bigint) => {
    if (!("platform" in one)) available += change;
    else platform.set(one.platform, (platform.get(one.platform) ?? 0n) + change);
  };
  return {
    apply(id: string, amount: bigint, fee = 0n) {
      // As the ledger does: a balance transaction that is known has no second effect.
      if (applied.has(id)) return;
      applied.add(id);
      const step = moneyMoved(bought, state, amount, available);
      for (const { debit, credit, amount: moved } of topUpMoneyMoved("v", step, fee) as Transfer[]) {
        expect(moved).toBeGreaterThan(0n);
        side(debit, -moved);
        side(credit, moved);
      }
      state = afterStep(state, amount, step);
      expect(available).toBeGreaterThanOrEqual(0n);
    },
    spend(tokens: bigint) {
      available -= tokens < available ? tokens : available;
    },
    state: () => state,
    available: () => available,
    platform: (name: string) => platform.get(name) ?? 0n,
  };
}

it("ten refunds of a cent take one token; won, lost and won again end where the sum is", () => {
  const cents = viewer(purchase);
  for (let i = 0; i < 10; i++) cents.apply(`re_${i}`, -1n);
  expect(cents.available()).toBe(99n);
  const disputed = viewer(purchase);
  disputed.apply("txn_1", -29_500n, 1_500n);
  disputed.apply("txn_2", 29_500n, -1_500n);
  expect(disputed.available()).toBe(100n);
  disputed.apply("txn_3", -29_500n, 1_500n);
  expect(disputed.available()).toBe(0n);
  disputed.apply("txn_3", -29_500n, 1_500n);
  expect([disputed.platform("external_stripe"), disputed.platform("stripe_fees")]).toEqual([
    31_000n,
    -1_500n,
  ]);
});

it("of a part that comes back, what was lost is made good first; nobody gets more than was taken", () => {
  const spent = viewer(purchase, 70n);
  spent.apply("out", -29_500n);
  expect([spent.available(), spent.platform("dispute_losses")]).toEqual([0n, -20_650n]);
  // Half of the money is away: 50 tokens' worth, of which 30 were taken.
  spent.apply("half", 14_750n);
  expect([spent.available(), spent.platform("dispute_losses")]).toEqual([0n, -5_900n]);
  spent.apply("most", 8_850n);
  expect([spent.available(), spent.platform("dispute_losses")]).toEqual([10n, 0n]);
  spent.apply("rest", 5_900n);
  expect([spent.available(), spent.platform("token_income")]).toEqual([30n, 0n]);
});

const cents = fc.bigInt(1n, 40_000n);
const step = fc.record({
  out: fc.boolean(),
  cents,
  fee: fc.bigInt(-1_500n, 1_500n),
  spent: fc.oneof(fc.constant(0n), fc.bigInt(0n, 30n)),
});
const bought = fc.record({ tokens: fc.bigInt(1n, 500n), cents: fc.bigInt(1n, 150_000n) });

it("for any refunds, failures, disputes, wins and losses, in parts, in any order and repeated: tokens by the final sum, money as at Stripe, each once", () => {
  const run = fc.property(
    bought,
    fc.array(step, { minLength: 1, maxLength: 30 }),
    fc.array(fc.nat(29), { maxLength: 10 }),
    (purchased, steps, again) => {
      const one = viewer(purchased);
      let sum = 0n;
      let fees = 0n;
      const signed = steps.map(({ out, cents: amount, fee }) => ({ amount: out ? -amount : amount, fee }));
      signed.forEach(({ amount, fee }, index) => {
        one.apply(`txn_${index}`, amount, fee);
        sum += amount;
        fees += fee;
        for (const earlier of again) {
          const known = earlier <= index ? signed[earlier] : undefined;
          if (known) one.apply(`txn_${earlier}`, known.amount, known.fee);
        }
        // Nobody spent: what is taken is exactly what the sum stands for, after each step.
        expect(one.state().tokens).toBe(tokensFor(purchased, -sum));
        expect(one.available()).toBe(purchased.tokens - one.state().tokens);
        expect(-one.platform("external_stripe")).toBe(sum - fees);
      });
    },
  );
  fc.assert(run, { numRuns: 200 });
});

it("where tokens are spent meanwhile nobody goes below zero, no more is taken than the sum stands for, and the money is still as at Stripe", () => {
  const run = fc.property(bought, fc.array(step, { minLength: 1, maxLength: 30 }), (purchased, steps) => {
    const one = viewer(purchased);
    let sum = 0n;
    steps.forEach(({ out, cents: amount, spent }, index) => {
      one.spend(spent);
      const moved = out ? -amount : amount;
      one.apply(`txn_${index}`, moved);
      sum += moved;
      const { tokens, recoveredCents } = one.state();
      expect(tokens).toBeGreaterThanOrEqual(0n);
      expect(tokens).toBeLessThanOrEqual(tokensFor(purchased, -sum));
      expect(recoveredCents).toBeGreaterThanOrEqual(0n);
      expect(recoveredCents).toBeLessThanOrEqual(purchased.cents);
      expect(-one.platform("external_stripe")).toBe(sum);
      expect(one.platform("token_income") + one.platform("dispute_losses")).toBe(sum);
    });
    // All money back: all that was taken is back, and nothing is lost.
    one.apply("rest", -sum);
    expect(one.state()).toEqual(NOTHING_REVERSED);
    expect([one.platform("token_income"), one.platform("dispute_losses")]).toEqual([0n, 0n]);
  });
  fc.assert(run, { numRuns: 200 });
});
