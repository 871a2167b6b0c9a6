import { sign } from "@metercast/testkit";
import { describe, expect, it } from "vitest";
import {
  admin,
  ask,
  bookkeeper,
  creatorWith,
  decide,
  dollars,
  newKey,
  request,
  usd,
  world,
} from "./withdrawals-world.ts";

const adjust = (body: object, token = admin, headers: Record<string, string> = newKey()) =>
  ask(
    "POST",
    "/api/admin/adjustments",
    token,
    { asset: "USD", direction: "credit", reason: "a prize", ...body },
    headers,
  );
const confirm = (id: string, token = bookkeeper) => ask("POST", `/api/admin/acts/${id}/confirm`, token);
const auditOf = async (query: string) =>
  (await ask("GET", `/api/admin/audit?limit=100&${query}`, admin)).body.data.map(
    ({ actor_id, action }: Record<string, string>) => `${actor_id} ${action}`,
  );

describe("two admins", () => {
  it("credit a large amount: one asks, another confirms, and it is posted once", async () => {
    const key = newKey();
    const asked = await adjust({ user_id: "winner", amount: "12000.00" }, admin, key);
    expect([asked.status, asked.body]).toMatchObject([
      202,
      { kind: "adjustment", status: "pending", needs_second: "above_limit", requested_by: "the-admin" },
    ]);
    const { id } = asked.body;
    expect(asked.headers.get("location")).toBe(`/api/admin/acts/${id}`);
    const winner = await sign(world.jwtSecret, "winner", ["creator"]);
    expect((await dollars(winner)).available).toBe("0.00");
    const again = await adjust({ user_id: "winner", amount: "12000.00" }, admin, key);
    expect([again.status, again.body.id]).toEqual([202, id]);
    const { body: pending } = await ask("GET", "/api/admin/acts?status=pending", bookkeeper);
    expect(pending.data.map((act: { id: string }) => act.id)).toContain(id);
    const own = await confirm(id, admin);
    expect([own.status, own.body.code]).toEqual([403, "second_admin_required"]);
    const done = await confirm(id);
    expect([done.status, done.body]).toMatchObject([
      200,
      { status: "executed", decided_by: "the-bookkeeper", result: expect.stringMatching(/^trf_/) },
    ]);
    expect((await confirm(id, await sign(world.jwtSecret, "a-third", ["admin"]))).status).toBe(409);
    expect((await dollars(winner)).available).toBe("12000.00");
    expect(await auditOf(`object_id=${id}`)).toEqual([
      "the-bookkeeper act.confirm",
      "the-admin adjustment.requested",
    ]);
    expect(await auditOf(`object_id=${done.body.result}`)).toEqual(["the-admin adjustment.posted"]);
  });

  it("pieces of a day count together, in tokens too, and what can't be done any more is said", async () => {
    const piece = (amount: string) => adjust({ user_id: "in-pieces", amount });
    expect((await piece("9999.00")).status).toBe(201);
    expect((await piece("1.01")).body.needs_second).toBe("day_sum");
    const tokens = await adjust({ user_id: "token-puppet", asset: "TOKEN", amount: 5_000 });
    expect([tokens.status, tokens.body.needs_second]).toEqual([202, "above_limit"]);
    const taken = await adjust({ user_id: "in-pieces", direction: "debit", amount: "20000.00" });
    const { body: failed } = await confirm(taken.body.id);
    expect(failed).toMatchObject({
      status: "failed",
      result: expect.stringContaining("insufficient_balance"),
    });
  });

  it("an admin's own balance is another's to change, and an act that nobody wants is declined with a reason", async () => {
    const own = await adjust({ user_id: "the-admin", amount: "1.00" });
    expect([own.status, own.body.needs_second]).toEqual([202, "own"]);
    const path = `/api/admin/acts/${own.body.id}/decline`;
    expect((await ask("POST", path, bookkeeper, {})).status).toBe(422);
    const declined = await ask("POST", path, bookkeeper, { reason: "why?" });
    expect(declined.body).toMatchObject({
      status: "declined",
      decided_by: "the-bookkeeper",
      decision_note: "why?",
    });
    expect((await confirm(own.body.id)).status).toBe(409);
    expect((await ask("GET", `/api/admin/acts/${own.body.id}`, admin)).body.status).toBe("declined");
    expect((await confirm("act_x")).body.code).toBe("act_not_found");
  });

  it("set a rate that loses money: knowingly, and together", async () => {
    const rate = {
      scope: "creator",
      scope_id: "favourite",
      tokens_per_minute: 0,
      creator_per_minute: "10000.00",
      reason: "a friend",
    };
    const put = (body: object) => ask("PUT", "/api/admin/rates", admin, body);
    const blind = await put(rate);
    expect([blind.status, blind.body.errors]).toMatchObject([422, [{ field: "accept_loss" }]]);
    const asked = await put({ ...rate, accept_loss: true });
    expect([asked.status, asked.body]).toMatchObject([
      202,
      { kind: "rate", needs_second: "loses_money", rate: { creator_per_minute: usd("10000.00") } },
    ]);
    const inForce = async () =>
      (await ask("GET", "/api/admin/rates", admin)).body.data.some(
        ({ scope_id }: { scope_id: string | null }) => scope_id === "favourite",
      );
    expect(await inForce()).toBe(false);
    expect((await confirm(asked.body.id)).body).toMatchObject({ status: "executed" });
    expect(await inForce()).toBe(true);
    const fair = await put({ ...rate, tokens_per_minute: 5, creator_per_minute: "13.20" });
    expect(fair.status).toBe(200);
  });

  it("make earnings available earlier together; later is one admin's to say, and the act keeps its terms", async () => {
    const path = "/api/admin/policies/earnings";
    const terms = {
      scope: "creator",
      creator_id: "early-bird",
      hold_days: 14,
      new_creator_days: 0,
      new_creator_hold_days: 0,
      reserve_percent: 10,
      reserve_days: 90,
      reason: "many disputes",
    };
    const put = (body: object, headers: Record<string, string> = newKey()) =>
      ask("PUT", path, admin, { ...terms, ...body }, headers);
    const versions = async () =>
      (await ask("GET", `${path}?creator_id=early-bird`, admin)).body.data.map(
        ({ version, hold_days, actor_id, confirmed_by }: Record<string, unknown>) => [
          version,
          hold_days,
          actor_id,
          confirmed_by,
        ],
      );
    const later = await put({});
    expect([later.status, later.body]).toMatchObject([
      200,
      { version: 1, hold_days: 14, releases_earlier: false, actor_id: "the-admin", confirmed_by: null },
    ]);
    for (const milder of [{ hold_days: 13 }, { reserve_percent: 9 }, { reserve_days: 89 }]) {
      const waiting = await put(milder);
      expect([waiting.status, waiting.body]).toMatchObject([
        202,
        { kind: "earnings_policy", needs_second: "releases_earlier", earnings_policy: milder },
      ]);
      await ask("POST", `/api/admin/acts/${waiting.body.id}/decline`, bookkeeper, { reason: "not yet" });
    }
    expect(await versions()).toEqual([[1, 14, "the-admin", null]]);
    const key = newKey();
    const asked = await put({ hold_days: 3 }, key);
    expect((await confirm(asked.body.id, admin)).body.code).toBe("second_admin_required");
    expect((await confirm(asked.body.id)).body).toMatchObject({
      status: "executed",
      result: "early-bird:2",
    });
    expect(await versions()).toEqual([
      [2, 3, "the-admin", "the-bookkeeper"],
      [1, 14, "the-admin", null],
    ]);
    expect(await auditOf("object_id=early-bird:2")).toEqual(["the-admin earnings_policy.set"]);
    for (const wrong of [{ hold_days: 181 }, { reserve_days: 0 }, { scope: "platform" }, { reason: "" }])
      expect((await put(wrong)).status, JSON.stringify(wrong)).toBe(422);
  });

  it("pay a creator whom one of them has credited: who credited does not approve", async () => {
    const creator = await creatorWith("credited", "500.00");
    const { body: asked } = await request(creator, "500.00");
    const refused = await decide(asked.id, { action: "approve" }, bookkeeper);
    expect([refused.status, refused.body.code]).toEqual([403, "second_admin_required"]);
    const { body: seen } = await ask("GET", `/api/withdrawals/${asked.id}`, admin);
    expect(seen).toMatchObject({ status: "PENDING", barred_approvers: ["the-bookkeeper"] });
    await decide(asked.id, { action: "reject", note: "not now" });
  });
});

