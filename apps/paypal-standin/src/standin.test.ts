import { createPublicKey, verify, X509Certificate } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { type PaypalStandin, startPaypal } from "@metercast/local-servers";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { batchOf, call, raw, tokenOf } from "./testing.ts";

/** Longer than any test: time moves by `advanceClock` alone. */
const DELAY_MS = 600_000;
const DAY_MS = 86_400_000;
const PAYOUTS = "/v1/payments/payouts";
let standin: PaypalStandin;

beforeAll(async () => {
  standin = await startPaypal({ delayMs: DELAY_MS, balance: 0 });
});
afterAll(() => standin.stop());
beforeEach(async () => {
  await standin.control.reset();
  await standin.control.addMoney({ amount: 100_000 });
});

type Body = { items: Record<string, unknown>[] };
const first = ({ items: [item] }: Body) => item ?? {};
const balance = async () => (await standin.control.money()).balance;

/** A batch that was processed; answers its id and its item's id. */
async function processed(
  id: string,
  outcome: "SUCCESS" | "UNCLAIMED" | "FAILED" | "ONHOLD" | "BLOCKED" | "DENIED" | "PENDING",
) {
  await standin.control.planItem({ outcome });
  const created = await call(standin, "POST", PAYOUTS, batchOf(id));
  expect(created.status).toBe(201);
  await standin.control.advanceClock({ ms: DELAY_MS });
  await standin.control.advanceClock({ ms: DELAY_MS });
  const batch = created.body.batch_header.payout_batch_id as string;
  const { body } = await call(standin, "GET", `${PAYOUTS}/${batch}`);
  return { batch, item: body.items[0].payout_item_id as string, body };
}
const item = async (id: string) => (await call(standin, "GET", `/v1/payments/payouts-item/${id}`)).body;

test("a token needs the right secret and grant, and expires", async () => {
  expect((await tokenOf(standin, "wrong")).status).toBe(401);
  expect((await tokenOf(standin, standin.clientSecret, "grant_type=password")).status).toBe(400);
  const { body } = await tokenOf(standin);
  expect(body).toMatchObject({ token_type: "Bearer", expires_in: 32_400 });
  const ask = () => raw(standin, "GET", `${PAYOUTS}/none`, { authorization: `Bearer ${body.access_token}` });
  expect((await ask()).status).toBe(404);
  await standin.control.advanceClock({ ms: 32_400_000 });
  expect(await ask()).toMatchObject({ status: 401, body: { name: "AUTHENTICATION_FAILURE" } });
});

test("a batch id that was used within 30 days is refused with a link to its batch", async () => {
  const first = await call(standin, "POST", PAYOUTS, batchOf("a"));
  const again = await call(standin, "POST", PAYOUTS, batchOf("a"));
  expect(again).toMatchObject({ status: 400, body: { name: "USER_BUSINESS_ERROR" } });
  const { href } = again.body.details[0].link[0];
  expect(href).toBe(`${standin.url}${PAYOUTS}/${first.body.batch_header.payout_batch_id}`);
  await standin.control.advanceClock({ ms: 30 * DAY_MS });
  expect((await call(standin, "POST", PAYOUTS, batchOf("a"))).status).toBe(201);
});

test.each([
  ["an unknown property", (body: Body) => Object.assign(first(body), { card: "x" }), "items[0].card"],
  ["no receiver", (body: Body) => delete first(body).receiver, "items[0].receiver"],
  ["no items", (body: Body) => Object.assign(body, { items: [] }), "items"],
  [
    "an amount with three decimals",
    (body: Body) => Object.assign(first(body).amount as object, { value: "1.234" }),
    "items[0].amount.value",
  ],
  [
    "an amount above the limit",
    (body: Body) => Object.assign(first(body).amount as object, { value: "20000.01" }),
    "items[0].amount.value",
  ],
  [
    "a receiver of another type",
    (body: Body) => Object.assign(first(body), { recipient_type: "PHONE" }),
    "items[0].receiver",
  ],
  [
    "a purpose that does not exist",
    (body: Body) => Object.assign(first(body), { purpose: "FUN" }),
    "items[0].purpose",
  ],
])("%s is refused and keeps the batch id free", async (_, spoil, field) => {
  const body = batchOf("b");
  spoil(body);
  const refused = await call(standin, "POST", PAYOUTS, body);
  expect(refused).toMatchObject({ status: 400, body: { name: "VALIDATION_ERROR" } });
  expect(refused.body.details.map((detail: { field: string }) => detail.field)).toContain(field);
  expect((await call(standin, "POST", PAYOUTS, batchOf("b"))).status).toBe(201);
});

