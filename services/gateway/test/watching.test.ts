import { pace, poll, sign } from "@metercast/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { call, callPatiently, openEvents, startHasty } from "./harness.ts";
import { gateway, MINUTE_MS } from "./watching-world.ts";

let admin: string;
let keys = 0;

beforeAll(async () => {
  admin = await sign(gateway.secret, "the-admin", ["admin"]);
});

const token = (sub: string, ...roles: string[]) => sign(gateway.secret, sub, roles);
const ask = (method: string, path: string, as: string, body?: unknown, headers = {}) =>
  callPatiently(gateway.url, method, path, { token: as, body, headers });

function adjust(user_id: string, amount: number | string, more: Record<string, unknown> = {}) {
  const body = { user_id, asset: "TOKEN", direction: "credit", amount, reason: "for a test", ...more };
  return ask("POST", "/api/admin/adjustments", admin, body, { "Idempotency-Key": `test-${keys++}` });
}

async function live(creatorId: string): Promise<{ id: string; creator: string }> {
  const creator = await token(creatorId, "creator");
  const { status, body } = await ask("POST", "/api/streams", creator, { title: "A walk" });
  expect([status, body.status]).toEqual([201, "live"]);
  return { id: body.id, creator };
}

/** The whole minutes of an ended session by its receipt: on a slow machine more pass than were meant to. */
const minutesOf = (receipt: { started_at: string; ended_at: string }) =>
  Math.floor((Date.parse(receipt.ended_at) - Date.parse(receipt.started_at)) / MINUTE_MS);
/** The receipt of a session that was left, once billing has heard of its last minute. */
const settled = (id: string, viewer: string) =>
  poll(
    () => ask("GET", `/api/sessions/${id}`, viewer),
    ({ body }) => body.minutes_billed === minutesOf(body),
  );
const usd = (cents: number) => ({ amount: (cents / 100).toFixed(2), currency: "USD" });
/** What the first viewer watched, for the tests that look back at it. */
let watched = 0;

it("a watched minute costs 5 tokens and earns $13.20, and both see it", async () => {
  const { id, creator } = await live("creator-1");
  const viewer = await token("viewer-1", "viewer");
  await adjust("viewer-1", 100);
  const joined = await ask("POST", `/api/streams/${id}/sessions`, viewer);
  expect([joined.status, joined.body.status, joined.body.balance]).toEqual([201, "active", 100]);
  // Null where nobody could say it in a second.
  const { body: told } = await poll(
    () => ask("GET", `/api/sessions/${joined.body.id}`, viewer),
    ({ body }) => body.runs_out_at !== null,
  );
  expect(Date.parse(told.runs_out_at) - Date.parse(told.started_at)).toBe(20 * MINUTE_MS);
  expect((await ask("POST", `/api/streams/${id}/sessions`, viewer)).status).toBe(200);
  await pace(MINUTE_MS + 100);
  expect((await ask("POST", `/api/sessions/${joined.body.id}/heartbeat`, viewer)).status).toBe(200);
  await poll(
    () => ask("GET", "/api/wallet", viewer),
    ({ body }) => body.accounts[0].available <= 95,
  );
  const left = await ask("DELETE", `/api/sessions/${joined.body.id}`, viewer);
  watched = minutesOf(left.body);
  expect(watched).toBeGreaterThanOrEqual(1);
  expect(left.body).toMatchObject({ status: "ended", end_reason: "left" });
  const { body: receipt } = await settled(joined.body.id, viewer);
  expect(receipt.tokens_charged).toBe(5 * watched);
  const { body: wallet } = await ask("GET", "/api/wallet", viewer);
  const posted = 100 - 5 * watched;
  expect(wallet).toMatchObject({ low_balance: false, accounts: [{ asset: "TOKEN", posted, held: 0 }] });
  const earned = await ask("GET", "/api/earnings/summary", creator);
  const money = usd(1_320 * watched);
  // At midnight some of it is of yesterday.
  const sameDay = joined.body.started_at.slice(0, 10) === new Date().toISOString().slice(0, 10);
  expect(earned.body).toMatchObject({
    ...(sameDay && { today: money, this_month: money }),
    total: money,
    available: money,
    viewer_minutes: watched,
  });
  expect(earned.body.withdrawal).toMatchObject({
    minimum: { amount: "50.00", currency: "USD" },
    maximum: money,
  });
  const stream = await ask("GET", `/api/streams/${id}`, creator);
  expect(stream.body.earnings).toMatchObject({ so_far: money, viewer_minutes: watched });
  expect((await ask("GET", `/api/streams/${id}`, viewer)).body.earnings).toBeUndefined();
});

