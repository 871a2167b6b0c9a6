import type { ServerResponse } from "node:http";
import { uuidOf } from "@metercast/contracts";
import { poll } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type Answer,
  attempted,
  deliveryOf,
  endpointAt,
  makeDue,
  type Stage,
  send,
  startStage,
} from "./webhook-stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage?.stop());

const endpointOf = async (id: string) => (await stage.api.getWebhookEndpoint({ endpointId: id })).endpoint;

const answers: [path: string, Answer, expected: { status: number; error: string }][] = [
  [
    "/redirect",
    (response) => response.writeHead(302, { location: "/redirected-to" }).end(),
    { status: 302, error: "redirected" },
  ],
  ["/cut", (response) => response.destroy(), { status: 0, error: "connection_lost" }],
  [
    "/not-http",
    (response) => void response.socket?.end("no HTTP\r\n\r\n"),
    { status: 0, error: "bad_response" },
  ],
  ["/busy", (response) => response.writeHead(503).end(), { status: 503, error: "bad_status" }],
];

it.each(answers)("%s: the attempt failed, and is made again", async (path, answer, { status, error }) => {
  const { id } = await endpointAt(stage, path);
  stage.zoo.answer(path, answer);
  const delivery = await attempted(stage, id, await send(stage, id));
  expect(delivery).toMatchObject({ status: "pending", responseStatus: status, error });
  expect((await endpointOf(id))?.failingSince).toBeDefined();
  stage.zoo.answer(path, (response) => response.writeHead(204).end());
  await stage.api.resendWebhook({ endpointId: id, deliveryId: delivery.id });
  await poll(async () => expect((await deliveryOf(stage, id, delivery.id)).status).toBe("delivered"));
  expect((await endpointOf(id))?.failingSince).toBeUndefined();
  expect(stage.zoo.at("/redirected-to")).toEqual([]);
});

it("of an endless response the first KiB is read and kept", async () => {
  const { id } = await endpointAt(stage, "/endless");
  let isClosed = false;
  stage.zoo.answer("/endless", (response) => {
    response.on("close", () => {
      isClosed = true;
    });
    const more = () => {
      while (!response.destroyed && response.write("x\0".repeat(4_096)));
    };
    response.on("drain", more).writeHead(200);
    more();
  });
  const delivery = await attempted(stage, id, await send(stage, id));
  expect(delivery.status).toBe("delivered");
  expect(delivery.log[0]?.response).toBe("x\u{FFFD}".repeat(512));
  await poll(() => isClosed);
});

it("410 disables the endpoint at once and informs the admins; what waits for it counts as failed", async () => {
  const admin = {
    userId: "ada",
    email: "ada@example.com",
    roles: ["admin"],
    language: "en",
    issuedAt: undefined,
  };
  await stage.api.seePerson(admin);
  const { id } = await endpointAt(stage, "/gone");
  stage.zoo.answer("/gone", (response) => response.writeHead(500).end());
  const waiting = (await attempted(stage, id, await send(stage, id))).id;
  stage.zoo.answer("/gone", (response) => response.writeHead(410).end());
  const delivery = await attempted(stage, id, await send(stage, id));
  expect(delivery).toMatchObject({ status: "failed", responseStatus: 410, error: "gone" });
  expect(await endpointOf(id)).toMatchObject({ status: "disabled", disabledReason: "gone" });
  await poll(async () => expect((await deliveryOf(stage, id, waiting)).error).toBe("endpoint_disabled"));
  const page = { userId: "ada", status: "all", limit: 0, cursor: "", language: "en" };
  const { items } = await stage.api.listInbox(page);
  expect(items.map(({ kind }) => kind)).toEqual(["webhook_disabled"]);
});

it("an endpoint that failed for five days is disabled by its next failure", async () => {
  const { id } = await endpointAt(stage, "/failing");
  stage.zoo.answer("/failing", (response) => response.writeHead(500).end());
  await stage.query(
    "UPDATE webhook_endpoint SET failing_since = now() - interval '121 hours', failed_attempts = 9 WHERE id = $1",
    [uuidOf("webhookEndpoint", id)],
  );
  expect(await attempted(stage, id, await send(stage, id))).toMatchObject({ status: "failed", attempts: 1 });
  expect(await endpointOf(id)).toMatchObject({ status: "disabled", disabledReason: "failing" });
});

it("429 with Retry-After holds every message of the endpoint back", async () => {
  const { id } = await endpointAt(stage, "/throttled");
  stage.zoo.answer("/throttled", (response) => response.writeHead(429, { "retry-after": "600" }).end());
  const first = await attempted(stage, id, await send(stage, id));
  expect(first.error).toBe("throttled");
  const inMs = (time: Date | undefined) => (time?.getTime() ?? 0) - Date.now();
  expect(inMs(first.nextAttemptAt)).toBeGreaterThan(500_000);
  expect(inMs((await endpointOf(id))?.pausedUntil)).toBeGreaterThan(500_000);
  const second = await send(stage, id);
  // Another endpoint's message, sent later, is delivered; the second one is still waiting then.
  const { id: other } = await endpointAt(stage, "/meanwhile");
  await attempted(stage, other, await send(stage, other));
  expect(await deliveryOf(stage, id, second)).toMatchObject({ status: "pending", attempts: 0 });
});

it("an endpoint that never responds holds four requests, and delays no other", async () => {
  const { id } = await endpointAt(stage, "/hangs");
  const hanging: ServerResponse[] = [];
  stage.zoo.answer("/hangs", (response) => void hanging.push(response));
  for (let n = 0; n < 12; n++) await send(stage, id);
  await poll(() => hanging.length === 4);
  const { id: quick } = await endpointAt(stage, "/quick");
  const sent = await Promise.all(Array.from({ length: 20 }, () => send(stage, quick)));
  for (const delivery of sent) await attempted(stage, quick, delivery);
  expect(stage.zoo.at("/quick").length).toBe(20);
  expect(hanging.length).toBe(4);
  // A free place is taken by the next message.
  hanging.shift()?.writeHead(200).end();
  await poll(() => hanging.length === 4);
  stage.zoo.answer("/hangs", (response) => response.writeHead(200).end());
  for (const response of hanging) response.writeHead(200).end();
  await poll(() =>
    expect(new Set(stage.zoo.at("/hangs").map((one) => one.headers["webhook-id"])).size).toBe(12),
  );
});

it("killed after the endpoint received a message: it is sent again with the same id and bytes", async () => {
  const { id } = await endpointAt(stage, "/killed");
  const armed = await stage.world.arm("notifications", "notifications.webhook_sent");
  const delivery = await send(stage, id);
  expect((await armed.exited).signal).toBe("SIGKILL");
  expect(stage.zoo.at("/killed").length).toBe(1);
  await stage.world.restart("notifications");
  await makeDue(stage, id);
  await poll(async () => expect((await deliveryOf(stage, id, delivery)).status).toBe("delivered"));
  const [first, second, ...rest] = stage.zoo.at("/killed");
  expect(rest).toEqual([]);
  expect(second?.body).toBe(first?.body);
  expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
  const counts = await stage.query("SELECT attempts, step FROM webhook_delivery WHERE id = $1", [
    uuidOf("webhookDelivery", delivery),
  ]);
  // The crash used up no step of the schedule.
  expect(counts).toEqual([{ attempts: 2, step: 1 }]);
});
