import { type StripeStandin, startStripe } from "@metercast/local-servers";
import Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { creatorAccount, type Receiver, sdk, startReceiver } from "./testing.ts";
import { signatureHeader } from "./webhooks.ts";

let standin: StripeStandin;
let stripe: Stripe;
let own: Receiver;
let connect: Receiver;

beforeAll(async () => {
  standin = await startStripe({ payoutDelayMs: 40 });
  stripe = sdk(standin);
});
afterAll(() => standin.stop());
beforeEach(async () => {
  await own?.stop();
  await connect?.stop();
  own = await startReceiver("whsec_own");
  connect = await startReceiver("whsec_connect");
  await standin.control.reset();
  await standin.control.setWebhooks({
    endpoints: [
      {
        url: own.url,
        secrets: ["whsec_old", "whsec_own"],
        connect: false,
        types: ["transfer.*", "charge.*"],
      },
      { url: connect.url, secrets: ["whsec_connect"], connect: true },
    ],
  });
});
afterAll(async () => {
  await own.stop();
  await connect.stop();
});

async function paidOut(): Promise<string> {
  const account = await creatorAccount(standin, stripe);
  await stripe.transfers.create({ amount: 500, currency: "usd", destination: account });
  await stripe.payouts.create({ amount: 500, currency: "usd" }, { stripeAccount: account });
  return account;
}
const PAYOUT = ["account.updated", "payout.created", "payout.updated", "payout.paid"];
const quiet = () => expect.poll(async () => (await standin.control.deliveries()).idle).toBe(true);

test("events reach the endpoint that wants them, signed with each of its secrets", async () => {
  const account = await paidOut();
  await expect.poll(connect.types).toEqual(expect.arrayContaining(PAYOUT));
  await expect.poll(own.types).toEqual(["transfer.created"]);
  expect(connect.events.every((event) => event.account === account)).toBe(true);
  const [created] = own.events;
  expect(created?.account).toBeUndefined();
  expect(created?.request?.id).toMatch(/^req_/);
  expect((await stripe.events.retrieve(created?.id ?? "")).type).toBe("transfer.created");
  const listed = await stripe.events.list({ types: ["payout.paid"] }, { stripeAccount: account });
  expect(listed.data.map(({ data }) => (data.object as Stripe.Payout).status)).toEqual(["paid"]);
});

test("what is answered badly is sent again", async () => {
  connect.failNext(2);
  const account = await creatorAccount(standin, stripe);
  await expect.poll(connect.types).toEqual(["account.updated"]);
  const statuses = async () => (await standin.control.deliveries()).tries.map(({ status }) => status);
  await expect.poll(statuses).toEqual([503, 503, 200]);
  expect(connect.events[0]?.account).toBe(account);
});

test("events can be dropped, and delivered later", async () => {
  await standin.control.setWebhookMode({ drop_types: ["payout.*"] });
  await paidOut();
  await expect.poll(async () => (await standin.control.deliveries()).undelivered.length).toBe(3);
  await expect.poll(connect.types).toEqual(["account.updated"]);
  expect(await standin.control.deliver({ types: ["payout.paid"] })).toEqual({ sent: 1 });
  await expect.poll(connect.types).toEqual(["account.updated", "payout.paid"]);
  expect(await standin.control.deliver({})).toEqual({ sent: 2 });
  await expect.poll(() => connect.types().sort()).toEqual(PAYOUT.toSorted());
  const again = { events: [connect.events[0]?.id ?? ""], times: 3 };
  expect(await standin.control.deliver(again)).toEqual({ sent: 1 });
  await expect.poll(() => connect.events.length).toBe(7);
});

test("events can be duplicated and shuffled", async () => {
  const url = own.url;
  await standin.control.setWebhooks({ endpoints: [{ url, secrets: ["whsec_own"], connect: false }] });
  const price_data = { currency: "usd", unit_amount: 500, product_data: { name: "tokens" } };
  for (let index = 0; index < 20; index++)
    await stripe.checkout.sessions.create({
      mode: "payment",
      success_url: "http://127.0.0.1:1/",
      line_items: [{ quantity: 1, price_data }],
    });
  await standin.control.setWebhookMode({ duplicate: 2, shuffle: true, seed: 7 });
  // All of them expire at one moment: so long after one another as their shuffling says, however slow the
  // machine is.
  await standin.control.advanceClock({ ms: 86_400_000 });
  await quiet();
  expect(own.events).toHaveLength(60);
  const arrived = [...new Set(own.events.map(({ id }) => id))];
  const made = (await standin.control.state()).events;
  expect(arrived.toSorted()).toEqual(Object.keys(made).toSorted());
  expect(arrived).not.toEqual(Object.keys(made));
});

test("events can be late", async () => {
  await standin.control.setWebhookMode({ delay_ms: 300 });
  const from = Date.now();
  await creatorAccount(standin, stripe);
  await expect.poll(() => connect.events.length).toBe(1);
  expect(Date.now() - from).toBeGreaterThanOrEqual(300);
});

test("an old signature is refused by the receiver", async () => {
  await standin.control.setWebhookMode({ signed_seconds_ago: 301 });
  await creatorAccount(standin, stripe);
  await expect.poll(async () => (await standin.control.deliveries()).tries.at(-1)?.status).toBe(400);
  expect(connect.events).toEqual([]);
  const header = signatureHeader("{}", ["whsec_x"]);
  expect(() => Stripe.webhooks.constructEvent("{}", header, "whsec_y")).toThrow();
  expect(Stripe.webhooks.constructEvent("{}", header, "whsec_x")).toEqual({});
});
