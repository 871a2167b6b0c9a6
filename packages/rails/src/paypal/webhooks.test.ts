import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { newUuid, publicId } from "@metercast/contracts";
import { type PaypalStandin, startPaypal } from "@metercast/local-servers";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { RailWebhooks } from "../interface.ts";
import { certificateRule } from "./rail.ts";
import { paypalWebhooks } from "./webhooks.ts";

const WEBHOOK_ID = "WH-TEST";
const attemptId = newUuid(Date.now());
const BODY = JSON.stringify({
  id: "WH-1",
  event_type: "PAYMENT.PAYOUTS-ITEM.SUCCEEDED",
  resource: {
    payout_batch_id: "BATCH",
    sender_batch_id: publicId("attempt", attemptId),
    payout_item: { receiver: "creator@example.com" },
  },
});
const YEAR_MS = 365 * 86_400_000;

let standin: PaypalStandin;
let other: PaypalStandin;
let webhooks: RailWebhooks;
let now = 0;

beforeAll(async () => {
  [standin, other] = await Promise.all([startPaypal(), startPaypal()]);
});
afterAll(() => Promise.all([standin.stop(), other.stop()]));
beforeEach(() => {
  now = Date.now();
  webhooks = paypalWebhooks({
    webhookId: WEBHOOK_ID,
    certificates: certificateRule(standin.url, standin.roots),
    clock: { now: () => now },
  });
});

type Wish = Omit<Parameters<PaypalStandin["control"]["sign"]>[0], "body" | "webhookId"> & {
  webhookId?: string;
};
const signed = (wish: Wish = {}, by = standin) =>
  by.control.sign({ body: BODY, webhookId: WEBHOOK_ID, ...wish });
const read = (headers: Record<string, string>, body = BODY) => webhooks.read(Buffer.from(body), headers);
const isRefused = (promise: Promise<unknown>) =>
  expect(promise).rejects.toMatchObject({ code: "invalid_signature" });

it("a genuine webhook names the attempt and the batch, and nothing of the receiver", async () => {
  const event = await read(await signed());
  expect(event).toEqual({
    id: "WH-1",
    type: "PAYMENT.PAYOUTS-ITEM.SUCCEEDED",
    notice: { about: "payout", attemptId, payoutRef: "BATCH" },
  });
});

it("a batch's webhook names the attempt, too, and one about something else needs nothing", async () => {
  const sender_batch_header = { sender_batch_id: publicId("attempt", attemptId) };
  const batch_header = { payout_batch_id: "BATCH", sender_batch_header };
  const about = async (event_type: string) => {
    const body = JSON.stringify({ id: "WH-2", event_type, resource: { batch_header } });
    return read(await standin.control.sign({ body, webhookId: WEBHOOK_ID }), body);
  };
  expect((await about("PAYMENT.PAYOUTSBATCH.SUCCESS")).notice).toMatchObject({ attemptId });
  expect((await about("PAYMENT.SALE.COMPLETED")).notice).toBeUndefined();
});

it.each<[string, () => Promise<unknown>]>([
  ["a certificate of another server", async () => read(await signed({}, other))],
  [
    "another server's certificate behind our address's name",
    async () =>
      read(
        await signed({
          certUrl: `${standin.url.replace("127.0.0.1", "localhost")}/v1/notifications/certs/x`,
        }),
      ),
  ],
  [
    "an address outside the certificates",
    async () => read(await signed({ certUrl: `${standin.url}/v1/payments/payouts` })),
  ],
  [
    "a certificate that does not exist",
    async () => read(await signed({ certUrl: `${standin.url}/v1/notifications/certs/x` })),
  ],
  ["an expired certificate", async () => read(await signed({ certificate: "CERT-expired" }))],
  ["a certificate that is not valid yet", async () => read(await signed({ certificate: "CERT-future" }))],
  ["a certificate of another root", async () => read(await signed({ certificate: "CERT-other-root" }))],
  ["a certificate for another name", async () => read(await signed({ certificate: "CERT-other-name" }))],
  ["another endpoint's webhook id", async () => read(await signed({ webhookId: "WH-OTHER" }))],
  ["an altered body", async () => read(await signed(), BODY.replace("SUCCEEDED", "RETURNED"))],
  ["a body of the same meaning and other bytes", async () => read(await signed(), `${BODY} `)],
  [
    "an altered time",
    async () => read({ ...(await signed()), "paypal-transmission-time": "2026-01-01T00:00:00Z" }),
  ],
  ["an altered id", async () => read({ ...(await signed()), "paypal-transmission-id": "x" })],
  ["another algorithm", async () => read({ ...(await signed()), "paypal-auth-algo": "SHA1withRSA" })],
  ["no signature", async () => read({ ...(await signed()), "paypal-transmission-sig": "" })],
  ["no header at all", () => read({})],
])("%s is refused", async (_, forged) => {
  await isRefused(forged());
});

