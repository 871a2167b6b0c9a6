import { type StripeStandin, startStripe } from "@metercast/local-servers";
import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { AccountObject, PayoutObject, TransferObject } from "./objects.ts";
import { creatorAccount, failureOf, sdk } from "./testing.ts";

// The shapes agree with the SDK's types where both name a field (of an account's settings only the payouts
// are here).
({}) as PayoutObject satisfies Partial<Stripe.Payout>;
({}) as TransferObject satisfies Partial<Stripe.Transfer>;
({}) as AccountObject satisfies Partial<Omit<Stripe.Account, "settings">>;

let standin: StripeStandin;
let stripe: Stripe;

beforeAll(async () => {
  standin = await startStripe({ payoutDelayMs: 60 });
  stripe = sdk(standin);
});
afterAll(() => standin.stop());
beforeEach(() => standin.control.reset());

const balance = async (stripeAccount?: string) =>
  (await stripe.balance.retrieve({}, stripeAccount === undefined ? {} : { stripeAccount })).available[0]
    ?.amount;

async function funded(cents: number): Promise<string> {
  const account = await creatorAccount(standin, stripe);
  await stripe.transfers.create({ amount: cents, currency: "usd", destination: account });
  return account;
}

const payout = (account: string, amount: number) =>
  stripe.payouts.create({ amount, currency: "usd", metadata: { attempt: "1" } }, { stripeAccount: account });

const statusOf = async (account: string, id: string) =>
  (await stripe.payouts.retrieve(id, {}, { stripeAccount: account })).status;

test("an instant payout arrives at once and costs the platform one percent; a bank that takes none, and too much, are refused", async () => {
  const account = await funded(100_000);
  const instant = (amount: number) =>
    stripe.payouts.create({ amount, currency: "usd", method: "instant" }, { stripeAccount: account });
  const before = (await balance()) ?? 0;
  const made = await instant(20_000);
  expect([made.method, made.arrival_date]).toEqual(["instant", made.created]);
  expect(await balance()).toBe(before - 200);
  expect((await failureOf(instant(999_901))).code).toBe("instant_payouts_limit_exceeded");
  await standin.control.changeBank({ id: account, instant: false });
  const { external_accounts } = await stripe.accounts.retrieve(account);
  expect(external_accounts?.data[0]?.available_payout_methods).toEqual(["standard"]);
  expect((await failureOf(instant(20_000))).code).toBe("instant_payouts_unsupported");
});

test("an account is onboarded by opening its link, once", async () => {
  const account = await creatorAccount(standin, stripe, { onboarded: false });
  const blank = await stripe.accounts.retrieve(account);
  expect(blank).toMatchObject({ details_submitted: false, payouts_enabled: false, type: "express" });
  expect(blank.capabilities?.transfers).toBe("inactive");
  const early = await failureOf(
    stripe.transfers.create({ amount: 1, currency: "usd", destination: account }),
  );
  expect(early.code).toBe("insufficient_capabilities_for_transfer");

  const link = await stripe.accountLinks.create({
    account,
    type: "account_onboarding",
    refresh_url: "http://127.0.0.1:1/refresh",
    return_url: "http://127.0.0.1:1/return",
  });
  const opened = await fetch(link.url, { redirect: "manual" });
  expect([opened.status, opened.headers.get("location")]).toEqual([302, "http://127.0.0.1:1/return"]);
  const done = await stripe.accounts.retrieve(account);
  expect(done).toMatchObject({ details_submitted: true, payouts_enabled: true });
  expect(done.capabilities?.transfers).toBe("active");
  expect(done.settings?.payouts?.schedule.interval).toBe("manual");
  expect(done.external_accounts?.data).toHaveLength(1);
  const again = await fetch(link.url, { redirect: "manual" });
  expect(again.headers.get("location")).toBe("http://127.0.0.1:1/refresh");
});

