import { MetercastError } from "@metercast/runtime";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call, type Gateway, sign, startGateway } from "./harness.ts";

let gateway: Gateway;
let admin: string;
let creator: string;
let database: pg.Client;

beforeAll(async () => {
  gateway = await startGateway();
  admin = await sign(gateway.secret, "the-admin", ["admin"]);
  creator = await sign(gateway.secret, "the-creator", ["creator"]);
  database = new pg.Client({ connectionString: gateway.databaseUrl });
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await gateway.stop();
});

const credit = { user_id: "somebody", asset: "TOKEN", direction: "credit", amount: 7, reason: "a gift" };
const adjust = (key: string, body: unknown = credit, token = admin) =>
  call(gateway.url, "POST", "/api/admin/adjustments", { token, body, headers: { "Idempotency-Key": key } });
const start = (key: string, title: string) =>
  call(gateway.url, "POST", "/api/streams", {
    token: creator,
    body: { title },
    headers: { "Idempotency-Key": key },
  });
const callsOf = (method: string) => gateway.stubs.state.calls.filter((one) => one.method === method).length;

it("an adjustment without a key is refused with 400", async () => {
  const { status, body } = await call(gateway.url, "POST", "/api/admin/adjustments", {
    token: admin,
    body: credit,
  });
  expect([status, body.code]).toEqual([400, "idempotency_key_required"]);
});

it("the same key and body answer the stored result, without running again", async () => {
  const first = await adjust("same");
  const before = callsOf("postTransfer");
  const second = await adjust("same");
  expect(first.status).toBe(201);
  expect([second.status, second.body]).toEqual([201, first.body]);
  expect(first.headers.get("idempotent-replayed")).toBeNull();
  expect(second.headers.get("idempotent-replayed")).toBe("true");
  expect(second.headers.get("content-type")).toBe(first.headers.get("content-type"));
  expect(callsOf("postTransfer")).toBe(before);
});

it("the same key with another body is a conflict", async () => {
  await adjust("other-body");
  const { status, body } = await adjust("other-body", { ...credit, amount: 8 });
  expect([status, body.code]).toEqual([422, "idempotency_conflict"]);
});

it("keys belong to whoever sends them", async () => {
  const other = await sign(gateway.secret, "another-admin", ["admin"]);
  const mine = await adjust("shared");
  const theirs = await adjust("shared", credit, other);
  expect(theirs.status).toBe(201);
  expect(theirs.body.id).not.toBe(mine.body.id);
});

it("of twenty at once one runs, and the others say so or answer its result", async () => {
  gateway.stubs.state.delayMs = 300;
  const before = callsOf("postTransfer");
  const answers = await Promise.all(Array.from({ length: 20 }, () => adjust("at-once")));
  gateway.stubs.state.delayMs = 0;
  expect(callsOf("postTransfer") - before).toBe(1);
  expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThanOrEqual(1);
  for (const { status, body } of answers)
    if (status !== 201) expect([status, body.code]).toEqual([409, "request_in_progress"]);
});

it("a 503 is not stored: the same request runs again under the same business id", async () => {
  gateway.stubs.state.failures.set("startStream", () => new MetercastError("unavailable"));
  expect((await start("flaky", "Night")).status).toBe(503);
  gateway.stubs.state.failures.clear();
  const again = await start("flaky", "Night");
  expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([201, null]);
  const keys = gateway.stubs.state.calls
    .filter(({ method }) => method === "startStream")
    .map(({ request }) => (request as { idempotencyKey: string }).idempotencyKey)
    .slice(-2);
  expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(keys[1]).toBe(keys[0]);
  expect((await start("flaky", "Another")).status).toBe(422);
});

it("a refusal is stored like any final answer", async () => {
  const debit = { ...credit, user_id: "nobody", direction: "debit" };
  const first = await adjust("refused", debit);
  expect([first.status, first.body.code]).toEqual([409, "insufficient_balance"]);
  const second = await adjust("refused", debit);
  expect([second.status, second.headers.get("idempotent-replayed")]).toEqual([409, "true"]);
});

describe("a request that was cut off", () => {
  const lease = (key: string, until: string) =>
    database.query(
      `UPDATE idempotency_key SET status = NULL, body = NULL, lease_until = now() + $2::interval WHERE key = $1`,
      [key, until],
    );

  it("keeps others away while its lease lasts", async () => {
    await adjust("cut-off");
    await lease("cut-off", "20 seconds");
    expect((await adjust("cut-off")).status).toBe(409);
  });

  it("is taken over after its lease, and finds what it had posted", async () => {
    const first = await adjust("taken-over");
    await lease("taken-over", "-1 second");
    const transfers = gateway.stubs.state.transfers.size;
    const second = await adjust("taken-over");
    expect([second.status, second.body.id]).toEqual([201, first.body.id]);
    expect(gateway.stubs.state.transfers.size).toBe(transfers);
    const rows = await database.query("SELECT 1 FROM audit_log WHERE object_id = $1", [first.body.id]);
    expect(rows.rowCount).toBe(1);
  });

  it("another body does not take it over", async () => {
    await adjust("cut-off-2");
    await lease("cut-off-2", "-1 second");
    expect((await adjust("cut-off-2", { ...credit, amount: 9 })).status).toBe(422);
  });
});

it("after 24 hours a key is new", async () => {
  await start("old", "One");
  await database.query(
    "UPDATE idempotency_key SET expires_at = now() - interval '1 second' WHERE key = 'old'",
  );
  expect((await start("old", "Two")).status).toBe(201);
});

describe("the audit log", () => {
  it("says who adjusted what, why and in which request", async () => {
    const answer = await adjust("audited");
    const { rows } = await database.query("SELECT * FROM audit_log WHERE object_id = $1", [answer.body.id]);
    expect(rows).toMatchObject([
      {
        actor: "the-admin",
        action: "adjustment.posted",
        request_id: answer.headers.get("request-id"),
        detail: { user_id: "somebody", amount: "7", reason: "a gift" },
      },
    ]);
  });

  it("says who set a rate", async () => {
    const body = {
      scope: "creator",
      scope_id: "the-creator",
      tokens_per_minute: 6,
      creator_per_minute: 14.5,
      reason: "star",
    };
    const answer = await call(gateway.url, "PUT", "/api/admin/rates", { token: admin, body });
    expect([answer.status, answer.body.creator_per_minute]).toEqual([
      200,
      { amount: "14.50", currency: "USD" },
    ]);
    const { rows } = await database.query("SELECT action, detail FROM audit_log WHERE object_id = $1", [
      answer.body.id,
    ]);
    expect(rows).toMatchObject([
      { action: "rate.set", detail: { creator_per_minute: "14.50", reason: "star" } },
    ]);
  });

  it("can't be changed by the gateway's own role", async () => {
    await expect(database.query("UPDATE audit_log SET actor = 'x'")).rejects.toThrow(/permission denied/);
    await expect(database.query("DELETE FROM audit_log")).rejects.toThrow(/permission denied/);
    await expect(database.query("SELECT 1 FROM wallet.account")).rejects.toThrow(/permission denied/);
  });
});
