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
  // A signature's time has whole seconds.
  const firstSecond = Number(stage.zoo.at("/flaky")[0]?.headers["webhook-timestamp"]);
  await poll(() => Math.floor(Date.now() / 1_000) > firstSecond);
  await makeDue(stage);
  await poll(async () => expect((await deliveryOf(stage, endpoint.id, id)).status).toBe("delivered"));
  const [first, second] = stage.zoo.at("/flaky");
  expect(second?.body).toBe(first?.body);
  expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
  expect(Number(second?.headers["webhook-timestamp"])).toBeGreaterThan(firstSecond);
  if (second) verifyHmac(second, endpoint.hmac);
  const { endpoint: after } = await stage.api.getWebhookEndpoint({ endpointId: endpoint.id });
  expect(after?.failingSince).toBeUndefined();
});
