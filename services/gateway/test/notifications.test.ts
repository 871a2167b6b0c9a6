import { createECDH, createHash } from "node:crypto";
import { publicId } from "@metercast/contracts";
import { connectBroker } from "@metercast/outbox";
import { withClient } from "@metercast/provision";
import { createLogger } from "@metercast/runtime";
import { eventHeaders, poll, sign, startWorld, type World } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type CallOptions, callPatiently, openEvents } from "./harness.ts";

const keyPair = () => {
  const pair = createECDH("prime256v1");
  pair.generateKeys();
  return pair;
};

let world: World;
let ana: string;
let admin: string;
const CLAIMS = { name: "Ana", email: "ana@example.com" };

beforeAll(async () => {
  world = await startWorld({
    services: ["wallet", "billing", "notifications", "gateway"],
    env: {
      notifications: {
        PUSH_VAPID_PRIVATE_KEY: Buffer.alloc(32, 7).toString("base64url"),
        PUSH_VAPID_SUBJECT: "mailto:push@example.com",
      },
    },
  });
  ana = await sign(world.jwtSecret, "ana", ["viewer", "creator"], { claims: CLAIMS });
  admin = await sign(world.jwtSecret, "the-admin", ["admin"]);
});
afterAll(() => world?.stop());

const ask = (method: string, path: string, token: string, more: CallOptions = {}) =>
  callPatiently(world.gatewayUrl, method, path, { token, ...more });

const query = <T>(sql: string, parameters: unknown[] = []): Promise<T[]> =>
  withClient(world.adminUrl, async (client) => (await client.query(sql, parameters)).rows);

/** Gives a person so many notifications, oldest first, and their public ids. */
async function notified(userId: string, count: number): Promise<string[]> {
  await query(
    `INSERT INTO notifications.inbox_state (user_id, unread) VALUES ($1, $2::integer)
     ON CONFLICT (user_id) DO UPDATE SET unread = inbox_state.unread + $2::integer, version = inbox_state.version + 1`,
    [userId, count],
  );
  const rows = await query<{ id: string }>(
    `INSERT INTO notifications.notification (event_id, user_id, kind, params, in_inbox, is_announced, created_at)
     SELECT gen_random_uuid()::text, $1, 'a_kind', '{}', true, true, now() FROM generate_series(1, $2::integer) RETURNING id`,
    [userId, count],
  );
  return rows.map(({ id }) => publicId("notification", id)).sort();
}

it("a person reads their inbox, marks and archives; nobody else can", async () => {
  const [first = "", second = "", third = ""] = await notified("ana", 3);
  const page = await ask("GET", "/api/notifications?limit=2", ana);
  expect(page.body).toMatchObject({ has_more: true, unread: 3, data: [{ id: third }, { id: second }] });
  const rest = await ask("GET", `/api/notifications?limit=2&cursor=${page.body.next_cursor}`, ana);
  expect(rest.body).toMatchObject({ has_more: false, data: [{ id: first, read_at: null }] });

  const read = await ask("POST", `/api/notifications/${first}/read`, ana);
  expect([read.status, read.body.read_at]).toEqual([200, expect.any(String)]);
  const archived = await ask("POST", `/api/notifications/${second}/archive`, ana);
  expect(archived.body.archived_at).toEqual(expect.any(String));
  const { body } = await ask("GET", "/api/notifications?status=unread", ana);
  expect(body).toMatchObject({ unread: 1, data: [{ id: third }] });

  for (const path of [`/api/notifications/${third}/read`, `/api/notifications/${third}/archive`])
    expect((await ask("POST", path, admin)).status).toBe(404);
  const all = await ask("POST", "/api/notifications/read-all", ana, { body: { up_to: third } });
  expect(all.body).toEqual({ unread: 0 });
  expect((await ask("GET", "/api/notifications?status=nonsense", ana)).status).toBe(422);
});

const PREFERENCES = {
  language: "de",
  zone: "Europe/Berlin",
  quiet_hours: { from: "22:00", to: "07:05" },
  digest: "daily",
  push_amounts: true,
  channels: {
    security: { in_app: true, email: true, push: false },
    money: { in_app: true, email: true, push: true },
    digest: { in_app: false, email: false, push: false },
  },
};

it("preferences are read as they were set; security in the inbox and by e-mail stays on", async () => {
  const set = await ask("PUT", "/api/notification-preferences", ana, { body: PREFERENCES });
  expect([set.status, set.body]).toEqual([200, { ...PREFERENCES, email: expect.any(Object) }]);
  const { body } = await ask("GET", "/api/notification-preferences", ana);
  expect(body).toMatchObject(PREFERENCES);
  const { channels, quiet_hours } = PREFERENCES;
  const wrong = [
    { channels: { ...channels, security: { in_app: true, email: false, push: true } } },
    { channels: { ...channels, security: { in_app: false, email: true, push: true } } },
    { zone: "Mars/Olympus" },
    { quiet_hours: { ...quiet_hours, to: "25:00" } },
    { quiet_hours: { from: "22:00", to: "22:00" } },
    { language: "fr" },
  ];
  for (const change of wrong) {
    const refused = await ask("PUT", "/api/notification-preferences", ana, {
      body: { ...PREFERENCES, ...change },
    });
    expect([change, refused.status]).toEqual([change, 422]);
  }
});

