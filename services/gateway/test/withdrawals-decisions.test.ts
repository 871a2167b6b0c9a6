import { withClient } from "@metercast/provision";
import { poll } from "@metercast/testkit";
import { describe, expect, it } from "vitest";
import { openEvents } from "./harness.ts";
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

const LOSE = `
  UPDATE gateway.idempotency_key SET status = NULL, body = NULL, lease_until = now() - interval '1 second' WHERE key = $1`;
const AUDIT = "SELECT actor, action, detail FROM gateway.audit_log WHERE object_id = $1";

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
    expect([summary.on_its_way, summary.paid_out]).toEqual([usd("100.00"), usd("0.00")]);
    await poll(
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

  it("an admin sees where money that is paid by hand goes; its creator sees its name", async () => {
    const creator = await creatorWith("creator-by-hand", "60.00");
    const { body: asked } = await request(creator, "60.00");
    expect(asked.payout_label).toBe("Bank transfer");
    expect(asked).not.toHaveProperty("payout_details");
    const { body: seen } = await ask("GET", `/api/withdrawals/${asked.id}`, admin);
    expect([seen.payout_label, seen.payout_details]).toEqual(["Bank transfer", "IBAN XX00 0000"]);
    const { body: own } = await ask("GET", `/api/withdrawals/${asked.id}`, creator);
    expect(JSON.stringify(own)).not.toContain("IBAN");
    await ask("DELETE", `/api/withdrawals/${asked.id}`, creator);
  });

  it("paid by hand and sent back by the bank: FAILED, and the money is there again", async () => {
    const creator = await creatorWith("creator-8", "60.00");
    const { body: asked } = await request(creator, "60.00");
    await decide(asked.id, { action: "approve" });
    await poll(
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
    await poll(
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
    const waiting = await poll(
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
    const lost = await withClient(world.adminUrl, (client) => client.query(LOSE, [key]));
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
    const audit = await withClient(world.adminUrl, (client) => client.query(AUDIT, [asked.id]));
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