test("another currency, and an amount above the balance with its fee, are refused", async () => {
  const euros = batchOf("c");
  (euros.items[0] as { amount: { currency: string } }).amount.currency = "EUR";
  expect((await call(standin, "POST", PAYOUTS, euros)).body.name).toBe("NON_HOLDING_CURRENCY");
  const all = await call(standin, "POST", PAYOUTS, batchOf("d", "1000.00"));
  expect(all).toMatchObject({ status: 422, body: { name: "INSUFFICIENT_FUNDS" } });
  await standin.control.addMoney({ amount: 2_000 });
  expect((await call(standin, "POST", PAYOUTS, batchOf("d", "1000.00"))).status).toBe(201);
  const more = await call(standin, "POST", PAYOUTS, batchOf("e", "1.00"));
  expect(more.body.name).toBe("INSUFFICIENT_FUNDS");
});

test("a batch goes from PENDING over PROCESSING to SUCCESS and takes amount and fee", async () => {
  const created = await call(standin, "POST", PAYOUTS, batchOf("f"));
  expect(created.body.batch_header.batch_status).toBe("PENDING");
  const { body, item: id } = await processed("g", "SUCCESS");
  expect(body.batch_header).toMatchObject({ batch_status: "SUCCESS", fees: { value: "0.20" } });
  expect(await item(id)).toMatchObject({
    transaction_status: "SUCCESS",
    payout_item_fee: { currency: "USD", value: "0.20" },
    sender_batch_id: "g",
    payout_item: { sender_item_id: "item-g" },
  });
  expect(await balance()).toBe(100_000 - 2 * 1_020);
});

test("without money at its processing a batch is denied, and its item failed without a cost", async () => {
  await standin.control.changeSettings({ insufficient: "deny" });
  const created = await call(standin, "POST", PAYOUTS, batchOf("h", "1000.00"));
  await standin.control.advanceClock({ ms: DELAY_MS });
  const path = `${PAYOUTS}/${created.body.batch_header.payout_batch_id}?total_required=true`;
  const { body } = await call(standin, "GET", path);
  expect(body).toMatchObject({ total_items: 1, batch_header: { batch_status: "DENIED" } });
  expect(body.items[0]).toMatchObject({
    transaction_status: "FAILED",
    errors: { name: "INSUFFICIENT_FUNDS" },
  });
  expect(await balance()).toBe(100_000);
});

test("unclaimed money returns after 30 days with its fee, or earlier by a cancel, once", async () => {
  const waiting = await processed("i", "UNCLAIMED");
  expect(await item(waiting.item)).toMatchObject({ transaction_status: "UNCLAIMED" });
  expect(await balance()).toBe(100_000 - 1_020);
  await standin.control.advanceClock({ ms: 30 * DAY_MS });
  expect((await item(waiting.item)).transaction_status).toBe("RETURNED");
  expect(await balance()).toBe(100_000);
  const canceled = await processed("j", "UNCLAIMED");
  const cancel = () => call(standin, "POST", `/v1/payments/payouts-item/${canceled.item}/cancel`, {});
  expect(await cancel()).toMatchObject({ status: 200, body: { transaction_status: "RETURNED" } });
  expect(await cancel()).toMatchObject({ status: 400, body: { name: "ITEM_ALREADY_CANCELLED" } });
  expect(await balance()).toBe(100_000);
});

test("only what is unclaimed can be canceled, and only once its batch is complete", async () => {
  const paid = await processed("k", "SUCCESS");
  const cancel = (id: string) => call(standin, "POST", `/v1/payments/payouts-item/${id}/cancel`, {});
  expect((await cancel(paid.item)).body.name).toBe("ITEM_INCORRECT_STATUS");
  await call(standin, "POST", PAYOUTS, batchOf("l"));
  const { items } = await standin.control.state();
  const young = Object.values(items).find(({ request }) => request.sender_item_id === "item-l");
  expect((await cancel(young?.id ?? "")).body.name).toBe("BATCH_NOT_COMPLETED");
});

test.each([
  ["FAILED", 0],
  ["BLOCKED", 0],
  ["ONHOLD", 1_020],
  ["PENDING", 1_020],
] as const)("an item that is %s costs %i cents", async (outcome, cost) => {
  const { item: id } = await processed(`m-${outcome}`, outcome);
  expect((await item(id)).transaction_status).toBe(outcome);
  expect(await balance()).toBe(100_000 - cost);
});

