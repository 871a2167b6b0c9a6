import { type StripeStandin, startStripe } from "@metercast/local-servers";
import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { creatorAccount, failureOf, sdk } from "./testing.ts";

let standin: StripeStandin;
let stripe: Stripe;

beforeAll(async () => {
  standin = await startStripe({ payoutDelayMs: 60_000 });
  stripe = sdk(standin);
});
afterAll(() => standin.stop());
beforeEach(() => standin.control.reset());

async function charge(presentment?: { currency: string; amount: number; settled: number }): Promise<string> {
  const price_data = { currency: "usd", unit_amount: 10_000, product_data: { name: "tokens" } };
  const { id } = await stripe.checkout.sessions.create({
    mode: "payment",
    success_url: "http://127.0.0.1:1/",
    line_items: [{ quantity: 1, price_data }],
  });
  await standin.control.paySession({ id, ...(presentment && { presentment }) });
  const { data } = await stripe.charges.list({});
  return data[0]?.id ?? "";
}

async function entriesOf(source: string) {
  const { data } = await stripe.balanceTransactions.list({ source });
  return data.toReversed().map(({ amount, fee, currency }) => ({ amount, fee, currency }));
}

test("a dispute is decided again and again: each decision is an entry of its own, by source and in the dispute", async () => {
  const { id } = await standin.control.disputeCharge({ id: await charge(), amount: 4_000 });
  await standin.control.closeDispute({ id, won: true });
  await standin.control.closeDispute({ id, won: false });
  await standin.control.closeDispute({ id, won: true });
  await standin.control.moveDisputeFunds({ id, amount: -1_000 });
  const usd = { currency: "usd" };
  expect(await entriesOf(id)).toEqual([
    { amount: -4_000, fee: 1_500, ...usd },
    { amount: 4_000, fee: -1_500, ...usd },
    { amount: -4_000, fee: 1_500, ...usd },
    { amount: 4_000, fee: -1_500, ...usd },
    { amount: -1_000, fee: 0, ...usd },
  ]);
  const dispute = await stripe.disputes.retrieve(id);
  expect([dispute.status, dispute.balance_transactions.length]).toEqual(["won", 5]);
});

test("an inquiry moves no money until it becomes a dispute", async () => {
  const paid = await charge();
  const inquiry = await standin.control.disputeCharge({ id: paid, inquiry: true });
  expect([inquiry.status, inquiry.is_charge_refundable]).toEqual(["warning_needs_response", true]);
  expect(await entriesOf(inquiry.id)).toEqual([]);
  await standin.control.escalateDispute({ id: inquiry.id });
  expect(await entriesOf(inquiry.id)).toMatchObject([{ amount: -10_000 }]);
});

test("a charge, a refund and a dispute in another currency have entries in the account's, with the rate", async () => {
  const paid = await charge({ currency: "eur", amount: 9_000, settled: 9_950 });
  const { balance_transaction } = await stripe.charges.retrieve(paid, { expand: ["balance_transaction"] });
  expect(balance_transaction).toMatchObject({ amount: 9_950, currency: "usd", exchange_rate: 9_950 / 9_000 });
  const refund = await stripe.refunds.create({ charge: paid, amount: 4_500 });
  expect([refund.currency, await entriesOf(refund.id)]).toEqual([
    "eur",
    [{ amount: -4_975, fee: 0, currency: "usd" }],
  ]);
  const wish = { id: paid, currency: "gbp", amount: 2_000, settled: 2_600 };
  const { id } = await standin.control.disputeCharge(wish);
  expect(await entriesOf(id)).toMatchObject([{ amount: -2_600, currency: "usd" }]);
});

test("a refund that failed has two entries; one that was canceled while it waited has none", async () => {
  const paid = await charge();
  const failed = await stripe.refunds.create({ charge: paid, amount: 100 });
  await standin.control.failRefund({ id: failed.id });
  expect(await entriesOf(failed.id)).toMatchObject([{ amount: -100 }, { amount: 100 }]);
  const after = await stripe.refunds.retrieve(failed.id, {
    expand: ["balance_transaction", "failure_balance_transaction"],
  });
  expect(after).toMatchObject({
    balance_transaction: { amount: -100 },
    failure_balance_transaction: { amount: 100 },
  });
  const waiting = await standin.control.refundCharge({ id: paid, amount: 200, pending: true });
  expect(waiting.balance_transaction).toBeNull();
  await standin.control.settleRefund({ id: waiting.id, succeeded: false });
  expect(await stripe.refunds.retrieve(waiting.id)).toMatchObject({ status: "canceled" });
});

test("a connected balance below zero: its payout is refused, and what was reversed of a transfer stays reversed", async () => {
  const account = await creatorAccount(standin, stripe);
  const { id } = await stripe.transfers.create({ amount: 5_000, currency: "usd", destination: account });
  await standin.control.reverseTransfer({ id, amount: 2_000 });
  expect(await stripe.transfers.retrieve(id)).toMatchObject({ amount_reversed: 2_000, reversed: false });
  await standin.control.adjustAccountBalance({ id: account, amount: -5_000 });
  const payout = stripe.payouts.create({ amount: 100, currency: "usd" }, { stripeAccount: account });
  expect((await failureOf(payout)).code).toBe("balance_insufficient");
  expect((await stripe.balance.retrieve({}, { stripeAccount: account })).available[0]?.amount).toBe(-2_000);
});

test("what Stripe refuses for good: a platform without the approval, a closed account, any planned refusal", async () => {
  await standin.control.changeSettings({ transfersOnlyApproved: false });
  const refusal = await failureOf(creatorAccount(standin, stripe));
  expect([refusal.statusCode, refusal.type]).toEqual([400, "StripeInvalidRequestError"]);
  await standin.control.changeSettings({ transfersOnlyApproved: true });
  const account = await creatorAccount(standin, stripe);
  await standin.control.addFault({
    match: { path: "/v1/transfers" },
    effect: "refuse",
    error: { status: 400, code: "transfers_not_allowed", message: "Not allowed." },
  });
  const wish = { amount: 5_000, currency: "usd", destination: account };
  expect((await failureOf(stripe.transfers.create(wish))).code).toBe("transfers_not_allowed");
  await standin.control.closeAccount({ id: account });
  expect((await failureOf(stripe.accounts.retrieve(account))).code).toBe("account_invalid");
  expect((await failureOf(stripe.transfers.create(wish))).code).toBe("resource_missing");
});

test("pay-outs are listed by documented states only; a filter may be ignored, as Stripe does", async () => {
  const account = await creatorAccount(standin, stripe);
  await stripe.transfers.create({ amount: 5_000, currency: "usd", destination: account });
  await stripe.payouts.create({ amount: 100, currency: "usd" }, { stripeAccount: account });
  const list = (status: string) => stripe.payouts.list({ status }, { stripeAccount: account });
  expect((await failureOf(list("in_transit"))).param).toBe("status");
  expect((await list("paid")).data).toHaveLength(0);
  await standin.control.changeSettings({ ignoredFilters: ["status"] });
  expect((await list("in_transit")).data).toHaveLength(1);
});