test("a controller-style account can be made and changed", async () => {
  const made = await stripe.accounts.create({
    controller: { stripe_dashboard: { type: "express" }, requirement_collection: "stripe" },
    capabilities: { transfers: { requested: true } },
  });
  expect(made.settings?.payouts?.schedule.interval).toBe("daily");
  const changed = await stripe.accounts.update(made.id, {
    settings: { payouts: { schedule: { interval: "manual" } } },
    metadata: { creator: "c1" },
  });
  expect(changed.settings?.payouts?.schedule.interval).toBe("manual");
  expect(changed.metadata).toEqual({ creator: "c1" });
});

test("a transfer moves money once it can, is found by its group, and can be reversed", async () => {
  const account = await creatorAccount(standin, stripe);
  await standin.control.setPlatformBalance({ amount: 5_000 });
  const make = (amount: number) =>
    stripe.transfers.create({ amount, currency: "usd", destination: account, transfer_group: "wdr_1" });
  const poor = await failureOf(make(5_001));
  expect([poor.type, poor.code, poor.statusCode]).toEqual([
    "StripeInvalidRequestError",
    "balance_insufficient",
    400,
  ]);
  const transfer = await make(5_000);
  expect([await balance(), await balance(account)]).toEqual([0, 5_000]);
  const found = await stripe.transfers.list({ transfer_group: "wdr_1" });
  expect(found.data.map(({ id }) => id)).toEqual([transfer.id]);
  expect((await stripe.transfers.list({ transfer_group: "wdr_2" })).data).toEqual([]);

  const part = await stripe.transfers.createReversal(transfer.id, {
    amount: 2_000,
    metadata: { why: "test" },
  });
  await standin.control.failReversals({ account });
  expect((await failureOf(stripe.transfers.createReversal(transfer.id))).code).toBe("balance_insufficient");
  const rest = await stripe.transfers.createReversal(transfer.id);
  expect([part.amount, rest.amount]).toEqual([2_000, 3_000]);
  expect(await stripe.transfers.retrieve(transfer.id)).toMatchObject({
    reversed: true,
    amount_reversed: 5_000,
  });
  expect((await stripe.transfers.listReversals(transfer.id)).data.map(({ id }) => id)).toEqual([
    rest.id,
    part.id,
  ]);
  expect([await balance(), await balance(account)]).toEqual([5_000, 0]);
});

test("a reversal fails when the connected account has spent the money", async () => {
  const account = await creatorAccount(standin, stripe);
  const transfer = await stripe.transfers.create({ amount: 900, currency: "usd", destination: account });
  await payout(account, 500);
  expect((await failureOf(stripe.transfers.createReversal(transfer.id))).code).toBe("balance_insufficient");
});

test("a payout becomes paid", async () => {
  const account = await funded(7_000);
  const made = await payout(account, 7_000);
  expect(made).toMatchObject({ status: "pending", automatic: false, metadata: { attempt: "1" } });
  expect(made.arrival_date - made.created).toBe(2 * 86_400);
  await expect.poll(() => statusOf(account, made.id)).toBe("paid");
  expect(await balance(account)).toBe(0);
  const listed = await stripe.payouts.list({ status: "paid" }, { stripeAccount: account });
  expect(listed.data.map(({ id }) => id)).toEqual([made.id]);
  expect((await failureOf(stripe.payouts.retrieve(made.id))).statusCode).toBe(404);
  expect((await failureOf(payout(account, 1))).code).toBe("balance_insufficient");
});

test("a payout fails, or is paid and fails later: the money comes back to the connected account", async () => {
  const account = await funded(1_000);
  await standin.control.planPayout({ account, outcome: "fail", failure_code: "no_account" });
  await standin.control.planPayout({ account, outcome: "paid_then_fail", fail_after_ms: 60_000 });
  const first = await payout(account, 600);
  await expect.poll(() => statusOf(account, first.id)).toBe("failed");
  expect(await stripe.payouts.retrieve(first.id, {}, { stripeAccount: account })).toMatchObject({
    failure_code: "no_account",
    failure_balance_transaction: expect.stringMatching(/^txn_/),
  });
  expect(await balance(account)).toBe(1_000);
  const second = await payout(account, 1_000);
  await expect.poll(() => statusOf(account, second.id)).toBe("paid");
  expect(await balance(account)).toBe(0);
  await standin.control.advanceClock({ ms: 60_000 });
  await expect.poll(() => statusOf(account, second.id)).toBe("failed");
  expect(await balance(account)).toBe(1_000);
});

