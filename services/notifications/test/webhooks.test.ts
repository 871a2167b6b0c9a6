import { type EventMessage, uuidOf } from "@metercast/contracts";
import { poll } from "@metercast/testkit";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  attempted,
  deliveryOf,
  endpointAt,
  hasEd25519Signature,
  makeDue,
  type Received,
  type Stage,
  send,
  startStage,
} from "./webhook-stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage?.stop());

/** Verifies as a customer with npm's library does. @throws if no signature is right */
const verifyHmac = ({ headers, body }: Received, hmac: string) =>
  new Webhook(hmac).verify(body, headers as Record<string, string>);

it("a message has both signatures, and verifies with npm's library and with the public key", async () => {
  const endpoint = await endpointAt(stage, "/signed");
  await attempted(stage, endpoint.id, await send(stage, endpoint.id));
  const [message] = stage.zoo.at("/signed");
  if (!message) throw new Error("nothing was received");
  expect(verifyHmac(message, endpoint.hmac)).toMatchObject({
    type: "metercast.webhook.test.v1",
    data: { object: endpoint.id },
  });
  expect(hasEd25519Signature(message, endpoint.publicKey)).toBe(true);
  const other = await endpointAt(stage, "/other");
  expect(() => verifyHmac(message, other.hmac)).toThrow();
  expect(hasEd25519Signature(message, other.publicKey)).toBe(false);
});

it("the secret is in one response only, and stored encrypted", async () => {
  const { id, hmac } = await endpointAt(stage, "/secret");
  const { endpoint } = await stage.api.getWebhookEndpoint({ endpointId: id });
  expect(JSON.stringify(endpoint)).not.toContain(hmac);
  const rows = await stage.query<{ sealed: Buffer }>("SELECT sealed FROM webhook_secret");
  const secret = Buffer.from(hmac.replace("whsec_", ""), "base64");
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.some(({ sealed }) => sealed.includes(secret))).toBe(false);
  expect(stage.world.service("notifications").lines().join("\n")).not.toContain(hmac);
});

it("a retry has the same id and body, and a timestamp of its own", async () => {
  const endpoint = await endpointAt(stage, "/flaky");
  stage.zoo.answer("/flaky", (response) => response.writeHead(500).end("database is down"));
  const id = await send(stage, endpoint.id);
  const failed = await attempted(stage, endpoint.id, id);
  expect(failed).toMatchObject({ status: "pending", responseStatus: 500, error: "bad_status" });
  expect(failed.log[0]?.response).toBe("database is down");
  stage.zoo.answer("/flaky", (response) => response.writeHead(200).end());
  await makeDue(stage, endpoint.id);
  await poll(async () => expect((await deliveryOf(stage, endpoint.id, id)).status).toBe("delivered"));
  const [first, second] = stage.zoo.at("/flaky");
  expect(second?.body).toBe(first?.body);
  expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
  // Each is signed with the second in which it was made, however close they are.
  const { log } = await deliveryOf(stage, endpoint.id, id);
  expect([first, second].map((one) => Number(one?.headers["webhook-timestamp"]))).toEqual(
    log.map(({ startedAt }) => Math.floor((startedAt?.getTime() ?? 0) / 1_000)),
  );
  if (second) verifyHmac(second, endpoint.hmac);
  const { endpoint: after } = await stage.api.getWebhookEndpoint({ endpointId: endpoint.id });
  expect(after?.failingSince).toBeUndefined();
});

it("during a rotation's overlap both secrets verify, after it only the new one", async () => {
  const { id, ...old } = await endpointAt(stage, "/rotated");
  const rotate = (overlapHours: number) => stage.api.rotateWebhookSecret({ endpointId: id, overlapHours });
  const rotated = await rotate(24);
  expect(rotated.hmacSecret).not.toBe(old.hmac);
  await attempted(stage, id, await send(stage, id));
  const [during] = stage.zoo.at("/rotated");
  if (!during) throw new Error("nothing was received");
  for (const hmac of [old.hmac, rotated.hmacSecret]) verifyHmac(during, hmac);
  for (const key of [old.publicKey, rotated.endpoint?.publicKey ?? ""])
    expect(hasEd25519Signature(during, key)).toBe(true);
  const last = await rotate(0);
  await attempted(stage, id, await send(stage, id));
  const [, after] = stage.zoo.at("/rotated");
  if (!after) throw new Error("nothing was received");
  verifyHmac(after, last.hmacSecret);
  for (const hmac of [old.hmac, rotated.hmacSecret]) expect(() => verifyHmac(after, hmac)).toThrow();
});

const paid = (withdrawalId: string): EventMessage<"withdrawals.payout.paid.v1"> => ({
  withdrawalId,
  attemptId: "pay_1",
  creatorId: "cleo",
  amount: 9_007_199_254_740_993n,
  method: "stripe",
  charged: 0n,
  railFee: 0n,
});