it("notifications learn a person's name and address from their token, and the state of the address", async () => {
  await poll(async () => {
    const { body } = await ask("GET", "/api/notification-preferences", ana);
    expect(body.email).toEqual({ address: CLAIMS.email, state: "unconfirmed", reason: null });
  });
});

it("an open page of any role shows each change of the own inbox, never an older one", async () => {
  const [, newest = ""] = await notified("the-admin", 2);
  const wallet = await openEvents(world.gatewayUrl, ana);
  const office = await openEvents(world.gatewayUrl, admin, undefined, "/api/admin/events");
  const first = await office.find(({ event }) => event === "inbox");
  expect(first.data).toEqual({ unread: 2, version: expect.any(Number), notification_id: null });
  await wallet.find(({ event }) => event === "inbox");
  await ask("POST", "/api/notifications/read-all", admin, { body: { up_to: newest } });
  await office.find(({ event, data }) => event === "inbox" && data.unread === 0);

  const broker = await connectBroker(world.nats.urlFor("admin"), "test", createLogger("test", "error"));
  const subject = "notifications.inbox.changed.v1";
  const changed = (unread: number, version: number, notificationId = "") =>
    broker.jetstream.publish(
      subject,
      JSON.stringify({ userId: "the-admin", unread, version: String(version), notificationId }),
      { headers: eventHeaders(subject) },
    );
  await changed(7, first.data.version);
  await changed(1, first.data.version + 10, newest);
  const news = await office.find(({ event, data }) => event === "inbox" && data.notification_id === newest);
  expect(news.data.unread).toBe(1);
  expect(office.events.filter(({ event, data }) => event === "inbox" && data.unread === 7)).toEqual([]);
  expect(wallet.events.filter(({ event }) => event === "inbox")).toHaveLength(1);
  await broker.close();
  await Promise.all([wallet.close(), office.close()]);
});

it("an admin exports and erases a person's data; both are in the audit log", async () => {
  const claims = { name: "Bob", email: "bob@example.com" };
  const bob = await sign(world.jwtSecret, "bob", ["viewer"], { claims });
  await ask("PUT", "/api/notification-preferences", bob, { body: PREFERENCES });
  const path = "/api/admin/people/bob/notification-data";
  const tables = () => ask("GET", path, admin).then(({ body }) => body.tables);
  await poll(async () =>
    expect((await tables()).email_address).toMatchObject([{ address: "bob@example.com" }]),
  );
  expect((await ask("DELETE", path, ana)).status).toBe(403);
  expect((await ask("DELETE", path, admin)).status).toBe(204);
  expect(Object.values(await tables()).flat()).toEqual([]);
  const { body } = await ask("GET", "/api/admin/audit?object_id=bob", admin);
  const actions = body.data.map(({ action }: { action: string }) => action);
  expect(new Set(actions)).toEqual(new Set(["notification_data.erased", "notification_data.exported"]));
});

it("a person adds a browser once, sees it without its address, and removes it", async () => {
  const { body: key } = await ask("GET", "/api/push/key", ana);
  expect(key.public_key).toMatch(/^B[\w-]{86}$/);
  const keys = { p256dh: keyPair().getPublicKey("base64url"), auth: "BTBZMqHH6r4Tts7J_aSIgg" };
  const body = { endpoint: "https://fcm.googleapis.com/fcm/send/a-secret", keys };
  const added = await ask("POST", "/api/push/subscriptions", ana, { body });
  expect([added.status, added.body]).toEqual([
    201,
    {
      id: expect.stringMatching(/^psh_/),
      user_agent: expect.any(String),
      created_at: expect.any(String),
      endpoint_hash: createHash("sha256").update(body.endpoint).digest("base64url"),
    },
  ]);
  expect((await ask("POST", "/api/push/subscriptions", ana, { body })).body.id).toBe(added.body.id);
  expect((await ask("GET", "/api/push/subscriptions", ana)).body.data).toEqual([added.body]);
  const own = `/api/push/subscriptions/${added.body.id}`;
  expect((await ask("DELETE", own, admin)).status).toBe(404);
  expect((await ask("DELETE", own, ana)).status).toBe(204);
  expect((await ask("DELETE", own, ana)).status).toBe(404);
  for (const endpoint of ["https://127.0.0.1/", "https://169.254.169.254/", "https://example.com/"]) {
    const refused = await ask("POST", "/api/push/subscriptions", ana, { body: { ...body, endpoint } });
    expect([endpoint, refused.status]).toEqual([endpoint, 422]);
  }
});

it("without notifications requests are answered, and inboxes say 503", async () => {
  await world.service("notifications").stop();
  const page = await openEvents(world.gatewayUrl, ana);
  expect(page.status).toBe(200);
  await page.close();
  expect((await ask("GET", "/api/me", ana)).status).toBe(200);
  const answer = await fetch(`${world.gatewayUrl}/api/notifications`, {
    headers: { Authorization: `Bearer ${ana}` },
  });
  expect(answer.status).toBe(503);
});
