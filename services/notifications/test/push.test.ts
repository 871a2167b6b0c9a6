import { NotificationsServiceService } from "@metercast/contracts/notifications/v1/notifications.ts";
import { type Caller, callGrpc } from "@metercast/runtime";
import { poll, waitUntilQuiet } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EXAMPLES } from "../../../packages/contracts/src/examples.ts";
import { startPushService, type TestBrowser, type TestPushService } from "./push-service.ts";
import { type Stage, startStage } from "./stage.ts";

const REQUESTED = "withdrawals.withdrawal.requested.v1";

let stage: Stage;
let service: TestPushService;
let api: Caller<typeof NotificationsServiceService>;
const VAPID = Buffer.alloc(32, 7).toString("base64url");
beforeAll(async () => {
  service = await startPushService();
  stage = await startStage({
    EGRESS_ALLOW_PRIVATE: "1",
    PUSH_VAPID_PRIVATE_KEY: VAPID,
    PUSH_VAPID_SUBJECT: "mailto:push@metercast.example",
    PUSH_HOSTS: "127.0.0.1",
  });
  api = callGrpc(NotificationsServiceService, stage.world.service("notifications").grpcAddress ?? "", {
    deadlineMs: 10_000,
  });
});
afterAll(async () => {
  await stage?.stop();
  service?.stop();
});

async function subscribe(userId: string, browser: TestBrowser): Promise<string> {
  const { endpoint, p256dh, auth } = browser;
  const added = await api.addPushSubscription({ userId, endpoint, p256dh, auth, userAgent: "Test/1" });
  return added.subscription?.id ?? "";
}
const idsOf = async (userId: string) =>
  (await api.listPushSubscriptions({ userId })).subscriptions.map(({ id }) => id);
const request = (creatorId: string, id?: string) =>
  stage.publish(
    REQUESTED,
    { ...EXAMPLES[REQUESTED], creatorId, amount: 12_345n },
    id === undefined ? {} : { id },
  );
const deliveriesOf = (userId: string) =>
  stage.query<{ state: string; error: string; attempts: number }>(
    "SELECT state, error, attempts FROM notifications.delivery WHERE user_id = $1 AND channel = 'push' ORDER BY id",
    [userId],
  );
const settled = (userId: string) =>
  poll(
    () => deliveriesOf(userId),
    (rows) => rows.length > 0 && rows.every(({ state }) => state !== "pending"),
  );

it("one event, received five times, is one push to each browser, without amounts", async () => {
  const browsers = ["/five/a", "/five/b"].map((path) => service.browser(path));
  for (const browser of browsers) await subscribe("five", browser);
  const id = await request("five");
  for (let again = 1; again < 5; again++) await request("five", id);
  await waitUntilQuiet(stage.world);
  expect(await settled("five")).toMatchObject([{ state: "sent" }, { state: "sent" }]);
  for (const browser of browsers) {
    const [first, ...more] = service.received(new URL(browser.endpoint).pathname);
    expect(more).toEqual([]);
    expect(first?.headers).toMatchObject({
      ttl: "86400",
      urgency: "normal",
      "content-encoding": "aes128gcm",
    });
    expect(first?.headers.topic).toMatch(/^[0-9a-f]{32}$/);
    const payload = first && browser.open(first);
    expect(payload).toMatchObject({ kind: "withdrawal_requested", lang: "en", link: expect.any(String) });
    expect(payload?.id).toMatch(/^ntf_/);
    expect(JSON.stringify(payload)).not.toMatch(/123|\$/);
  }
});

it("amounts are on lock screens of those who asked for them, in their language", async () => {
  const browser = service.browser("/amounts");
  await subscribe("amounts", browser);
  const preferences = {
    language: "de",
    zone: "Europe/Berlin",
    digest: "off",
    pushAmounts: true,
    quietHours: undefined,
    off: [],
  };
  await api.setPreferences({ userId: "amounts", preferences });
  await request("amounts");
  await settled("amounts");
  const [first] = service.received("/amounts");
  expect(first && browser.open(first)).toMatchObject({ lang: "de", body: expect.stringContaining("123,45") });
});

