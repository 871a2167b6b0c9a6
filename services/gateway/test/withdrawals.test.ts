import { startWorld, type World } from "@metercast/testkit";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call, openEvents, sign } from "./harness.ts";

let world: World;
let admin: string;
let keys = 0;

beforeAll(async () => {
  world = await startWorld({ env: { METER_MINUTE_SECONDS: "1" } });
  admin = await sign(world.jwtSecret, "the-admin", ["admin"]);
});
afterAll(() => world?.stop());

const usd = (amount: string) => ({ amount, currency: "USD" });
const newKey = () => ({ "Idempotency-Key": `test-${keys++}` });
const ask = (method: string, path: string, token: string | undefined, body?: unknown, headers = {}) =>
  call(world.gatewayUrl, method, path, { token, body, headers });
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A creator with money, and with where to send it unless told otherwise. */
async function creatorWith(id: string, dollars: string, options: { method?: boolean } = {}): Promise<string> {
  const token = await sign(world.jwtSecret, id, ["creator"]);
  const body = { user_id: id, asset: "USD", direction: "credit", amount: dollars, reason: "for a test" };
  expect((await ask("POST", "/api/admin/adjustments", admin, body, newKey())).status).toBe(201);
  if (options.method === false) return token;
  const method = { kind: "manual", details: "IBAN XX00 0000" };
  expect((await ask("POST", "/api/payout-methods", token, method)).status).toBe(201);
  return token;
}

const request = (token: string, amount: unknown, headers: Record<string, string> = newKey()) =>
  ask("POST", "/api/withdrawals", token, { amount }, headers);
const decide = (id: string, body: unknown, token = admin, headers: Record<string, string> = newKey()) =>
  ask("PATCH", `/api/withdrawals/${id}`, token, body, headers);

async function dollars(token: string): Promise<{ posted: string; held: string; available: string }> {
  const { body } = await ask("GET", "/api/wallet", token);
  const account = body.accounts.find(({ asset }: { asset: string }) => asset === "USD");
  return {
    posted: account.posted.amount,
    held: account.held.amount,
    available: account.available.amount,
  };
}

async function until<T>(look: () => Promise<T>, good: (seen: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries++) {
    const seen = await look();
    if (good(seen)) return seen;
    if (tries > 100) throw new Error(`not within 10 s: ${JSON.stringify(seen)}`);
    await sleep(100);
  }
}

