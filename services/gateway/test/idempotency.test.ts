import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { startService } from "@metercast/local-servers";
import { type Answer, sign } from "@metercast/testkit";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gateway } from "./api-world.ts";
import { call } from "./harness.ts";
import { hasty } from "./hasty.ts";

let admin: string;
let creator: string;
/** As the gateway's own role. */
let database: pg.Client;
/** Locks a table of billing's, so that a request stands still in the middle of its work. */
let superuser: pg.Client;

beforeAll(async () => {
  admin = await sign(gateway.secret, "the-admin", ["admin"]);
  creator = await sign(gateway.secret, "the-creator", ["creator"]);
  database = await connected(gateway.world.urls.gateway as string);
  superuser = await connected(gateway.world.adminUrl);
});
afterAll(async () => {
  await database.end();
  await superuser.end();
});

const credit = { user_id: "somebody", asset: "TOKEN", direction: "credit", amount: 7, reason: "a gift" };
const adjust = (key: string, body: unknown = credit, token = admin) =>
  call(gateway.url, "POST", "/api/admin/adjustments", { token, body, headers: { "Idempotency-Key": key } });
const start = (key: string, title: string, url = gateway.url) =>
  call(url, "POST", "/api/streams", {
    token: creator,
    body: { title },
    headers: { "Idempotency-Key": key },
  });

async function connected(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client;
}

/** What was done under an idempotency key of the gateway's, as the wallet has it. */
async function transfersOf(userId: string): Promise<number> {
  const { entries } = await gateway.wallet.listEntries({
    userId,
    limit: 100,
    cursor: "",
    asset: Asset.ASSET_TOKEN,
    referenceType: "",
    from: undefined,
    to: undefined,
    streamId: "",
  });
  return entries.length;
}

const AT_THE_LOCK = "SELECT 1 FROM pg_locks WHERE relation = 'billing.stream'::regclass AND NOT granted";

/**
 * Asks a gateway that is in a hurry while nobody can write to billing's streams, until billing has got it
 * and only waits for them.
 */
async function startTooLate(key: string, title: string): Promise<Answer> {
  await superuser.query("BEGIN");
  await superuser.query("LOCK TABLE billing.stream IN EXCLUSIVE MODE");
  try {
    for (;;) {
      const answer = await start(key, title, hasty.baseUrl);
      const waiting = ((await superuser.query(AT_THE_LOCK)).rowCount ?? 0) > 0;
      if (waiting || answer.status !== 503) return answer;
    }
  } finally {
    await superuser.query("COMMIT");
  }
}

it("an adjustment without a key is refused with 400", async () => {
  const { status, body } = await call(gateway.url, "POST", "/api/admin/adjustments", {
    token: admin,
    body: credit,
  });
  expect([status, body.code]).toEqual([400, "idempotency_key_required"]);
});

it("the same key and body answer the stored result, without running again", async () => {
  const first = await adjust("same");
  gateway.network.wallet.refuse();
  // Nobody is there who could do it again.
  const second = await adjust("same");
  gateway.network.wallet.resume();
  expect(first.status).toBe(201);
  expect([second.status, second.body]).toEqual([201, first.body]);
  expect(first.headers.get("idempotent-replayed")).toBeNull();
  expect(second.headers.get("idempotent-replayed")).toBe("true");
  expect(second.headers.get("content-type")).toBe(first.headers.get("content-type"));
});

it("the same key with another body is a conflict", async () => {
  await adjust("other-body");
  const { status, body } = await adjust("other-body", { ...credit, amount: 8 });
  expect([status, body.code]).toEqual([422, "idempotency_conflict"]);
});

it("keys belong to their senders", async () => {
  const other = await sign(gateway.secret, "another-admin", ["admin"]);
  const mine = await adjust("shared");
  const theirs = await adjust("shared", credit, other);
  expect(theirs.status).toBe(201);
  expect(theirs.body.id).not.toBe(mine.body.id);
});

it("of twenty at once one runs, and the others say so or answer its result", async () => {
  const body = { ...credit, user_id: "of-twenty" };
  const early: Answer[] = [];
  // The one stands still on its way to the wallet: what is answered by now was answered by those who did
  // not run.
  gateway.network.wallet.stall();
  const asked = Array.from({ length: 20 }, () => adjust("at-once", body));
  for (const one of asked) void one.then((answer) => early.push(answer));
  await expect
    .poll(() => early.length, { timeout: 25_000 })
    .toBe(19)
    .finally(() => gateway.network.wallet.resume());
  for (const answer of early) expect([answer.status, answer.body.code]).toEqual([409, "request_in_progress"]);
  const answers = await Promise.all(asked);
  expect(answers.filter(({ status }) => status === 201).length).toBe(1);
  expect(await transfersOf("of-twenty")).toBe(1);
  expect((await adjust("at-once", body)).headers.get("idempotent-replayed")).toBe("true");
});

it("a 503 is not stored: the same request runs again under the same business id", async () => {
  const started = async () => {
    const query = { creatorId: "the-creator", limit: 100, cursor: "" };
    const { streams } = await gateway.billing.listStreams(query);
    return streams.filter(({ title }) => title === "Night").map(({ id }) => id);
  };
  // Billing has got it and will do it, only not in time for an answer.
  const late = await startTooLate("flaky", "Night");
  expect(late.status).toBe(503);
  await expect.poll(started).toHaveLength(1);
  const again = await start("flaky", "Night");
  expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([201, null]);
  expect(await started()).toEqual([again.body.id]);
  expect((await start("flaky", "Another")).status).toBe(422);
});