describe("what an admin notes", () => {
  it("is for the creator or for admins only, and to the creator the platform has decided", async () => {
    const creator = await creatorWith("noted", "20000.00");
    const { body: asked } = await request(creator, "15000.00");
    const said = { action: "approve", note: "on its way", internal_note: "looks odd to me" };
    const third = await sign(world.jwtSecret, "anna", ["admin"]);
    const { body: half } = await decide(asked.id, said, third);
    expect(half.first_approval).toMatchObject({ admin_id: "anna" });
    expect(half.history.at(-1)).toMatchObject({ note: "on its way", internal_note: "looks odd to me" });
    const { body: own } = await ask("GET", `/api/withdrawals/${asked.id}`, creator);
    expect(own.history.map(({ actor_id }: { actor_id: string }) => actor_id)).toEqual(["noted", "platform"]);
    expect(own.history.at(-1).note).toBe("on its way");
    expect(JSON.stringify(own)).not.toMatch(/odd|anna|bookkeeper|internal_note|first_approval|barred/);
    await decide(asked.id, { action: "reject", note: "after all not" });
  });
});

describe("the audit log", () => {
  it("has one row an act, whatever a client calls its requests", async () => {
    const headers = { "Request-Id": "always-the-same" };
    const path = "/api/admin/creators/thrice/withdrawal-minimum";
    for (const [token, amount] of [
      [admin, "10.00"],
      [bookkeeper, "0.01"],
      [admin, "20.00"],
    ] as const)
      expect((await ask("PUT", path, token, { amount, reason: "x" }, headers)).status).toBe(200);
    for (const action of ["freeze", "unfreeze", "freeze", "unfreeze"])
      await ask("POST", `/api/admin/payouts/${action}`, admin, { reason: "a drill" }, headers);
    expect(await auditOf("object_id=thrice")).toEqual([
      "the-admin withdrawal_minimum.set",
      "the-bookkeeper withdrawal_minimum.set",
      "the-admin withdrawal_minimum.set",
    ]);
    const { body } = await ask("GET", "/api/admin/audit?limit=100&object_id=all", admin);
    const drills = body.data.filter(
      ({ detail }: { detail: { reason: string } }) => detail.reason === "a drill",
    );
    expect(drills).toHaveLength(4);
  });
});

it.each(["system", "Integrity", "PLATFORM", "metercast", "s.y.s.t.e.m", "lntegrity"])(
  "nobody is %s: neither a token's sub nor an account",
  async (name) => {
    const token = await sign(world.jwtSecret, name, ["admin"]);
    const refused = await ask("GET", "/api/admin/acts", token);
    expect([refused.status, refused.body.detail]).toEqual([401, "the token's sub is reserved"]);
    const credited = await adjust({ user_id: name, amount: "1.00" });
    expect([credited.status, credited.body.errors?.[0]?.field]).toEqual([422, "user_id"]);
  },
);
