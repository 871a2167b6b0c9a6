import { poll } from "@metercast/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  approved,
  back,
  itemAs,
  itemsOf,
  MARK,
  type PaypalStage,
  paypalBooksAgree,
  paypalCreator,
  startPaypalStage,
  WEBHOOK_ID,
} from "./paypal-stage.ts";
import { balance, reaches, statusOf } from "./stage.ts";

/** Nothing is swept within a test: what becomes known comes by a webhook. */
const NO_SWEEP = { STRIPE_SWEEP_SECONDS: "3600" };

let stage: PaypalStage;
beforeAll(async () => {
  stage = await startPaypalStage(NO_SWEEP);
  await stage.openWebhooks();
});
afterAll(() => stage?.stop());
afterEach(() => stage.paypal.control.clearOrders());

const quiet = () => poll(async () => (await stage.paypal.control.deliveries()).idle);
const stored = () =>
  stage.query<{ id: string }>("SELECT id FROM withdrawals.rail_event WHERE rail = 'paypal'");

describe("webhooks", () => {
  it("show that a payout was paid", async () => {
    await paypalCreator(stage, "told");
    const id = await approved(stage, "told");
    await reaches(stage, id, "COMPLETED");
    expect(await balance(stage, "told")).toEqual([90_000n, 0n]);
  });

  it("each four times: stored once, booked once", async () => {
    await quiet();
    const before = (await stored()).length;
    await stage.paypal.control.setWebhookMode({ duplicate: 3 });
    await paypalCreator(stage, "four-times");
    const id = await approved(stage, "four-times");
    await reaches(stage, id, "COMPLETED");
    await quiet();
    // The batch is processing, the item succeeded, the batch succeeded.
    expect((await stored()).length - before).toBe(3);
    expect(await balance(stage, "four-times")).toEqual([90_000n, 0n]);
    expect(await itemsOf(stage, id)).toHaveLength(1);
  });

  it("newest first: the present state counts, not the order in which it is reported", async () => {
    await stage.paypal.control.setWebhookMode({ drop: true });
    await paypalCreator(stage, "backwards");
    const id = await approved(stage, "backwards");
    const item = await itemAs(stage, id, "SUCCESS");
    await stage.paypal.control.moveItem({ id: item, status: "REFUNDED" });
    await stage.paypal.control.setWebhookMode({});
    await stage.paypal.control.deliver({ newestFirst: true });
    await reaches(stage, id, "FAILED");
    await back(stage, "backwards");
  });

  it("that report a refund after SUCCESS give the creator the money again", async () => {
    await paypalCreator(stage, "refunded");
    const id = await approved(stage, "refunded");
    await reaches(stage, id, "COMPLETED");
    const item = await itemAs(stage, id, "SUCCESS");
    await stage.paypal.control.moveItem({ id: item, status: "REFUNDED" });
    await reaches(stage, id, "FAILED");
    await back(stage, "refunded");
  });

  it("that come while the service is down come again", async () => {
    await paypalCreator(stage, "down");
    await stage.paypal.control.planItem({ outcome: "PENDING" });
    const id = await approved(stage, "down");
    const item = await itemAs(stage, id, "PENDING");
    await stage.world.service("withdrawals").kill();
    await stage.paypal.control.moveItem({ id: item, status: "SUCCESS" });
    const refused = async () => (await stage.paypal.control.deliveries()).tries.at(-1)?.status !== 200;
    await poll(refused);
    await stage.world.restart("withdrawals");
    await reaches(stage, id, "COMPLETED");
  });
});

describe("a forged webhook is refused, and nothing of it is kept", () => {
  const body = JSON.stringify({
    id: "WH-FORGED",
    event_type: "PAYMENT.PAYOUTS-ITEM.SUCCEEDED",
    resource: { sender_batch_id: "att_1", payout_batch_id: "B" },
  });
  const sign = (wish: Partial<Parameters<PaypalStage["paypal"]["control"]["sign"]>[0]> = {}) =>
    stage.paypal.control.sign({ body, webhookId: WEBHOOK_ID, ...wish });
  const send = (headers: Record<string, string>, payload = body) =>
    stage.api.receiveRailWebhook({ rail: "paypal", payload: Buffer.from(payload), headers });

  it.each<[string, () => Promise<unknown>]>([
    [
      "a certificate of its own address",
      async () => send(await sign({ certUrl: "http://127.0.0.1:1/v1/notifications/certs/x" })),
    ],
    [
      "a certificate of another host",
      async () =>
        send(await sign({ certUrl: "https://api.paypal.com.example.net/v1/notifications/certs/x" })),
    ],
    ["an expired certificate", async () => send(await sign({ certificate: "CERT-expired" }))],
    ["a certificate of another root", async () => send(await sign({ certificate: "CERT-other-root" }))],
    ["another webhook id", async () => send(await sign({ webhookId: "WH-OTHER" }))],
    ["an altered body", async () => send(await sign(), body.replace("SUCCEEDED", "RETURNED"))],
    ["a body with another checksum", async () => send(await sign(), `${body}\n`)],
    ["no signature", async () => send({})],
  ])("%s", async (_, forged) => {
    await expect(forged()).rejects.toMatchObject({ code: "invalid_signature" });
    expect((await stored()).map(({ id }) => id)).not.toContain("WH-FORGED");
  });

  it("to a rail that has none here, or that is none, answers not_found", async () => {
    for (const rail of ["manual", "nothing"]) {
      const sent = stage.api.receiveRailWebhook({ rail, payload: Buffer.from(body), headers: await sign() });
      await expect(sent).rejects.toMatchObject({ code: "not_found" });
    }
  });
});

describe("an unclaimed payout", () => {
  it("is canceled by its creator: PayPal returns it, and the money is back once", async () => {
    await paypalCreator(stage, "changes-mind");
    await stage.paypal.control.planItem({ outcome: "UNCLAIMED" });
    const id = await approved(stage, "changes-mind");
    await itemAs(stage, id, "UNCLAIMED");
    const cancel = (creatorId = "changes-mind") =>
      stage.api.cancelPayout({ withdrawalId: id, creatorId, actorId: creatorId });
    await expect(cancel("somebody-else")).rejects.toMatchObject({ code: "withdrawal_not_found" });
    await poll(async () => {
      await cancel().catch((error) => {
        if (error.code !== "not_cancelable") throw error;
      });
      expect((await itemsOf(stage, id))[0]?.status).toBe("RETURNED");
    });
    await reaches(stage, id, "FAILED");
    await back(stage, "changes-mind");
    await expect(cancel()).rejects.toMatchObject({ code: "not_cancelable" });
  });

  it("that was paid can't be canceled", async () => {
    await paypalCreator(stage, "too-late");
    const id = await approved(stage, "too-late");
    await reaches(stage, id, "COMPLETED");
    await expect(
      stage.api.cancelPayout({ withdrawalId: id, creatorId: "too-late", actorId: "too-late" }),
    ).rejects.toMatchObject({
      code: "not_cancelable",
    });
    expect(await statusOf(stage, id)).toBe("COMPLETED");
  });
});

it("after all of it the books agree with PayPal's, and no stored event names a receiver", async () => {
  await quiet();
  await paypalBooksAgree(stage);
  const [row] = await stage.query<{ there: boolean }>(
    `SELECT EXISTS (SELECT FROM withdrawals.rail_event e WHERE e::text LIKE '%${MARK}%') AS there`,
  );
  expect(row?.there).toBe(false);
});