it("entries tell it, newest first, page by page, with the balance after each", async () => {
  const viewer = await token("viewer-1", "viewer");
  const all = await ask("GET", "/api/wallet/entries", viewer);
  const debits = Array.from({ length: watched }, (_, i) => ({
    ...{ type: "DEBIT", reference_type: "STREAM_VIEW", amount: -5, asset: "TOKEN" },
    balance_after: 100 - 5 * (watched - i),
  }));
  expect(all.body.data).toMatchObject([
    ...debits,
    { type: "DEPOSIT", reference_type: "ADJUSTMENT", amount: 100, balance_after: 100 },
  ]);
  const first = await ask("GET", "/api/wallet/entries?limit=1", viewer);
  expect([first.body.data.length, first.body.has_more]).toEqual([1, true]);
  const second = await ask("GET", `/api/wallet/entries?limit=100&cursor=${first.body.next_cursor}`, viewer);
  expect([...first.body.data, ...second.body.data]).toEqual(all.body.data);
  const seen = await ask("GET", "/api/wallet/entries?user_id=viewer-1", admin);
  expect(seen.body.data).toEqual(all.body.data);
  const creators = await ask("GET", "/api/wallet/entries", await token("creator-1", "creator"));
  const one = { type: "DEPOSIT", reference_type: "STREAM_EARNINGS", asset: "USD" };
  for (const entry of creators.body.data) expect(entry).toMatchObject(one);
  const amounts = creators.body.data.map(({ amount }: { amount: { amount: string } }) => amount.amount);
  expect(usd(amounts.reduce((sum: number, each: string) => sum + Number(each) * 100, 0))).toEqual(
    usd(1_320 * watched),
  );
});

it.each(["junk", "x".repeat(500), "MTIzNDU2", "-1", "0", "99999999999999999999"])(
  "a cursor that nobody gave is no 5xx (%#)",
  async (cursor) => {
    const viewer = await token("viewer-1", "viewer");
    for (const path of ["/api/wallet/entries", "/api/streams", "/api/sessions"]) {
      const { status } = await ask("GET", `${path}?cursor=${cursor}`, viewer);
      expect([path, [200, 422].includes(status)]).toEqual([path, true]);
    }
    expect([200, 422]).toContain((await ask("GET", `/api/admin/rates?cursor=${cursor}`, admin)).status);
  },
);

it("bill posts what is due before it answers, and never charges more for being called often", async () => {
  const { id } = await live("creator-2");
  const viewer = await token("viewer-2", "viewer");
  await adjust("viewer-2", 1_000);
  const joined = await ask("POST", `/api/streams/${id}/sessions`, viewer);
  await pace(2 * MINUTE_MS + 200);
  const bills = await Promise.all(
    Array.from({ length: 50 }, () => ask("POST", `/api/streams/${id}/bill`, viewer)),
  );
  expect(bills.every(({ status }) => status === 200)).toBe(true);
  const now = bills.map(({ body }) => body.tokens_charged_now).reduce((a, b) => a + b, 0);
  for (const { body } of bills) expect(body.tokens_charged).toBeGreaterThanOrEqual(10);
  await ask("DELETE", `/api/sessions/${joined.body.id}`, viewer);
  const { body: left } = await settled(joined.body.id, viewer);
  expect(left.tokens_charged).toBe(5 * minutesOf(left));
  expect(now).toBeLessThanOrEqual(left.tokens_charged);
  const { body: wallet } = await ask("GET", "/api/wallet", viewer);
  expect(wallet.accounts[0].available).toBe(1_000 - left.tokens_charged);
});

it("who can't pay the next minute is stopped, told so live, and can't join again before a credit", async () => {
  const { id } = await live("creator-3");
  const viewer = await token("viewer-3", "viewer");
  await adjust("viewer-3", 7);
  const page = await openEvents(gateway.url, viewer);
  const { body: session } = await ask("POST", `/api/streams/${id}/sessions`, viewer);
  await poll(
    () => ask("POST", `/api/sessions/${session.id}/heartbeat`, viewer),
    ({ body }) => body.status === "ended",
  );
  const ended = await page.find(({ event, data }) => event === "session" && data.status === "ended");
  expect(ended.data).toMatchObject({
    end_reason: "insufficient_funds",
    minutes_billed: 1,
    tokens_charged: 5,
  });
  await page.find(({ event, data }) => event === "insufficient_funds" && data.session_id === session.id);
  const beat = await ask("POST", `/api/sessions/${session.id}/heartbeat`, viewer);
  expect([beat.status, beat.body.status, beat.body.end_reason]).toEqual([200, "ended", "insufficient_funds"]);
  const again = await ask("POST", `/api/streams/${id}/sessions`, viewer);
  expect([again.status, again.body.code]).toEqual([402, "insufficient_funds"]);
  await adjust("viewer-3", 10);
  expect((await ask("POST", `/api/streams/${id}/sessions`, viewer)).status).toBe(201);
  const versions = page.events.filter(({ event }) => event === "balance").map(({ data }) => data.version);
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  await page.close();
});