it("a subscription that its push service does not know is deleted", async () => {
  for (const status of [404, 410]) {
    const userId = `gone-${status}`;
    service.respond(`/${userId}`, { status });
    await subscribe(userId, service.browser(`/${userId}`));
    await request(userId);
    expect(await settled(userId)).toMatchObject([{ state: "suppressed", error: "subscription_gone" }]);
    expect(await idsOf(userId)).toEqual([]);
  }
});

it("a browser that subscribed with an earlier key of the platform is sent nothing, and is deleted", async () => {
  await subscribe("other-key", service.browser("/other-key"));
  await stage.query(
    "UPDATE notifications.push_subscription SET platform_key = 'earlier' WHERE user_id = 'other-key'",
  );
  await request("other-key");
  expect(await settled("other-key")).toMatchObject([
    { state: "suppressed", error: "subscription_of_other_key" },
  ]);
  expect(service.received("/other-key")).toEqual([]);
  expect(await idsOf("other-key")).toEqual([]);
});

it("a push that is too large fails at once, and the subscription stays", async () => {
  service.respond("/large", { status: 413 });
  const id = await subscribe("large", service.browser("/large"));
  await request("large");
  expect(await settled("large")).toMatchObject([{ state: "failed", error: "http_413" }]);
  expect(await idsOf("large")).toEqual([id]);
});

it("a push waits as long as the push service asks, and holds up no other browser", async () => {
  service.respond("/busy", { status: 429, headers: { "retry-after": "600" } });
  await subscribe("busy", service.browser("/busy"));
  await subscribe("busy", service.browser("/idle"));
  const before = Date.now();
  await request("busy");
  await poll(async () => service.received("/idle").length === 1);
  const [row] = await poll(
    () =>
      stage.query<{ error: string; due_at: Date }>(
        "SELECT error, due_at FROM notifications.delivery WHERE user_id = 'busy' AND state = 'pending'",
      ),
    (rows) => rows[0]?.error === "http_429",
  );
  expect(row?.due_at.getTime()).toBeGreaterThanOrEqual(before + 600_000);
});

it("a browser is stored once, and belongs to the person who added it last", async () => {
  const browser = service.browser("/shared");
  const first = await subscribe("earlier", browser);
  expect(await subscribe("earlier", browser)).toBe(first);
  const second = await subscribe("later", browser);
  expect(second).not.toBe(first);
  expect(await idsOf("earlier")).toEqual([]);
  expect(await idsOf("later")).toEqual([second]);
  await expect(
    api.removePushSubscription({ userId: "earlier", subscriptionId: second }),
  ).rejects.toMatchObject({
    code: "not_found",
  });
  await api.removePushSubscription({ userId: "later", subscriptionId: second });
  expect(await idsOf("later")).toEqual([]);
  await expect(api.removePushSubscription({ userId: "later", subscriptionId: second })).rejects.toMatchObject(
    {
      code: "not_found",
    },
  );
});

it("a person has at most 20 browsers: the oldest one goes", async () => {
  const ids: string[] = [];
  for (let n = 0; n < 21; n++) ids.push(await subscribe("many", service.browser(`/many/${n}`)));
  expect(await idsOf("many")).toEqual(ids.slice(1).toReversed());
});

it("an endpoint elsewhere is refused, and the list returns no endpoint and no key", async () => {
  const { p256dh, auth } = service.browser("/x");
  for (const endpoint of ["https://example.com/", "http://169.254.169.254/", "http://10.0.0.1/", "nonsense"])
    await expect(
      api.addPushSubscription({ userId: "ssrf", endpoint, p256dh, auth, userAgent: "" }),
    ).rejects.toMatchObject({ code: "invalid_request", fields: [{ field: "endpoint" }] });
  await subscribe("listed", service.browser("/secret-path"));
  const listed = JSON.stringify(await api.listPushSubscriptions({ userId: "listed" }));
  expect(listed).not.toContain("secret-path");
  expect(listed).toContain("Test/1");
});

it("neither endpoints nor keys are in the log", () => {
  const log = stage.world.service("notifications").lines().join("\n");
  expect(log).not.toMatch(/\/gone-410|\/busy|\/large|127\.0\.0\.1:\d+\//);
  expect(log).not.toContain(VAPID);
});
