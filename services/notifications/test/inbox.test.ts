import { publicId } from "@metercast/contracts";
import { NotificationsServiceService } from "@metercast/contracts/notifications/v1/notifications.ts";
import type { Preferences } from "@metercast/contracts/notifications/v1/preferences.ts";
import { withClient } from "@metercast/provision";
import { type Caller, callGrpc } from "@metercast/runtime";
import { startWorld, type World } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { TABLES } from "../src/adapters/postgres/personal-data.ts";

let world: World;
let api: Caller<typeof NotificationsServiceService>;
beforeAll(async () => {
  world = await startWorld({ services: ["notifications"] });
  api = callGrpc(NotificationsServiceService, world.service("notifications").grpcAddress ?? "", {
    deadlineMs: 10_000,
  });
});
afterAll(() => world?.stop());

const query = <T>(sql: string, parameters: unknown[] = []): Promise<T[]> =>
  withClient(world.adminUrl, async (client) => {
    await client.query("SET search_path = notifications");
    return (await client.query(sql, parameters)).rows;
  });

/** Gives a person so many notifications, oldest first, and their public ids. */
async function notified(userId: string, count: number, params = {}): Promise<string[]> {
  const rows = await query<{ id: string }>(
    `WITH added AS (
       INSERT INTO notification (event_id, user_id, kind, params, in_inbox, is_announced, created_at)
       SELECT gen_random_uuid()::text, $1, 'withdrawal_requested', $3::jsonb, true, true, now() FROM generate_series(1, $2::integer) n
       RETURNING id, user_id),
     counted AS (
       INSERT INTO inbox_state (user_id, unread) VALUES ($1, $2::integer)
       ON CONFLICT (user_id) DO UPDATE SET unread = inbox_state.unread + $2::integer, version = inbox_state.version + 1)
     SELECT id FROM added ORDER BY id`,
    [userId, count, JSON.stringify(params)],
  );
  return rows.map(({ id }) => publicId("notification", id));
}

const list = (userId: string, more: { status?: string; limit?: number; cursor?: string } = {}) =>
  api.listInbox({ userId, status: "all", limit: 0, cursor: "", language: "de", ...more });
const idsOf = (items: { id: string }[]) => items.map(({ id }) => id);
const own = (userId: string, notificationId = "") => ({ userId, notificationId, language: "" });

it("an inbox is read in pages, newest first, each notification once", async () => {
  const ids = await notified("pages", 5);
  const seen: string[] = [];
  let cursor = "";
  do {
    const page = await list("pages", { limit: 2, cursor });
    seen.push(...idsOf(page.items));
    expect(page.unread).toBe(5);
    cursor = page.nextCursor;
  } while (cursor !== "");
  expect(seen).toEqual(ids.toReversed());
});

it("texts are in the language of the request until the preferences name one; odd params close no inbox", async () => {
  await notified("reads-german", 1);
  await notified("reads-german", 1, { amount: "123456", withdrawal: "wdr_1" });
  const bodies = async () => (await list("reads-german")).items.map(({ body }) => body);
  expect((await bodies())[0]).toContain("1.234,56");
  expect(await bodies()).toHaveLength(2);
  const preferences = { ...PREFERENCES, language: "en" };
  await api.setPreferences({ userId: "reads-german", preferences });
  expect((await bodies())[0]).toContain("$1,234.56");
});

it("reading a notification again changes nothing", async () => {
  const [first = "", second = ""] = await notified("reader", 2);
  const { item } = await api.markRead(own("reader", first));
  expect(item).toMatchObject({ id: first, readAt: expect.any(Date), archivedAt: undefined });
  const state = await api.getUnread({ userId: "reader" });
  expect((await api.markRead(own("reader", first))).item?.readAt).toEqual(item?.readAt);
  expect(await api.getUnread({ userId: "reader" })).toEqual(state);
  expect(state.unread).toBe(1);
  expect(idsOf((await list("reader", { status: "unread" })).items)).toEqual([second]);
});

it("an archived notification counts as read and leaves the list", async () => {
  const [first = "", second = ""] = await notified("archiver", 2);
  await api.archiveNotification(own("archiver", first));
  await api.archiveNotification(own("archiver", first));
  expect(await list("archiver")).toMatchObject({ unread: 1, items: [{ id: second }] });
  expect(idsOf((await list("archiver", { status: "archived" })).items)).toEqual([first]);
});