test.each(["REFUNDED", "REVERSED"] as const)(
  "after SUCCESS, %s gives the amount back and keeps the fee",
  async (status) => {
    const { item: id } = await processed(`n-${status}`, "SUCCESS");
    expect(await standin.control.moveItem({ id, status: "FAILED" })).toEqual({ moved: false });
    expect(await standin.control.moveItem({ id, status })).toEqual({ moved: true });
    expect(await standin.control.moveItem({ id, status })).toEqual({ moved: false });
    expect(await balance()).toBe(100_000 - 20);
  },
);

test("a fault loses the answer or the call; the batch id finds what happened", async () => {
  for (const effect of ["reset_before", "500_before", "503_before", "403_before"] as const) {
    await standin.control.addFault({ method: "POST", path: PAYOUTS, effect });
    const outcome = await call(standin, "POST", PAYOUTS, batchOf("o")).catch(() => ({ status: 0 }));
    expect(outcome.status, effect).not.toBe(201);
  }
  for (const [index, effect] of (["reset_after", "500_after"] as const).entries()) {
    await standin.control.addFault({ method: "POST", path: PAYOUTS, effect });
    await call(standin, "POST", PAYOUTS, batchOf(`p${index}`)).catch(() => undefined);
    expect((await call(standin, "POST", PAYOUTS, batchOf(`p${index}`))).body.name).toBe(
      "USER_BUSINESS_ERROR",
    );
  }
  const { batches } = await standin.control.state();
  expect(Object.values(batches).map(({ header }) => header.sender_batch_id)).toEqual(["p0", "p1"]);
});

test("a webhook is signed over id, time, webhook id and CRC32 by a certificate of the chain", async () => {
  const received: { headers: IncomingHttpHeaders; body: Buffer }[] = [];
  let failures = 1;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (failures-- > 0) {
        response.writeHead(503).end();
        return;
      }
      received.push({ headers: request.headers, body: Buffer.concat(chunks) });
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  await standin.control.setWebhooks({ endpoints: [{ url, webhookId: "WH-1" }] });
  await standin.control.setWebhookMode({ dropTypes: ["PAYMENT.PAYOUTSBATCH.*"] });
  const { item: id } = await processed("q", "SUCCESS");
  await standin.control.moveItem({ id, status: "REVERSED" });
  await expect.poll(async () => (await standin.control.deliveries()).idle).toBe(true);
  expect((await standin.control.deliveries()).tries.map(({ status }) => status)).toEqual([503, 200]);
  expect((await standin.control.deliveries()).undelivered).toHaveLength(2);
  const [one] = received;
  if (one === undefined) throw new Error("no webhook came");
  expect(JSON.parse(one.body.toString())).toMatchObject({
    event_type: "PAYMENT.PAYOUTS-ITEM.SUCCEEDED",
    resource: { payout_item_id: id, sender_batch_id: "q" },
  });
  const header = (name: string) => String(one.headers[`paypal-${name}`]);
  const pem = await (await fetch(header("cert-url"))).text();
  const [leaf, intermediate] = pem
    .split(/(?<=-----END CERTIFICATE-----\n)/)
    .map((text) => new X509Certificate(text));
  const root = new X509Certificate(standin.roots);
  if (leaf === undefined || intermediate === undefined) throw new Error("no chain came");
  expect(leaf.checkIssued(intermediate) && leaf.verify(intermediate.publicKey)).toBe(true);
  expect(intermediate.checkIssued(root) && intermediate.verify(root.publicKey)).toBe(true);
  const text = `${header("transmission-id")}|${header("transmission-time")}|WH-1|${crc32(one.body)}`;
  const signature = Buffer.from(header("transmission-sig"), "base64");
  expect(verify("sha256", Buffer.from(text), createPublicKey(pem), signature)).toBe(true);
  await new Promise((resolve) => server.close(resolve));
});

test("what was accepted is still there after SIGKILL, and so are its certificates", async () => {
  const stateFile = join(tmpdir(), `metercast-paypal-${process.pid}.json`);
  const first = await startPaypal({ stateFile, delayMs: 60_000 });
  await call(first, "POST", PAYOUTS, batchOf("r"));
  await first.kill();
  const second = await startPaypal({ stateFile, port: first.port });
  expect(second.roots).toBe(first.roots);
  expect((await call(second, "POST", PAYOUTS, batchOf("r"))).body.name).toBe("USER_BUSINESS_ERROR");
  await second.stop();
});
