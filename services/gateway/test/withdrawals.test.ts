import { withClient } from "@metercast/provision";
import { poll, sign } from "@metercast/testkit";
import { describe, expect, it } from "vitest";
import { call, callPatiently, openEvents } from "./harness.ts";
import { admin, ask, creatorWith, decide, newKey, request, usd, world } from "./withdrawals-world.ts";

describe("what admins look at and turn", () => {
  it("the numbers", async () => {
    const asked = async (id: string, options = {}) =>
      (await request(await creatorWith(id, "100.00", options), "100.00")).body.id;
    await asked("waiting");
    const [paid, homeless] = [await asked("paid"), await asked("homeless", { method: false })];
    for (const id of [paid, homeless]) expect((await decide(id, { action: "approve" })).status).toBe(200);
    await poll(
      () => decide(paid, { action: "mark_paid", reference: "bank 1" }),
      ({ status: done }) => done === 200,
    );
    await poll(
      () => ask("GET", "/api/withdrawals?attention=needed", admin),
      ({ body: needing }) => needing.data.length === 1,
    );
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
    const books = await poll(
      () => ask("GET", "/api/admin/integrity?run=now", admin),
      ({ body }) => body.ok === true,
    );
    expect(books.body.freeze).toMatchObject({ frozen: true, by: "the-admin", reason: "a look" });
    const lifted = await ask("POST", "/api/admin/payouts/unfreeze", admin, { reason: "seen" });
    expect(lifted.body.frozen).toBe(false);
  });
});

describe("what stands between a creator and a payout", () => {
  interface Item {
    kind: string;
    state: string;
    code: string | null;
  }
  const states = (items: Item[]) => items.map(({ kind, state, code }) => [kind, state, code]);
  const checklist = async (token: string) => (await ask("GET", "/api/payout-checklist", token)).body;

  it("is listed until all of it is settled, without a tax form that nothing asks for", async () => {
    const creator = await creatorWith("list-creator", "30.00", { method: false });
    const first = await checklist(creator);
    expect([first.complete, first.open_withdrawal]).toEqual([false, null]);
    expect(states(first.items)).toEqual([
      ["payout_method", "todo", "payout_method_missing"],
      ["minimum", "waiting", null],
      ["matured", "done", null],
    ]);
    expect(first.items[1]).toMatchObject({ have: usd("30.00"), need: usd("50.00") });
    const method = { kind: "manual", details: "IBAN XX00 0000" };
    expect((await ask("POST", "/api/payout-methods", creator, method)).status).toBe(201);
    await creatorWith("list-creator", "30.00", { method: false });
    const done = await checklist(creator);
    expect([done.complete, states(done.items).map(([, state]) => state)]).toEqual([
      true,
      ["done", "done", "done"],
    ]);
  });

  it("names what an approved withdrawal waits for, and then no day is promised", async () => {
    const creator = await creatorWith("homeless-too", "100.00", { method: false });
    const { id } = (await request(creator, "100.00")).body;
    const home = async () => (await ask("GET", "/api/earnings/home", creator)).body;
    expect((await home()).next_payout).toMatchObject({
      kind: "withdrawal",
      withdrawal_id: id,
      date: null,
      waits_for: "approval",
    });
    expect((await decide(id, { action: "approve" })).status).toBe(200);
    const waiting = await poll(
      () => checklist(creator),
      ({ open_withdrawal }) => open_withdrawal?.attention === "payout_method_missing",
    );
    expect(waiting.open_withdrawal).toMatchObject({ id, status: "APPROVED" });
    expect((await home()).next_payout).toMatchObject({ date: null, waits_for: "payout_method_missing" });
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
      const signature = `t=${Math.floor(Date.now() / 1_000)},v1=${"0a".repeat(32)}`;
      const large = await call(world.gatewayUrl, "POST", path, {
        raw: `{${"x".repeat(256 * 1024)}`,
        headers: { "Stripe-Signature": signature },
      });
      expect([large.status, large.body.code]).toEqual([413, "payload_too_large"]);
    },
  );

  it.each(["payments", "payouts"])(
    "%s: a wrong signature is refused, also one over nothing",
    async (door) => {
      const headers = { "Stripe-Signature": "t=1,v1=00" };
      for (const raw of ["{}", ""]) {
        const answer = await call(world.gatewayUrl, "POST", `/webhooks/stripe/${door}`, { raw, headers });
        expect([raw, answer.status, answer.body.code]).toEqual([raw, 400, "invalid_signature"]);
      }
    },
  );
});

