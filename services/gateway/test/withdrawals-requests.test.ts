import { sign } from "@metercast/testkit";
import { describe, expect, it } from "vitest";
import {
  admin,
  ask,
  creatorWith,
  decide,
  dollars,
  newKey,
  request,
  usd,
  world,
} from "./withdrawals-world.ts";

describe("a request", () => {
  it("holds the amount at once, and the same key finds it again", async () => {
    const creator = await creatorWith("creator-1", "120.00");
    const headers = newKey();
    const tooMuch = await request(creator, "120.01");
    expect([tooMuch.status, tooMuch.body.code, tooMuch.body.detail]).toEqual([
      409,
      "insufficient_balance",
      "120.00 USD can be withdrawn now.",
    ]);
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
