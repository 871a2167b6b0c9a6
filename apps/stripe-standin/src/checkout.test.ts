import { type StripeStandin, startStripe } from "@metercast/local-servers";
import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ChargeObject, CheckoutSessionObject, DisputeObject, RefundObject } from "./objects.ts";
import { failureOf, sdk } from "./testing.ts";

({}) as CheckoutSessionObject satisfies Partial<Stripe.Checkout.Session>;
({}) as ChargeObject satisfies Partial<Stripe.Charge>;
({}) as RefundObject satisfies Partial<Stripe.Refund>;
({}) as DisputeObject satisfies Partial<Stripe.Dispute>;

let standin: StripeStandin;
let stripe: Stripe;

beforeAll(async () => {
  standin = await startStripe({ platformBalance: 0 });
  stripe = sdk(standin);
});
afterAll(() => standin.stop());
beforeEach(() => standin.control.reset());

const newSession = () =>
  stripe.checkout.sessions.create({
    mode: "payment",
    client_reference_id: "top_1",
    metadata: { package: "p1" },
    success_url: "http://127.0.0.1:1/ok?session={CHECKOUT_SESSION_ID}",
    cancel_url: "http://127.0.0.1:1/back",
    line_items: [
      {
        quantity: 2,
        price_data: { currency: "usd", unit_amount: 500, product_data: { name: "<b>100 tokens</b>" } },
      },
    ],
    payment_intent_data: { metadata: { top_up: "top_1" } },
  });
const types = async () => (await stripe.events.list({ limit: 100 })).data.map(({ type }) => type).reverse();
const platform = async () => (await stripe.balance.retrieve()).available[0]?.amount;
const press = (url: string, outcome = "paid") =>
  fetch(url, { method: "POST", body: new URLSearchParams({ outcome }), redirect: "manual" });

async function paidCharge(): Promise<string> {
  const { id } = await newSession();
  await standin.control.paySession({ id });
  const session = await stripe.checkout.sessions.retrieve(id, { expand: ["payment_intent"] });
  return (session.payment_intent as Stripe.PaymentIntent).latest_charge as string;
}

test("the page shows what is paid, and Pay pays once", async () => {
  const session = await newSession();
  expect(session).toMatchObject({
    status: "open",
    payment_status: "unpaid",
    amount_total: 1_000,
    payment_intent: null,
  });
  const page = await fetch(session.url ?? "");
  const html = await page.text();
  expect(html).toContain("Pay $10.00");
  expect(html).toContain("&lt;b&gt;100 tokens");
  expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  const paid = await press(session.url ?? "");
  expect([paid.status, paid.headers.get("location")]).toEqual([
    303,
    `http://127.0.0.1:1/ok?session=${session.id}`,
  ]);
  expect((await press(session.url ?? "")).status).toBe(410);

  const after = await stripe.checkout.sessions.retrieve(session.id, { expand: ["line_items"] });
  expect(after).toMatchObject({
    status: "complete",
    payment_status: "paid",
    client_reference_id: "top_1",
    url: null,
  });
  expect(after.line_items?.data[0]?.quantity).toBe(2);
  const intent = await stripe.paymentIntents.retrieve(after.payment_intent as string, {
    expand: ["latest_charge.balance_transaction"],
  });
  expect(intent).toMatchObject({
    status: "succeeded",
    metadata: { top_up: "top_1" },
    latest_charge: {
      metadata: { top_up: "top_1" },
      balance_transaction: { amount: 1_000, fee: 59, net: 941 },
    },
  });
  expect(await platform()).toBe(941);
  const events = ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"];
  expect(await types()).toEqual([...events, "checkout.session.completed"]);
  const found = await stripe.checkout.sessions.list({ payment_intent: intent.id });
  expect(found.data.map(({ id }) => id)).toEqual([session.id]);
});

test("a declined card leaves the session open", async () => {
  const session = await newSession();
  expect((await press(session.url ?? "", "declined")).status).toBe(402);
  expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe("open");
  expect(await types()).toContain("payment_intent.payment_failed");
  expect((await press(session.url ?? "")).status).toBe(303);
  expect(await platform()).toBe(941);
});

test("an async payment is complete and unpaid until it is known", async () => {
  for (const succeeded of [true, false]) {
    const { id } = await newSession();
    await standin.control.paySession({ id, outcome: "async" });
    const waiting = await stripe.checkout.sessions.retrieve(id);
    expect(waiting).toMatchObject({ status: "complete", payment_status: "unpaid" });
    await standin.control.settleSession({ id, succeeded });
    expect((await stripe.checkout.sessions.retrieve(id)).payment_status).toBe(succeeded ? "paid" : "unpaid");
    expect((await types()).at(-1)).toBe(
      `checkout.session.async_payment_${succeeded ? "succeeded" : "failed"}`,
    );
    await expect(standin.control.settleSession({ id, succeeded })).rejects.toThrow("waits for no payment");
  }
  expect(await platform()).toBe(941);
});

test("sessions expire by call and by the clock", async () => {
  const first = await newSession();
  const second = await newSession();
  expect((await stripe.checkout.sessions.expire(first.id)).status).toBe("expired");
  expect((await failureOf(stripe.checkout.sessions.expire(first.id))).statusCode).toBe(400);
  await standin.control.advanceClock({ ms: 86_400_000 });
  expect((await stripe.checkout.sessions.retrieve(second.id)).status).toBe("expired");
  expect(await types()).toEqual(["checkout.session.expired", "checkout.session.expired"]);
  expect((await press(`${standin.url}/c/pay/${second.id}`)).status).toBe(410);
});

test("refunds by call and by hand, never more than was paid", async () => {
  const charge = await paidCharge();
  await stripe.refunds.create({ charge, amount: 400, metadata: { why: "test" } });
  expect((await failureOf(stripe.refunds.create({ charge, amount: 601 }))).param).toBe("amount");
  await standin.control.refundCharge({ id: charge });
  expect((await failureOf(stripe.refunds.create({ charge }))).code).toBe("charge_already_refunded");
  expect(await stripe.charges.retrieve(charge)).toMatchObject({ refunded: true, amount_refunded: 1_000 });
  expect((await stripe.refunds.list({ charge })).data.map(({ amount }) => amount)).toEqual([600, 400]);
  expect((await types()).filter((type) => type === "charge.refunded")).toHaveLength(2);
  expect(await platform()).toBe(-59);
});

test("a dispute takes the money and its fee; only a won one gives them back", async () => {
  for (const won of [true, false]) {
    const before = (await platform()) ?? 0;
    const dispute = await standin.control.disputeCharge({ id: await paidCharge() });
    expect(await platform()).toBe(before + 941 - 1_000 - 1_500);
    expect((await types()).slice(-2)).toEqual(["charge.dispute.created", "charge.dispute.funds_withdrawn"]);
    await standin.control.closeDispute({ id: dispute.id, won });
    expect((await stripe.disputes.retrieve(dispute.id)).status).toBe(won ? "won" : "lost");
    expect((await types()).at(-1)).toBe("charge.dispute.closed");
    expect(await platform()).toBe(before + 941 - (won ? 0 : 2_500));
  }
});
