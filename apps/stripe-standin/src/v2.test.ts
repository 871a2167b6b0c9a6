import { type StripeStandin, startStripe } from "@metercast/local-servers";
import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { FINANCIAL_ACCOUNT } from "./outbound-payments.ts";
import { failureOf, sdk } from "./testing.ts";

const PREVIEW = { apiVersion: "2026-10-28.preview" };
const PAYMENTS = "/v2/money_management/outbound_payments";
let standin: StripeStandin;
let stripe: Stripe;

beforeAll(async () => {
  standin = await startStripe({ payoutDelayMs: 40 });
  stripe = sdk(standin);
});
afterAll(() => standin.stop());
beforeEach(() => standin.control.reset());

const post = (path: string, body: object, idempotencyKey?: string) =>
  stripe.rawRequest("POST", path, body as never, { ...PREVIEW, ...(idempotencyKey && { idempotencyKey }) });

async function recipient(): Promise<string> {
  const capabilities = { crypto_wallets: { requested: true } };
  const { id } = await post("/v2/core/accounts", { configuration: { recipient: { capabilities } } });
  await standin.control.setWallet({ id, address: "0x1" });
  return id;
}
const payment = (to: string, change: object = {}) => ({
  from: { financial_account: FINANCIAL_ACCOUNT, currency: "usd" },
  to: { recipient: to, currency: "usdc" },
  amount: { value: 500, currency: "usd" },
  ...change,
});

test("only preview versions know the endpoints, and only documented parameters are taken", async () => {
  const to = await recipient();
  const general = stripe.rawRequest("POST", PAYMENTS, payment(to) as never);
  expect((await failureOf(general)).code).toBe("unsupported_api_version");
  expect((await failureOf(post(PAYMENTS, payment(to, { memo: "x" })))).code).toBe("parameter_unknown");
  const euros = payment(to, { amount: { value: 500, currency: "eur" } });
  expect((await failureOf(post(PAYMENTS, euros))).code).toBe("invalid_currency");
});

test("a key has one effect, and a payment takes its amount once", async () => {
  const to = await recipient();
  const [first, again] = [await post(PAYMENTS, payment(to), "k"), await post(PAYMENTS, payment(to), "k")];
  expect(again.id).toBe(first.id);
  expect((await standin.control.state()).financialCents).toBe(1_000_000 - 500);
});

test("thin events go to endpoints that name v2 types, and to no other", async () => {
  const everything = { url: "http://127.0.0.1:1/all", secrets: ["whsec_a"], connect: false };
  const thin = { url: "http://127.0.0.1:1/thin", secrets: ["whsec_b"], connect: false, types: ["v2.*"] };
  await standin.control.setWebhooks({ endpoints: [everything, thin] });
  await standin.control.setWebhookMode({ drop: true });
  await post(PAYMENTS, payment(await recipient()));
  const urls = (await standin.control.deliveries()).undelivered.map(({ url }) => url);
  expect(new Set(urls)).toEqual(new Set([thin.url]));
});

test("a payment moves on as Stripe's do, and gives its money back once", async () => {
  await standin.control.holdOutbound({ times: 1 });
  const { id } = await post(PAYMENTS, payment(await recipient()));
  const settle = (status: "posted" | "failed" | "returned") => standin.control.settleOutbound({ id, status });
  expect(await settle("returned")).toEqual({ moved: false });
  expect(await settle("posted")).toEqual({ moved: true });
  expect(await settle("failed")).toEqual({ moved: false });
  expect(await settle("returned")).toEqual({ moved: true });
  expect(await settle("returned")).toEqual({ moved: false });
  expect((await standin.control.state()).financialCents).toBe(1_000_000);
});