describe("a request", () => {
  it("holds the amount at once, and the same key finds it again", async () => {
    const creator = await creatorWith("creator-1", "120.00");
    const headers = newKey();
    const asked = await request(creator, "100.00", headers);
    expect([asked.status, asked.body.status, asked.body.amount]).toEqual([201, "PENDING", usd("100.00")]);
    expect(await dollars(creator)).toEqual({ posted: "120.00", held: "100.00", available: "20.00" });
    const again = await request(creator, "100.00", headers);
    expect([again.status, again.body.id, again.headers.get("idempotent-replayed")]).toEqual([
      201,
      asked.body.id,
      "true",
    ]);
    const other = await request(creator, "60.00", headers);
    expect([other.status, other.body.code]).toEqual([422, "idempotency_conflict"]);
    const second = await request(creator, 50);
    expect([second.status, second.body.code]).toEqual([409, "withdrawal_already_open"]);
    const { body: summary } = await ask("GET", "/api/earnings/summary", creator);
    expect([summary.held, summary.on_its_way, summary.withdrawal]).toEqual([
      usd("100.00"),
      usd("0.00"),
      { minimum: usd("50.00"), maximum: usd("20.00"), open_id: asked.body.id },
    ]);
  });

  it("of twenty at once exactly one opens", async () => {
    const creator = await creatorWith("creator-2", "5000.00");
    const answers = await Promise.all(Array.from({ length: 20 }, () => request(creator, "60.00")));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array(19).fill(409)]);
    expect((await dollars(creator)).held).toBe("60.00");
  });

  it("of twenty with the same key all that are answered name the same one", async () => {
    const creator = await creatorWith("creator-3", "5000.00");
    const headers = newKey();
    const answers = await Promise.all(Array.from({ length: 20 }, () => request(creator, "60.00", headers)));
    const made = answers.filter(({ status }) => status === 201);
    expect(new Set(made.map(({ body }) => body.id)).size).toBe(1);
    for (const { status, body } of answers)
      if (status !== 201) expect([status, body.code]).toEqual([409, "request_in_progress"]);
    expect((await dollars(creator)).held).toBe("60.00");
  });

  it.each([
    [0, "invalid_request"],
    ["0.00", "invalid_request"],
    ["-50.00", "invalid_request"],
    ["50.001", "invalid_request"],
    [2 ** 53, "invalid_request"],
    ["1e3", "invalid_request"],
    [null, "invalid_request"],
    ["49.99", "below_minimum"],
  ])("of %j dollars is %s and holds nothing", async (amount, code) => {
    const creator = await sign(world.jwtSecret, "creator-1", ["creator"]);
    const before = await dollars(creator);
    const { status, body } = await request(creator, amount);
    expect([status, body.code]).toEqual([422, code]);
    expect(await dollars(creator)).toEqual(before);
  });

  it("needs a key, as much as it asks for, and a payout method of one's own where it names one", async () => {
    const creator = await creatorWith("creator-4", "60.00");
    const keyless = await request(creator, "50.00", {});
    expect([keyless.status, keyless.body.code]).toEqual([400, "idempotency_key_required"]);
    const tooMuch = await request(creator, "60.01");
    expect([tooMuch.status, tooMuch.body.code]).toEqual([409, "insufficient_balance"]);
    const { body: methods } = await ask(
      "GET",
      "/api/payout-methods",
      await sign(world.jwtSecret, "creator-1", ["creator"]),
    );
    for (const payout_method_id of [methods.data[0].id, "pm_nothing"]) {
      const foreign = await ask(
        "POST",
        "/api/withdrawals",
        creator,
        { amount: 50, payout_method_id },
        newKey(),
      );
      expect([foreign.status, foreign.body.code]).toEqual([404, "payout_method_not_found"]);
    }
    expect((await dollars(creator)).held).toBe("0.00");
  });
});

describe("who sees and does what", () => {
  it("its creator and admins see it; for others it is not there", async () => {
    const named = await sign(world.jwtSecret, "creator-1", ["creator"]);
    const { body: own } = await ask("GET", "/api/withdrawals", named);
    expect(own.data.length).toBe(1);
    const { id } = own.data[0];
    const stranger = await sign(world.jwtSecret, "a-stranger", ["creator"]);
    for (const [method, path] of [
      ["GET", `/api/withdrawals/${id}`],
      ["DELETE", `/api/withdrawals/${id}`],
      ["GET", "/api/withdrawals?user_id=creator-1"],
      ["GET", `/api/withdrawals/wdr_${"0".repeat(32)}`],
      ["GET", "/api/withdrawals/x"],
    ] as const)
      expect([method, path, (await ask(method, path, stranger)).status]).toEqual([method, path, 404]);
    expect((await ask("GET", "/api/withdrawals", stranger)).body.data).toEqual([]);
    const mine = await ask("GET", `/api/withdrawals/${id}`, named);
    expect(mine.body.history.map(({ to }: { to: string }) => to)).toEqual(["PENDING"]);
    expect(mine.body).not.toHaveProperty("creator_email");
    const seen = await ask("GET", "/api/withdrawals?user_id=creator-1&status=PENDING", admin);
    expect(seen.body.data).toMatchObject([{ id, creator_id: "creator-1", creator_name: null }]);
    const pages = await ask("GET", "/api/withdrawals?limit=1", admin);
    const next = await ask("GET", `/api/withdrawals?limit=1&cursor=${pages.body.next_cursor}`, admin);
    expect(next.body.data[0].id).not.toBe(pages.body.data[0].id);
  });

  it("only admins decide, never on their own", async () => {
    await creatorWith("both", "80.00");
    const both = await sign(world.jwtSecret, "both", ["creator", "admin"]);
    const { body: asked } = await request(both, "60.00");
    const own = await decide(asked.id, { action: "approve" }, both);
    expect([own.status, own.body.code]).toEqual([403, "own_withdrawal"]);
    const creator = await sign(world.jwtSecret, "both", ["creator"]);
    expect((await decide(asked.id, { action: "approve" }, creator)).status).toBe(403);
    expect((await decide(asked.id, { action: "approve" }, "no token")).status).toBe(401);
    const viewer = await sign(world.jwtSecret, "a-viewer", ["viewer"]);
    for (const [method, path] of [
      ["GET", "/api/withdrawals"],
      ["POST", "/api/withdrawals"],
      ["GET", "/api/payout-methods"],
      ["GET", "/api/admin/withdrawals/stats"],
      ["POST", "/api/admin/payouts/freeze"],
    ] as const)
      expect([path, (await ask(method, path, viewer, method === "GET" ? undefined : {})).status]).toEqual([
        path,
        403,
      ]);
  });
});

