import { describe, expect, it } from "vitest";
import { call, callPatiently, openEvents, sign } from "./harness.ts";
// One world for all: what is here counts what those have left, and comes last.
import "./withdrawals-requests.ts";
import "./withdrawals-decisions.ts";
import "./admins.ts";
import "./two-admins.ts";
import "./bounds.ts";
import { admin, ask, creatorWith, request, until, usd, world } from "./withdrawals-world.ts";

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
    expect(body.by_status[4]).toEqual({ status: "COMPLETED", count: 2, amount: usd("200.00") });
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

it("while withdrawals is away its routes say 503, and everything else works", async () => {
  const creator = await sign(world.jwtSecret, "creator-1", ["creator"]);
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