it("a refusal is stored like any final answer", async () => {
  const debit = { ...credit, user_id: "nobody", direction: "debit" };
  const first = await adjust("refused", debit);
  expect([first.status, first.body.code]).toEqual([409, "insufficient_balance"]);
  const second = await adjust("refused", debit);
  expect([second.status, second.headers.get("idempotent-replayed")]).toEqual([409, "true"]);
});

it("a key is kept for what was done or decided, and takes no room where there was nothing to act on", async () => {
  const kept = async (key: string) =>
    (await database.query("SELECT 1 FROM idempotency_key WHERE key = $1", [key])).rowCount;
  const viewer = await sign(gateway.secret, "at-a-loss", ["viewer"]);
  const ask = (method: string, path: string, key: string, options: object = {}) =>
    call(gateway.url, method, path, { token: viewer, headers: { "Idempotency-Key": key }, ...options });
  const nowhere = `ses_${"0".repeat(32)}`;
  expect((await ask("POST", `/api/sessions/${nowhere}/heartbeat`, "to-nobody")).status).toBe(404);
  expect((await ask("DELETE", `/api/sessions/${nowhere}`, "of-nobody")).status).toBe(404);
  expect((await start("not-valid", "")).status).toBe(422);
  for (const key of ["to-nobody", "of-nobody", "not-valid"]) expect([key, await kept(key)]).toEqual([key, 0]);
  // So the same key may bring what was meant.
  expect((await start("not-valid", "A title")).status).toBe(201);
  expect(await kept("not-valid")).toBe(1);
});

describe("a request that was cut off", () => {
  const lease = (key: string, until: string) =>
    database.query(
      `UPDATE idempotency_key SET status = NULL, body = NULL, lease_until = now() + $2::interval WHERE key = $1`,
      [key, until],
    );

  it("keeps others away while its lease lasts", async () => {
    await adjust("cut-off");
    await lease("cut-off", "10 minutes");
    expect((await adjust("cut-off")).status).toBe(409);
  });

  it("is taken over after its lease, and finds what it had posted", async () => {
    const body = { ...credit, user_id: "cut-off-once" };
    const first = await adjust("taken-over", body);
    await lease("taken-over", "-1 second");
    const second = await adjust("taken-over", body);
    expect([second.status, second.body.id]).toEqual([201, first.body.id]);
    expect(await transfersOf("cut-off-once")).toBe(1);
    const rows = await database.query("SELECT 1 FROM audit_log WHERE object_id = $1", [first.body.id]);
    expect(rows.rowCount).toBe(1);
  });

  it("another body does not take it over", async () => {
    await adjust("cut-off-2");
    await lease("cut-off-2", "-1 second");
    expect((await adjust("cut-off-2", { ...credit, amount: 9 })).status).toBe(422);
  });
});

it("after 24 hours an answer is forgotten: the same request finds what it made, another is still a conflict", async () => {
  const forget = () =>
    database.query("UPDATE idempotency_key SET expires_at = now() - interval '1 second' WHERE key = 'old'");
  const first = await start("old", "One");
  await forget();
  const same = await start("old", "One");
  expect([same.status, same.body.id]).toEqual([201, first.body.id]);
  expect(same.headers.get("idempotent-replayed")).toBeNull();
  await forget();
  // Billing keeps the business id with what was made under it, permanently.
  const other = await start("old", "Two");
  expect([other.status, other.body.code]).toEqual([422, "idempotency_conflict"]);
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

  it("has a row of what a gateway did that died before it could say so, also when nobody asks again", async () => {
    const dying = await startService("gateway", {
      ...gateway.env,
      METERCAST_FAILPOINT: "gateway.before_audit",
    });
    const body = { ...credit, user_id: "died-in-between" };
    const asked = { token: admin, body, headers: { "Idempotency-Key": "died", "Request-Id": "req-died" } };
    await expect(call(dying.baseUrl as string, "POST", "/api/admin/adjustments", asked)).rejects.toThrow();
    await dying.exited;
    expect(await transfersOf("died-in-between")).toBe(1);
    const rows = async () => {
      const query =
        "SELECT actor, action, object_id, detail FROM audit_log WHERE request_id = 'req-died' ORDER BY id";
      return (await database.query(query)).rows;
    };
    expect(await rows()).toEqual([]);
    // A minute later.
    await superuser.query("UPDATE gateway.audit_intent SET began_at = began_at - interval '61 seconds'");
    await expect.poll(rows, { timeout: 60_000 }).toMatchObject([
      {
        actor: "the-admin",
        action: "adjustment.posted",
        object_id: "",
        detail: { user_id: "died-in-between", amount: "7", outcome: "unknown" },
      },
    ]);
    // The same request again finds what was done, and then it is known.
    await database.query("UPDATE idempotency_key SET lease_until = now() WHERE key = 'died'");
    const again = await call(gateway.url, "POST", "/api/admin/adjustments", asked);
    expect(again.status).toBe(201);
    expect((await rows()).map((row) => row.object_id)).toEqual(["", again.body.id]);
    expect(await transfersOf("died-in-between")).toBe(1);
  });

  it("has no row of what was refused", async () => {
    const refused = await adjust("no-row", { ...credit, user_id: "no-row", direction: "debit" });
    expect(refused.status).toBe(409);
    const left = "SELECT 1 FROM audit_intent WHERE detail ->> 'user_id' = 'no-row'";
    const row = "SELECT 1 FROM audit_log WHERE detail ->> 'user_id' = 'no-row'";
    expect([(await database.query(left)).rowCount, (await database.query(row)).rowCount]).toEqual([0, 0]);
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