it("'all read' leaves unread what came after the last one that was shown", async () => {
  const [, shown = "", later = ""] = await notified("all", 3);
  const before = await api.getUnread({ userId: "all" });
  expect(await api.markAllRead({ userId: "all", upTo: shown })).toEqual({ unread: 1 });
  expect(await api.markAllRead({ userId: "all", upTo: shown })).toEqual({ unread: 1 });
  expect(idsOf((await list("all", { status: "unread" })).items)).toEqual([later]);
  expect(await api.getUnread({ userId: "all" })).toEqual({ unread: 1, version: before.version + 1n });
});

it("marks at the same moment count each notification once", async () => {
  const ids = await notified("twice", 6);
  await Promise.all([
    ...ids.flatMap((id) => [api.markRead(own("twice", id)), api.archiveNotification(own("twice", id))]),
    api.markAllRead({ userId: "twice", upTo: ids[3] ?? "" }),
  ]);
  expect((await api.getUnread({ userId: "twice" })).unread).toBe(0);
});

it("nobody reads or archives a notification of somebody else", async () => {
  const [id = ""] = await notified("owner", 1);
  for (const other of [own("thief", id), own("owner", "ntf_nonsense"), own("owner", "wdr_1")]) {
    await expect(api.markRead(other)).rejects.toMatchObject({ code: "not_found" });
    await expect(api.archiveNotification(other)).rejects.toMatchObject({ code: "not_found" });
  }
  await api.markAllRead({ userId: "thief", upTo: id });
  expect((await api.getUnread({ userId: "owner" })).unread).toBe(1);
});

it("each change of an inbox is an event with the next version", async () => {
  const [id = ""] = await notified("events", 1);
  await api.markRead(own("events", id));
  const { version } = await api.getUnread({ userId: "events" });
  const sent = await query<{ payload: Buffer }>(
    "SELECT payload FROM outbox WHERE subject = 'notifications.inbox.changed.v1'",
  );
  const events = sent.map(({ payload }) => JSON.parse(payload.toString()) as { userId: string });
  expect(events.filter(({ userId }) => userId === "events")).toEqual([
    expect.objectContaining({ userId: "events", version: version.toString() }),
  ]);
});

const PREFERENCES: Preferences = {
  language: "de",
  zone: "Europe/Berlin",
  quietHours: { from: 22 * 60, to: 7 * 60 },
  digest: "daily",
  pushAmounts: true,
  off: ["digest:email", "security:push"],
};

it("preferences are kept as they were set; before that the defaults count", async () => {
  expect(await api.getPreferences({ userId: "prefers" })).toEqual({
    preferences: {
      language: "",
      zone: "UTC",
      quietHours: undefined,
      digest: "off",
      pushAmounts: false,
      off: [],
    },
    email: { address: "", state: "none", reason: "" },
  });
  await api.setPreferences({ userId: "prefers", preferences: PREFERENCES });
  expect((await api.getPreferences({ userId: "prefers" })).preferences).toEqual(PREFERENCES);
  const without = { ...PREFERENCES, quietHours: undefined, off: [] };
  expect((await api.setPreferences({ userId: "prefers", preferences: without })).preferences).toEqual(
    without,
  );
});

it.each([
  ["off", { off: ["security:email"] }],
  ["off", { off: ["security:in_app"] }],
  ["off", { off: ["money:fax"] }],
  ["zone", { zone: "Mars/Olympus" }],
  ["zone", { zone: "+05:30" }],
  ["language", { language: "fr" }],
  ["digest", { digest: "hourly" }],
  ["quiet_hours", { quietHours: { from: 60, to: 60 } }],
  ["quiet_hours", { quietHours: { from: 0, to: 1_440 } }],
])("preferences with a wrong %s are refused: %j", async (field, wrong) => {
  await expect(
    api.setPreferences({ userId: "wrong", preferences: { ...PREFERENCES, ...wrong } }),
  ).rejects.toMatchObject({
    code: "invalid_request",
    fields: [expect.objectContaining({ field: expect.stringContaining(field) })],
  });
});

const SEEN = {
  userId: "seen",
  email: "ada@example.com",
  roles: ["creator"],
  language: "de-AT",
  issuedAt: undefined,
};
const personOf = async (userId: string) =>
  (await query("SELECT roles, language FROM person WHERE user_id = $1", [userId]))[0];
const emailOf = async (userId: string) => (await api.getPreferences({ userId })).email;