it("another server is never asked, even one that has the good certificate", async () => {
  let asked = 0;
  const headers = await signed();
  const chain = await (await fetch(headers["paypal-cert-url"] ?? "")).text();
  const server = createServer((_, response) => {
    asked++;
    response.end(chain);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/notifications/certs/x`;
  await isRefused(read({ ...headers, "paypal-cert-url": url }));
  expect(asked).toBe(0);
  server.close();
});

it("a certificate that was good is refused once it has expired, although it is kept", async () => {
  const headers = await signed();
  await read(headers);
  now += 11 * YEAR_MS;
  await isRefused(read(headers));
});

it("a server that can't be reached is no forgery: PayPal sends the webhook again", async () => {
  const headers = await signed({}, standin);
  const url = `http://127.0.0.1:1/v1/notifications/certs/x`;
  webhooks = paypalWebhooks({
    webhookId: WEBHOOK_ID,
    certificates: certificateRule("http://127.0.0.1:1", standin.roots),
    clock: { now: () => now },
  });
  await expect(read({ ...headers, "paypal-cert-url": url })).rejects.toMatchObject({ code: "unavailable" });
});

it.each([
  ["https://api.paypal.com/v1/notifications/certs/CERT-1", true],
  ["https://api.sandbox.paypal.com/v1/notifications/certs/CERT-1", false],
  ["https://api-m.paypal.com/v1/notifications/certs/CERT-1", false],
  ["https://www.paypal.com/v1/notifications/certs/CERT-1", false],
  ["http://api.paypal.com/v1/notifications/certs/CERT-1", false],
  ["https://api.paypal.com:8443/v1/notifications/certs/CERT-1", false],
  ["https://paypal.com.example.net/v1/notifications/certs/CERT-1", false],
  ["https://evilpaypal.com/v1/notifications/certs/CERT-1", false],
  ["https://api.paypal.com/redirect?to=x", false],
  ["https://127.0.0.1/v1/notifications/certs/CERT-1", false],
])("with PayPal itself, a certificate at %s may be fetched: %s", (url, mayFetch) => {
  expect(certificateRule("https://api-m.paypal.com", undefined).mayFetch(new URL(url))).toBe(mayFetch);
});

it("with PayPal's sandbox, certificates come from the sandbox only", () => {
  const { mayFetch } = certificateRule("https://api-m.sandbox.paypal.com", undefined);
  expect(mayFetch(new URL("https://api.sandbox.paypal.com/v1/notifications/certs/CERT-1"))).toBe(true);
  expect(mayFetch(new URL("https://api.paypal.com/v1/notifications/certs/CERT-1"))).toBe(false);
});

it("an address that never gave a certificate is a forger's, once PayPal's certificate is known", async () => {
  const stopped = await startPaypal();
  const genuine = await stopped.control.sign({ body: BODY, webhookId: WEBHOOK_ID });
  webhooks = paypalWebhooks({
    webhookId: WEBHOOK_ID,
    certificates: certificateRule(stopped.url, stopped.roots),
    clock: { now: () => now },
  });
  await read(genuine);
  await stopped.stop();
  await isRefused(read({ ...genuine, "paypal-cert-url": `${stopped.url}/v1/notifications/certs/x` }));
  expect(await read(genuine)).toMatchObject({ id: "WH-1" });
});

it("roots of a stand-in beside PayPal itself are refused", () => {
  expect(() => certificateRule("https://api-m.paypal.com", standin.roots)).toThrow("for a stand-in");
  expect(() => certificateRule("https://api-m.sandbox.paypal.com", standin.roots)).toThrow("for a stand-in");
});