// The bounds are withdrawals-world.ts's: two live streams, three payout methods, five hundred keys.
describe("what one person may have at once", () => {
  it("is so many live streams, however many are started together; ending one makes room", async () => {
    const token = await sign(world.jwtSecret, "many-streams", ["creator"]);
    const start = (title: string, headers = {}) => ask("POST", "/api/streams", token, { title }, headers);
    const key = newKey();
    const first = await start("First", key);
    const others = await Promise.all(Array.from({ length: 6 }, (_, i) => start(`Other ${i}`)));
    expect(others.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    const refused = others.find(({ status }) => status === 409);
    expect([refused?.body.code, refused?.body.detail]).toEqual([
      "too_many_streams",
      "at most 2 at once: end one first",
    ]);
    // The same request finds its stream, also without room.
    expect((await start("First", key)).body.id).toBe(first.body.id);
    expect((await ask("POST", `/api/streams/${first.body.id}/end`, token)).status).toBe(200);
    expect((await start("Next")).status).toBe(201);
  });

  it("is so many payout methods; removing one makes room", async () => {
    const token = await sign(world.jwtSecret, "many-methods", ["creator"]);
    const add = (details: string) => ask("POST", "/api/payout-methods", token, { kind: "manual", details });
    const added = await Promise.all(Array.from({ length: 6 }, (_, i) => add(`IBAN ${i}`)));
    expect(added.map(({ status }) => status).sort()).toEqual([201, 201, 201, 409, 409, 409]);
    expect(added.find(({ status }) => status === 409)?.body.code).toBe("too_many_payout_methods");
    const { body } = await ask("GET", "/api/payout-methods", token);
    expect(body.data).toHaveLength(3);
    expect((await ask("DELETE", `/api/payout-methods/${body.data[0].id}`, token)).status).toBe(200);
    expect((await add("IBAN again")).status).toBe(201);
  });

  it("is so many Idempotency-Keys, of which the old ones still answer", async () => {
    const token = await sign(world.jwtSecret, "many-keys", ["creator"]);
    const stream = await ask("POST", "/api/streams", token, { title: "One" });
    const end = (key: string) =>
      ask("POST", `/api/streams/${stream.body.id}/end`, token, undefined, { "Idempotency-Key": key });
    expect((await end("old")).status).toBe(200);
    const used = `INSERT INTO gateway.idempotency_key SELECT subject, 'used-' || n, request_hash, lease_id, lease_until, status, body, headers, created_at, expires_at
      FROM gateway.idempotency_key, generate_series(1, 498) AS n WHERE subject = 'many-keys' AND key = 'old'`;
    await withClient(world.adminUrl, (client) => client.query(used));
    expect((await end("the-last")).status).toBe(200);
    const refused = await end("one-more");
    expect([refused.status, refused.body.code]).toEqual([429, "rate_limited"]);
    expect((await end("old")).headers.get("idempotent-replayed")).toBe("true");
  });
});

it("while withdrawals is away its routes say 503, and everything else works", async () => {
  const creator = await creatorWith("patient", "60.00");
  await request(creator, "60.00");
  const { baseUrl: hasty = "" } = await world.startAnother("gateway", { GRPC_DEADLINE_MS: "1000" });
  world.service("withdrawals").kill();
  await world.service("withdrawals").exited;
  const [list, summary, page] = await Promise.all([
    call(hasty, "GET", "/api/withdrawals", { token: creator }),
    // The others may need over a second now and then.
    callPatiently(hasty, "GET", "/api/earnings/summary", { token: creator }),
    openEvents(hasty, creator),
  ]);
  expect([list.status, list.body.code]).toEqual([503, "unavailable"]);
  expect([summary.status, summary.body.on_its_way, summary.body.paid_out]).toEqual([200, null, null]);
  await page.find(({ event }) => event === "balance");
  await world.restart("withdrawals");
  await page.find(({ event, data }) => event === "withdrawal" && data.status === "PENDING");
  await page.close();
});