describe("a decision", () => {
  it("rejecting needs a note, and gives the money back", async () => {
    const creator = await creatorWith("creator-5", "75.00");
    const { body: asked } = await request(creator, "75.00");
    for (const body of [
      { action: "reject" },
      { action: "reject", note: "  " },
      { action: "pay" },
      { action: "mark_paid" },
      {},
    ])
      expect([body, (await decide(asked.id, body)).status]).toEqual([body, 422]);
    const keyless = await decide(asked.id, { action: "approve" }, admin, {});
    expect(keyless.body.code).toBe("idempotency_key_required");
    const rejected = await decide(asked.id, { action: "reject", note: "not this month" });
    expect([rejected.status, rejected.body.status, rejected.body.reason]).toEqual([
      200,
      "REJECTED",
      "not this month",
    ]);
    expect(await dollars(creator)).toEqual({ posted: "75.00", held: "0.00", available: "75.00" });
    const late = await decide(asked.id, { action: "approve" });
    expect([late.status, late.body.code]).toEqual([409, "invalid_transition"]);
  });

  it("its creator cancels a PENDING one, once, and may ask again", async () => {
    const creator = await creatorWith("creator-6", "75.00");
    const { body: asked } = await request(creator, "75.00");
    const canceled = await ask("DELETE", `/api/withdrawals/${asked.id}`, creator);
    expect([canceled.status, canceled.body.status]).toEqual([200, "CANCELED"]);
    expect((await dollars(creator)).available).toBe("75.00");
    const again = await ask("DELETE", `/api/withdrawals/${asked.id}`, creator);
    expect([again.status, again.body.code]).toEqual([409, "invalid_transition"]);
    expect((await request(creator, "75.00")).status).toBe(201);
  });

  it("approve, then paid by hand: COMPLETED, live on the creator's page, and in the audit's and its own history", async () => {
    const creator = await creatorWith("creator-7", "120.00");
    const page = await openEvents(world.gatewayUrl, creator);
    const { body: asked } = await request(creator, "100.00");
    const statusOf = (status: string) =>
      page.find(
        ({ event, data }) => event === "withdrawal" && data.id === asked.id && data.status === status,
      );
    await statusOf("PENDING");
    await page.find(({ event, data }) => event === "balance" && data.held.amount === "100.00");
    const headers = newKey();
    const approved = await decide(asked.id, { action: "approve", note: "well done" }, admin, headers);
    expect([approved.status, approved.body.status]).toEqual([200, "APPROVED"]);
    expect(await dollars(creator)).toEqual({ posted: "20.00", held: "0.00", available: "20.00" });
    const replayed = await decide(asked.id, { action: "approve", note: "well done" }, admin, headers);
    expect([replayed.status, replayed.body.status]).toEqual([200, "APPROVED"]);
    await statusOf("APPROVED");
    const { body: summary } = await ask("GET", "/api/earnings/summary", creator);
    expect(summary.on_its_way).toEqual(usd("100.00"));
    await until(
      () => ask("GET", `/api/withdrawals/${asked.id}`, admin),
      ({ body }) => body.attempts[0]?.state === "sent",
    );
    const paid = await decide(asked.id, { action: "mark_paid", reference: "bank 4711" });
    expect([paid.status, paid.body.status, paid.body.attempts[0].reference]).toEqual([
      200,
      "COMPLETED",
      "bank 4711",
    ]);
    expect(paid.body.history.map(({ to, actor_id }: Record<string, string>) => [actor_id, to])).toEqual([
      ["creator-7", "PENDING"],
      ["the-admin", "APPROVED"],
      ["the-admin", "COMPLETED"],
    ]);
    await statusOf("COMPLETED");
    const versions = page.events
      .filter(({ event }) => event === "withdrawal")
      .map(({ data }) => data.version);
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
    await page.close();
    const { body: entries } = await ask("GET", "/api/wallet/entries?reference_type=WITHDRAWAL", creator);
    expect(entries.data).toMatchObject([{ reference_id: asked.id, amount: usd("-100.00") }]);
  });

  it("paid by hand and sent back by the bank: FAILED, and the money is there again", async () => {
    const creator = await creatorWith("creator-8", "60.00");
    const { body: asked } = await request(creator, "60.00");
    await decide(asked.id, { action: "approve" });
    await until(
      () => ask("GET", `/api/withdrawals/${asked.id}`, admin),
      ({ body }) => body.attempts[0]?.state === "sent",
    );
    await decide(asked.id, { action: "mark_paid", reference: "bank 4712" });
    const failed = await decide(asked.id, { action: "mark_failed", note: "account closed" });
    expect([failed.status, failed.body.status, failed.body.reason]).toEqual([
      200,
      "FAILED",
      "account closed",
    ]);
    await until(
      () => dollars(creator),
      ({ available }) => available === "60.00",
    );
  });

  it("of ten approvals at once one wins; without a payout method it then waits for one", async () => {
    const creator = await creatorWith("creator-9", "60.00", { method: false });
    const { body: asked } = await request(creator, "60.00");
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => decide(asked.id, { action: "approve" })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)]);
    const waiting = await until(
      () => ask("GET", "/api/withdrawals?attention=needed", admin),
      ({ body }) => body.data.some(({ id }: { id: string }) => id === asked.id),
    );
    expect(waiting.status).toBe(200);
    const { body: seen } = await ask("GET", `/api/withdrawals/${asked.id}`, creator);
    expect([seen.status, seen.attention]).toEqual(["APPROVED", "payout_method_missing"]);
    expect((await ask("GET", "/api/withdrawals?attention=needed", creator)).status).toBe(403);
  });
});