it("a person is known as the newest token described them, as far as it says something", async () => {
  const at = (seconds: number) => new Date(Date.UTC(2026, 10, 1) + seconds * 1_000);
  await api.seePerson({ ...SEEN, issuedAt: at(10) });
  expect(await personOf("seen")).toEqual({ roles: ["creator"], language: "de" });
  await api.seePerson({ ...SEEN, email: "", roles: [], language: "", issuedAt: at(20) });
  expect(await personOf("seen")).toEqual({ roles: ["creator"], language: "de" });
  await api.seePerson({ ...SEEN, email: "old@example.com", roles: ["admin"], issuedAt: at(15) });
  expect(await personOf("seen")).toEqual({ roles: ["creator"], language: "de" });
  expect(await emailOf("seen")).toEqual({ address: SEEN.email, state: "unconfirmed", reason: "" });
  await api.seePerson({ ...SEEN, email: "new@example.com", issuedAt: at(20) });
  expect(await emailOf("seen")).toEqual({ address: "new@example.com", state: "unconfirmed", reason: "" });
});

it("a confirmed address stays in use when a token names another one, and its person learns of it once", async () => {
  const userId = "robbed";
  await api.seePerson({ ...SEEN, userId });
  await query("UPDATE email_address SET state = 'confirmed' WHERE user_id = $1", [userId]);
  const candidate = async () =>
    (await query("SELECT candidate FROM email_address WHERE user_id = $1", [userId]))[0];
  for (let time = 0; time < 2; time++) await api.seePerson({ ...SEEN, userId, email: "thief@example.com" });
  expect(await emailOf(userId)).toEqual({ address: SEEN.email, state: "confirmed", reason: "" });
  expect(await candidate()).toEqual({ candidate: "thief@example.com" });
  expect((await list(userId)).items.map(({ kind }) => kind)).toEqual(["email_changed"]);
  await api.seePerson({ ...SEEN, userId });
  expect(await candidate()).toEqual({ candidate: null });
});

it("a person's data are exported without secrets, and erased without a trace", async () => {
  const who = "leaving";
  await api.seePerson({ ...SEEN, userId: who });
  await api.setPreferences({ userId: who, preferences: PREFERENCES });
  const [id = ""] = await notified(who, 2);
  await query(
    `INSERT INTO delivery (notification_id, user_id, channel, template, created_at, due_at)
     SELECT id, user_id, 'email', 'notification', now(), now() + interval '1 day' FROM notification WHERE user_id = $1`,
    [who],
  );
  await query(
    "INSERT INTO push_subscription (user_id, endpoint, p256dh, auth, user_agent, platform_key, created_at) VALUES ($1, 'https://push.example', 'p', 'secret-of-the-browser', 'ua', 'key', now())",
    [who],
  );
  const stream = "0190a000-0000-7000-8000-000000000001";
  await query("INSERT INTO stream_owner VALUES ($1, $2, now())", [stream, who]);
  await query("INSERT INTO stream_earning VALUES ($1, now(), 1, 1)", [stream]);
  const before = await api.getUnread({ userId: who });
  const { json } = await api.exportPerson({ userId: who });
  const document = JSON.parse(json) as Record<string, unknown[]>;
  expect(Object.fromEntries(Object.entries(document).map(([table, rows]) => [table, rows.length]))).toEqual(
    expect.objectContaining({ person: 1, preference: 1, notification: 2, delivery: 2, push_subscription: 1 }),
  );
  expect(json).toContain(SEEN.email);
  expect(json).not.toContain("secret-of-the-browser");
  expect(json).not.toContain("https://push.example");

  await api.erasePerson({ userId: who });
  await api.erasePerson({ userId: who });
  const after = JSON.parse((await api.exportPerson({ userId: who })).json) as Record<string, unknown[]>;
  expect(Object.values(after).flat()).toEqual([]);
  expect(await query("SELECT FROM stream_earning WHERE stream_id = $1", [stream])).toEqual([]);
  await expect(api.markRead(own(who, id))).rejects.toMatchObject({ code: "not_found" });
  // The versions of the next inbox are above those of the erased one, which an open page may still show.
  const [next] = await notified(who, 1);
  await api.markRead(own(who, next));
  expect((await api.getUnread({ userId: who })).version).toBeGreaterThan(before.version);
});

it("an export that is too large says which tables it cut, and fits into one message", async () => {
  await notified("large", 11_000, { note: "x".repeat(400) });
  const { json } = await api.exportPerson({ userId: "large" });
  expect(Buffer.byteLength(json)).toBeLessThan(4 * 1_024 * 1_024);
  expect((JSON.parse(json) as { truncated: unknown }).truncated).toEqual([{ table: "notification" }]);
});

it("every table with a person's rows is exported and erased", async () => {
  const columns = await query<{ table_name: string; column_name: string }>(
    `SELECT table_name, column_name FROM information_schema.columns
     WHERE table_schema = 'notifications' AND column_name IN ('user_id', 'creator_id', 'viewer_id', 'person_id')`,
  );
  expect(Object.fromEntries(columns.map((one) => [one.table_name, one.column_name]))).toEqual(TABLES);
});