test("a payout can be held in transit and settled by hand, never against its state", async () => {
  const account = await funded(1_000);
  await standin.control.planPayout({ outcome: "hold" });
  const { id } = await payout(account, 1_000);
  await expect.poll(() => statusOf(account, id)).toBe("in_transit");
  expect(await standin.control.settlePayout({ id, status: "paid" })).toEqual({ moved: true });
  expect(await standin.control.settlePayout({ id, status: "failed" })).toEqual({ moved: true });
  expect(await standin.control.settlePayout({ id, status: "paid" })).toEqual({ moved: false });
  expect(await statusOf(account, id)).toBe("failed");
});

test("an account whose schedule is not manual is swept by Stripe itself", async () => {
  const account = await creatorAccount(standin, stripe, { interval: "daily" });
  await stripe.transfers.create({ amount: 800, currency: "usd", destination: account });
  await expect.poll(() => balance(account)).toBe(0);
  const [swept] = (await stripe.payouts.list({}, { stripeAccount: account })).data;
  expect(swept).toMatchObject({ automatic: true, amount: 800 });
});

test("payouts stop when Stripe disables them", async () => {
  const account = await funded(1_000);
  await standin.control.changeAccount({ id: account, payouts_enabled: false, disabled_reason: "listed" });
  expect(await failureOf(payout(account, 1_000))).toMatchObject({
    code: "payouts_not_allowed",
    statusCode: 403,
  });
});

test("lists have pages and ranges, and ids are expanded", async () => {
  const account = await creatorAccount(standin, stripe);
  const ids: string[] = [];
  for (let index = 0; index < 5; index++) {
    ids.unshift((await stripe.transfers.create({ amount: 10, currency: "usd", destination: account })).id);
  }
  const all: string[] = [];
  for await (const transfer of stripe.transfers.list({ limit: 2, destination: account }))
    all.push(transfer.id);
  expect(all).toEqual(ids);
  const back = await stripe.transfers.list({ limit: 2, ending_before: ids[4]! });
  expect(back.data.map(({ id }) => id)).toEqual([ids[2], ids[3]]);
  const late = await stripe.transfers.list({ created: { gt: Math.floor(Date.now() / 1000) + 60 } });
  expect(late.data).toEqual([]);
  const entries = await stripe.balanceTransactions.list({ source: ids[0]!, expand: ["data.source"] });
  expect(entries.data[0]).toMatchObject({
    type: "transfer",
    net: -10,
    source: { id: ids[0], object: "transfer" },
  });
  const incoming = await stripe.balanceTransactions.list({ type: "payment" }, { stripeAccount: account });
  expect(incoming.data).toHaveLength(5);
});

test("wrong keys, accounts, parameters and addresses are refused as Stripe does", async () => {
  const other = sdk({ ...standin, apiKey: "sk_test_other" });
  expect((await failureOf(other.balance.retrieve())).type).toBe("StripeAuthenticationError");
  expect((await failureOf(stripe.balance.retrieve({}, { stripeAccount: "acct_x" }))).code).toBe(
    "account_invalid",
  );
  const nobody = { amount: 5, currency: "usd", destination: "acct_x" };
  expect(await failureOf(stripe.transfers.create(nobody))).toMatchObject({
    code: "resource_missing",
    param: "destination",
  });
  const misspelt = await failureOf(
    stripe.transfers.create({ ...nobody, transfergroup: "x" } as typeof nobody),
  );
  expect(misspelt).toMatchObject({ code: "parameter_unknown", param: "transfergroup" });
  expect((await failureOf(stripe.transfers.create({ ...nobody, amount: 0 }))).param).toBe("amount");
  expect((await failureOf(stripe.transfers.create({ ...nobody, currency: "eur" }))).param).toBe("currency");
  expect((await failureOf(stripe.transfers.retrieve("tr_x"))).statusCode).toBe(404);
  expect((await failureOf(stripe.customers.list())).statusCode).toBe(404);
});