describe("an answer that was lost", () => {
  /** As a gateway leaves it that was killed after the effect and before it kept its answer, some time ago. */
  async function loseAnswer(key: string): Promise<void> {
    const database = new pg.Client({ connectionString: world.urls.gateway });
    await database.connect();
    const lost = await database.query(
      "UPDATE idempotency_key SET status = NULL, body = NULL, lease_until = now() - interval '1 second' WHERE key = $1",
      [key],
    );
    await database.end();
    expect(lost.rowCount).toBe(1);
  }

  it("the same request again finds what it did, and its audit row is there once", async () => {
    const creator = await creatorWith("creator-11", "60.00");
    const asking = newKey();
    const { body: asked } = await request(creator, "60.00", asking);
    await loseAnswer(asking["Idempotency-Key"]);
    const askedAgain = await request(creator, "60.00", asking);
    expect([askedAgain.status, askedAgain.body.id]).toEqual([201, asked.id]);

    const deciding = newKey();
    const reject = { action: "reject", note: "not now" };
    expect((await decide(asked.id, reject, admin, deciding)).status).toBe(200);
    await loseAnswer(deciding["Idempotency-Key"]);
    const again = await decide(asked.id, reject, admin, deciding);
    expect([again.status, again.body.status]).toEqual([200, "REJECTED"]);
    // Another request for the same is a request of its own, and comes too late.
    expect((await decide(asked.id, reject)).status).toBe(409);
    const database = new pg.Client({ connectionString: world.adminUrl });
    await database.connect();
    const audit = await database.query(
      "SELECT actor, action, detail FROM gateway.audit_log WHERE object_id = $1",
      [asked.id],
    );
    await database.end();
    const detail = { creator_id: "creator-11", amount: "60.00", note: "not now" };
    expect(audit.rows).toEqual([{ actor: "the-admin", action: "withdrawal.reject", detail }]);
  });

  it("what somebody else did is not taken for one's own", async () => {
    const creator = await creatorWith("creator-12", "60.00");
    const { body: asked } = await request(creator, "60.00");
    const deciding = newKey();
    const approve = { action: "approve" };
    await ask("DELETE", `/api/withdrawals/${asked.id}`, creator);
    expect((await decide(asked.id, approve, admin, deciding)).status).toBe(409);
    await loseAnswer(deciding["Idempotency-Key"]);
    const again = await decide(asked.id, approve, admin, deciding);
    expect([again.status, again.body.code]).toEqual([409, "invalid_transition"]);
  });
});