it("an event reaches the endpoints that ask for its type, once, however often it is delivered", async () => {
  const all = await endpointAt(stage, "/all");
  await endpointAt(stage, "/payouts", ["withdrawals.payout.paid.v1"]);
  await endpointAt(stage, "/streams", ["billing.stream.started.v1"]);
  const time = new Date("2026-12-01T03:00:00Z");
  const id = "019b1c2d-3e4f-7abc-8def-0123456789ab";
  await stage.publish("withdrawals.payout.paid.v1", paid("wdr_once"), { id, time });
  const bodies = (path: string) => stage.zoo.at(path).map(({ body }) => JSON.parse(body));
  const about = (path: string) => bodies(path).filter(({ data }) => data.withdrawalId === "wdr_once");
  await poll(() => expect([about("/all").length, about("/payouts").length]).toEqual([1, 1]));
  // A consumer whose inbox row was lost, as after a restored backup: the message is the second wall.
  await stage.query("DELETE FROM notifications.inbox WHERE message_id = $1", [id]);
  await stage.publish("withdrawals.payout.paid.v1", paid("wdr_once"), { id, time });
  await stage.publish("withdrawals.payout.paid.v1", paid("wdr_next"));
  await poll(() => expect(bodies("/payouts").some(({ data }) => data.object === "wdr_next")).toBe(true));
  expect([about("/all").length, about("/payouts").length, bodies("/streams").length]).toEqual([1, 1, 0]);
  expect(about("/all")[0]).toEqual({
    type: "withdrawals.payout.paid.v1",
    timestamp: "2026-12-01T03:00:00.000Z",
    data: {
      withdrawalId: "wdr_once",
      attemptId: "pay_1",
      creatorId: "cleo",
      amount: "9007199254740993",
      method: "stripe",
      sequence: 0x019b1c2d3e4f * 4_096 + 0xabc,
      object: "wdr_once",
    },
  });
  expect(stage.zoo.at("/all")[0]?.headers["webhook-id"]).toBe(
    stage.zoo.at("/payouts")[0]?.headers["webhook-id"],
  );
  const { deliveries } = await stage.api.listWebhookDeliveries(listing(all.id));
  expect(deliveries.map(({ object }) => object).sort()).toEqual(["wdr_next", "wdr_once"]);
});

const listing = (endpointId: string, more: { status?: string; limit?: number; cursor?: string } = {}) => ({
  endpointId,
  status: "",
  limit: 0,
  cursor: "",
  ...more,
});

it("what arrives while an endpoint is disabled is not sent; recover sends it", async () => {
  const { id } = await endpointAt(stage, "/off", ["withdrawals.payout.paid.v1"]);
  const before = new Date();
  const asked = { endpointId: id, url: undefined, description: undefined, eventTypes: [] };
  await stage.api.updateWebhookEndpoint({ ...asked, status: "disabled" });
  const state = async () => (await stage.api.listWebhookDeliveries(listing(id))).deliveries[0];
  await stage.publish("withdrawals.payout.paid.v1", paid("wdr_off"));
  await poll(async () =>
    expect(await state()).toMatchObject({ status: "failed", error: "endpoint_disabled", attempts: 0 }),
  );
  const refused = expect.objectContaining({ code: "webhook_endpoint_disabled" });
  await expect(stage.api.recoverWebhooks({ endpointId: id, since: before })).rejects.toEqual(refused);
  await expect(send(stage, id)).rejects.toEqual(refused);
  await stage.api.updateWebhookEndpoint({ ...asked, status: "enabled" });
  const later = new Date(Date.now() + 60_000);
  expect(await stage.api.recoverWebhooks({ endpointId: id, since: later })).toEqual({ deliveries: 0 });
  expect(await stage.api.recoverWebhooks({ endpointId: id, since: before })).toEqual({ deliveries: 1 });
  await poll(async () => expect((await state())?.status).toBe("delivered"));
  expect(stage.zoo.at("/off").map(({ body }) => JSON.parse(body).data.object)).toEqual(["wdr_off"]);
});

it("resend sends one message again, with its id and its bytes", async () => {
  const { id } = await endpointAt(stage, "/again");
  const delivery = await send(stage, id);
  await attempted(stage, id, delivery);
  await stage.api.resendWebhook({ endpointId: id, deliveryId: delivery });
  expect((await attempted(stage, id, delivery, 2)).log.map(({ number }) => number)).toEqual([1, 2]);
  const [first, second] = stage.zoo.at("/again");
  expect(second?.body).toBe(first?.body);
  expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
  const { id: other } = await endpointAt(stage, "/another");
  const foreign = stage.api.resendWebhook({ endpointId: other, deliveryId: delivery });
  await expect(foreign).rejects.toMatchObject({ code: "not_found" });
});

it("the log is read in pages, newest first, each delivery once, also by state", async () => {
  const { id } = await endpointAt(stage, "/pages");
  const sent: string[] = [];
  for (let n = 0; n < 5; n++) sent.unshift(await send(stage, id));
  for (const delivery of sent) await attempted(stage, id, delivery);
  const read = async (status: string) => {
    const seen: string[] = [];
    let cursor = "";
    do {
      const page = await stage.api.listWebhookDeliveries(listing(id, { status, limit: 2, cursor }));
      seen.push(...page.deliveries.map((one) => one.id));
      cursor = page.nextCursor;
    } while (cursor !== "");
    return seen;
  };
  expect(await read("")).toEqual(sent);
  expect(await read("delivered")).toEqual(sent);
  expect(await read("failed")).toEqual([]);
});

it("a deleted endpoint receives nothing, is found nowhere, and keeps neither URL nor secret", async () => {
  const { id } = await endpointAt(stage, "/deleted");
  await stage.api.deleteWebhookEndpoint({ endpointId: id });
  const gone = expect.objectContaining({ code: "not_found" });
  await expect(stage.api.getWebhookEndpoint({ endpointId: id })).rejects.toEqual(gone);
  await expect(stage.api.deleteWebhookEndpoint({ endpointId: id })).rejects.toEqual(gone);
  await expect(send(stage, id)).rejects.toEqual(gone);
  const { endpoints } = await stage.api.listWebhookEndpoints({});
  expect(endpoints.map((one) => one.id)).not.toContain(id);
  const rows = await stage.query(
    "SELECT url, (SELECT count(*)::integer FROM webhook_secret s WHERE s.endpoint_id = e.id) AS secrets FROM webhook_endpoint e WHERE id = $1",
    [uuidOf("webhookEndpoint", id)],
  );
  expect(rows).toEqual([{ url: "", secrets: 0 }]);
});