describe("doors that stay shut", () => {
  it("nobody joins their own stream, one that ended, or one that isn't there", async () => {
    const { id } = await live("creator-4");
    const both = await token("creator-4", "creator", "viewer");
    const own = await ask("POST", `/api/streams/${id}/sessions`, both);
    expect([own.status, own.body.code]).toEqual([403, "own_stream"]);
    const ended = await ask("POST", `/api/streams/${id}/end`, both);
    expect([ended.status, ended.body.status]).toEqual([200, "ended"]);
    const viewer = await token("viewer-4", "viewer");
    await adjust("viewer-4", 50);
    const late = await ask("POST", `/api/streams/${id}/sessions`, viewer);
    expect([late.status, late.body.code]).toEqual([409, "stream_ended"]);
    const nowhere = await ask("POST", `/api/streams/str_${"0".repeat(32)}/sessions`, viewer);
    expect([nowhere.status, nowhere.body.code]).toEqual([404, "stream_not_found"]);
    const never = await ask("POST", `/api/streams/${id}/bill`, viewer);
    expect([never.status, never.body.code]).toEqual([404, "session_not_found"]);
  });

  it("of ten joins at once with tokens for one exactly one opens", async () => {
    const streams = await Promise.all(Array.from({ length: 10 }, (_, i) => live(`creator-5-${i}`)));
    const viewer = await token("viewer-5", "viewer");
    await adjust("viewer-5", 9);
    const answers = await Promise.all(
      streams.map(({ id }) => ask("POST", `/api/streams/${id}/sessions`, viewer)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(402)]);
  });

  it("a stranger's stream can't be ended and a stranger's session isn't there", async () => {
    const { id } = await live("creator-6");
    const other = await token("creator-7", "creator");
    const refused = await ask("POST", `/api/streams/${id}/end`, other);
    expect([refused.status, refused.body.code]).toEqual([404, "stream_not_found"]);
    expect((await ask("POST", `/api/streams/${id}/end`, admin)).status).toBe(200);
  });

  it("a debit never goes below zero", async () => {
    await adjust("viewer-8", 10);
    const debit = await adjust("viewer-8", 11, { direction: "debit" });
    expect([debit.status, debit.body.code]).toEqual([409, "insufficient_balance"]);
    const cents = await adjust("creator-1", "0.01", { direction: "debit", asset: "USD" });
    expect([cents.status, cents.body.account.available]).toEqual([201, usd(1_320 * watched - 1)]);
  });
});

it("a new rate holds for sessions that start after it, and its history is kept", async () => {
  const { id } = await live("creator-9");
  const viewer = await token("viewer-9", "viewer");
  await adjust("viewer-9", 100);
  const before = await ask("POST", `/api/streams/${id}/sessions`, viewer);
  const rate = {
    scope: "stream",
    scope_id: id,
    tokens_per_minute: 8,
    creator_per_minute: "20.00",
    reason: "a special",
  };
  const set = await ask("PUT", "/api/admin/rates", admin, rate);
  expect([set.status, set.body.version, set.body.margin_per_minute]).toEqual([200, 1, null]);
  const other = await token("viewer-10", "viewer");
  await adjust("viewer-10", 100);
  const after = await ask("POST", `/api/streams/${id}/sessions`, other);
  expect([before.body.tokens_per_minute, after.body.tokens_per_minute]).toEqual([5, 8]);
  const { body } = await ask("GET", "/api/admin/rates", admin);
  expect(body.data[0]).toMatchObject({
    scope: "stream",
    scope_id: id,
    created_by: "the-admin",
    reason: "a special",
  });
});

it("receipts: one's own sessions, newest first; an admin sees anybody's", async () => {
  const viewer = await token("viewer-3", "viewer");
  const own = await ask("GET", "/api/sessions", viewer);
  expect(own.body.data.length).toBe(2);
  expect(own.body.data[1]).toMatchObject({ end_reason: "insufficient_funds", minutes_billed: 1 });
  const seen = await ask("GET", "/api/sessions?user_id=viewer-3", admin);
  expect(seen.body.data.map(({ id }: { id: string }) => id)).toEqual(
    own.body.data.map(({ id }: { id: string }) => id),
  );
});

it("with the wallet away for a while reads say 503 with Retry-After, and a heartbeat still counts", async () => {
  const { id } = await live("creator-11");
  const viewer = await token("viewer-11", "viewer");
  await adjust("viewer-11", 100);
  const { body: session } = await ask("POST", `/api/streams/${id}/sessions`, viewer);
  await ask("POST", `/api/sessions/${session.id}/heartbeat`, viewer);
  const hasty = await startHasty(gateway);
  gateway.world.service("wallet").kill();
  await gateway.world.service("wallet").exited;
  const reading = call(hasty.baseUrl as string, "GET", "/api/wallet", { token: viewer });
  for (let i = 0; i < 3; i++) {
    await pace(MINUTE_MS / 2);
    expect((await ask("POST", `/api/sessions/${session.id}/heartbeat`, viewer)).status).toBe(200);
  }
  const read = await reading;
  expect([read.status, read.body.code, read.headers.get("retry-after")]).toEqual([503, "unavailable", "1"]);
  await hasty.stop();
  await gateway.world.restart("wallet");
  await poll(
    () => ask("GET", "/api/wallet", viewer),
    ({ status, body }) => status === 200 && body.accounts[0].available <= 95,
  );
});

it("and the books are right", async () => {
  const { status, body } = await ask("GET", "/api/admin/integrity?run=now", admin);
  expect(status).toBe(200);
  expect(body.checks.filter(({ ok }: { ok: boolean }) => !ok)).toEqual([]);
  expect(body.checks.length).toBeGreaterThan(4);
});