describe("what admins look at and turn", () => {
  it("the numbers", async () => {
    const { status, body } = await ask("GET", "/api/admin/withdrawals/stats", admin);
    expect(status).toBe(200);
    expect(body.by_status.map((row: { status: string }) => row.status)).toEqual([
      "PENDING",
      "APPROVED",
      "REJECTED",
      "CANCELED",
      "COMPLETED",
      "FAILED",
    ]);
    expect(body.by_status[4]).toEqual({ status: "COMPLETED", count: 1, amount: usd("100.00") });
    expect(body.oldest_pending_seconds).toBeGreaterThanOrEqual(0);
    expect([body.attempts_unknown, body.needing_attention]).toEqual([0, 1]);
  });

  it("a waiver lowers one creator's minimum", async () => {
    const creator = await creatorWith("creator-10", "30.00");
    const path = "/api/admin/creators/creator-10/withdrawal-minimum";
    expect((await ask("PUT", path, admin, { amount: "20.00" })).status).toBe(422);
    const set = await ask("PUT", path, admin, { amount: "20.00", reason: "moving away" });
    expect([set.status, set.body]).toEqual([200, { creator_id: "creator-10", minimum: usd("20.00") }]);
    expect((await request(creator, "19.99")).body.code).toBe("below_minimum");
    expect((await request(creator, "20.00")).status).toBe(201);
    const { body } = await ask("GET", "/api/earnings/summary", creator);
    expect(body.withdrawal.minimum).toEqual(usd("20.00"));
  });

  it("the books balance, also while payouts are frozen, and who froze them is said", async () => {
    expect((await ask("POST", "/api/admin/payouts/freeze", admin, {})).status).toBe(422);
    const frozen = await ask("POST", "/api/admin/payouts/freeze", admin, { reason: "a look" });
    expect([frozen.status, frozen.body]).toMatchObject([
      200,
      { frozen: true, by: "the-admin", reason: "a look" },
    ]);
    const books = await until(
      () => ask("GET", "/api/admin/integrity?run=now", admin),
      ({ body }) => body.ok === true,
    );
    expect(books.body.freeze).toMatchObject({ frozen: true, by: "the-admin", reason: "a look" });
    const lifted = await ask("POST", "/api/admin/payouts/unfreeze", admin, { reason: "seen" });
    expect(lifted.body.frozen).toBe(false);
  });
});

describe("Stripe's doors", () => {
  it.each(["payments", "payouts"])(
    "%s: what isn't signed is refused, and bodies have an end",
    async (door) => {
      const path = `/webhooks/stripe/${door}`;
      const raw = '{"id":"evt_1","object":"event"}';
      const unsigned = await call(world.gatewayUrl, "POST", path, { raw });
      expect([unsigned.status, unsigned.body.code]).toEqual([400, "invalid_signature"]);
      const large = await call(world.gatewayUrl, "POST", path, { raw: "x".repeat(256 * 1024 + 1) });
      expect([large.status, large.body.code]).toEqual([413, "payload_too_large"]);
    },
  );

  it("a wrong signature is refused by the owner", async () => {
    const headers = { "Stripe-Signature": "t=1,v1=00" };
    const answer = await call(world.gatewayUrl, "POST", "/webhooks/stripe/payouts", { raw: "{}", headers });
    expect([answer.status, answer.body.code]).toEqual([400, "invalid_signature"]);
  });
});

it("while withdrawals is away its routes say 503, and everything else works", async () => {
  const creator = await sign(world.jwtSecret, "creator-1", ["creator"]);
  world.service("withdrawals").kill();
  await world.service("withdrawals").exited;
  const [list, summary, page] = await Promise.all([
    ask("GET", "/api/withdrawals", creator),
    ask("GET", "/api/earnings/summary", creator),
    openEvents(world.gatewayUrl, creator),
  ]);
  expect([list.status, list.body.code]).toEqual([503, "unavailable"]);
  expect([summary.status, summary.body.on_its_way]).toEqual([200, null]);
  await page.find(({ event }) => event === "balance");
  await world.restart("withdrawals");
  await page.find(({ event, data }) => event === "withdrawal" && data.status === "PENDING");
  await page.close();
});
