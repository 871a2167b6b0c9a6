import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type StripeStandin, startStripe } from "@metercast/local-servers";
import fc from "fast-check";
import Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { creatorAccount, failureOf, sdk } from "./testing.ts";

let standin: StripeStandin;
let stripe: Stripe;

beforeAll(async () => {
  standin = await startStripe({ payoutDelayMs: 60_000 });
  stripe = sdk(standin);
});
afterAll(() => standin.stop());

/** A step that found nothing to act on. */
const NOTHING = Symbol("nothing");
const steps: Record<string, (cents: number, account: string) => Promise<unknown>> = {
  topUp: (cents: number) => standin.control.addPlatformMoney({ amount: cents }),
  transfer: (cents: number, account: string) =>
    stripe.transfers.create({ amount: cents, currency: "usd", destination: account }),
  payout: (cents: number, account: string) =>
    // A part of what a transfer brings, so that most of them succeed.
    stripe.payouts.create({ amount: Math.ceil(cents / 8), currency: "usd" }, { stripeAccount: account }),
  settle: async (cents: number, account: string) => {
    const { data } = await stripe.payouts.list({ limit: 100 }, { stripeAccount: account });
    const payout = data[cents % Math.max(1, data.length)];
    if (payout === undefined) return NOTHING;
    const { moved } = await standin.control.settlePayout({
      id: payout.id,
      status: cents % 3 === 0 ? "paid" : "failed",
    });
    return moved ? undefined : NOTHING;
  },
  reverse: async (cents: number, account: string) => {
    const { data } = await stripe.transfers.list({ destination: account });
    if (data[0] === undefined) return NOTHING;
    return stripe.transfers.createReversal(data[0].id, { amount: cents });
  },
  pay: async (cents: number) => {
    const price_data = { currency: "usd", unit_amount: cents + 50, product_data: { name: "tokens" } };
    const { id } = await stripe.checkout.sessions.create({
      mode: "payment",
      success_url: "http://127.0.0.1:1/",
      line_items: [{ quantity: 1, price_data }],
    });
    await standin.control.paySession({ id, outcome: cents % 5 === 0 ? "declined" : "paid" });
  },
  refund: async (cents: number) => {
    const { data } = await stripe.charges.list({});
    if (data[0] === undefined) return NOTHING;
    return stripe.refunds.create({ charge: data[0].id, amount: cents });
  },
  dispute: async (cents: number) => {
    const { data } = await stripe.charges.list({});
    if (data[0] === undefined) return NOTHING;
    const { id } = await standin.control.disputeCharge({ id: data[0].id });
    if (cents % 2 === 0) await standin.control.closeDispute({ id, won: cents % 4 === 0 });
    return undefined;
  },
};

/**
 * True when it did something. A refusal is part of the game and must move nothing; any other error is a
 * mistake here.
 */
async function take(name: string, cents: number, account: string): Promise<boolean> {
  try {
    return (await steps[name]?.(cents, account)) !== NOTHING;
  } catch (error) {
    const refusal = error instanceof Stripe.errors.StripeInvalidRequestError || /: 409 /.test(String(error));
    if (!refusal) throw error;
    return false;
  }
}

async function entriesOf(account?: string): Promise<{ net: number; available: number | undefined }> {
  const scope = account === undefined ? {} : { stripeAccount: account };
  let net = 0;
  for await (const entry of stripe.balanceTransactions.list({ limit: 100 }, scope)) net += entry.net;
  return { net, available: (await stripe.balance.retrieve({}, scope)).available[0]?.amount };
}

test("no sequence of calls makes or loses money, and every balance is the sum of its transactions", async () => {
  const done = new Set<string>();
  const step = fc.record({
    name: fc.constantFrom(...Object.keys(steps)),
    cents: fc.integer({ min: 1, max: 4_000 }),
    creator: fc.nat(1),
  });
  const property = fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 40 }), async (sequence) => {
    await standin.control.reset();
    await standin.control.changeSettings({ payoutFee: 25 });
    const accounts = [await creatorAccount(standin, stripe), await creatorAccount(standin, stripe)];
    for (const { name, cents, creator } of sequence) {
      if (await take(name, cents, accounts[creator] as string)) done.add(name);
    }
    const { balances } = await standin.control.state();
    expect(Object.values(balances).reduce((sum, cents) => sum + cents, 0)).toBe(0);
    for (const account of [undefined, ...accounts]) {
      const { net, available } = await entriesOf(account);
      expect(net).toBe(available);
      expect(available).toBe(balances[account ?? "platform"]);
      if (account !== undefined) expect(available).toBeGreaterThanOrEqual(0);
    }
  });
  await fc.assert(property, { numRuns: 20 });
  expect([...done].sort()).toEqual(Object.keys(steps).sort());
});

test("with a state file everything survives SIGKILL: money, keys, payouts under way", async () => {
  const folder = mkdtempSync(join(tmpdir(), "stripe-standin-"));
  const options = { stateFile: join(folder, "state.json"), payoutDelayMs: 1_500 };
  const first = await startStripe(options);
  const before = sdk(first);
  const account = await creatorAccount(first, before);
  const wish = { amount: 700, currency: "usd", destination: account };
  const transfer = await before.transfers.create(wish, { idempotencyKey: "k1" });
  const payout = await before.payouts.create({ amount: 700, currency: "usd" }, { stripeAccount: account });
  first.kill();
  await first.exited;

  const second = await startStripe({ ...options, port: first.port });
  try {
    const after = sdk(second);
    expect((await after.transfers.create(wish, { idempotencyKey: "k1" })).id).toBe(transfer.id);
    const state = () => after.payouts.retrieve(payout.id, {}, { stripeAccount: account });
    await expect.poll(async () => (await state()).status).toBe("paid");
    expect((await failureOf(after.transfers.createReversal(transfer.id))).code).toBe("balance_insufficient");
  } finally {
    await second.stop();
    rmSync(folder, { recursive: true });
  }
});
