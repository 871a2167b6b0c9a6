import { withClient } from "@metercast/provision";
import { poll, sign } from "@metercast/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import {
  admin,
  ask,
  bookkeeper,
  creatorWith,
  decide,
  newKey,
  request,
  usd,
  world,
} from "./withdrawals-world.ts";

const asOwner = <T>(sql: string, values: unknown[] = []): Promise<T[]> =>
  withClient(world.adminUrl, async (client) => (await client.query(sql, values)).rows);

const list = async (query: string, token = admin) =>
  (await ask("GET", `/api/withdrawals?${query}`, token)).body;
const ids = (page: { data: { id: string }[] }) => page.data.map(({ id }) => id);

/** Every page of a list, while `meanwhile` changes rows between them. */
async function pages(
  query: string,
  meanwhile: () => Promise<unknown> = async () => undefined,
): Promise<string[]> {
  const seen: string[] = [];
  let cursor = "";
  do {
    const page = await list(`${query}&limit=60${cursor}`);
    seen.push(...ids(page));
    cursor = page.next_cursor === null ? "" : `&cursor=${page.next_cursor}`;
    await meanwhile();
  } while (cursor !== "");
  return seen;
}

it("needs me: not one's own, not after one's approval, not what one credited by hand", async () => {
  const token = await creatorWith("queue-large", "20000.00");
  const { body: large } = await request(token, "15000.00");
  const mine = async (who: string) => ids(await list("needs=me&q=queue-large", who));
  expect(await mine(bookkeeper)).not.toContain(large.id);
  const second = await sign(world.jwtSecret, "queue-second", ["admin"]);
  expect(await mine(second)).toEqual([large.id]);
  expect((await decide(large.id, { action: "approve" }, second)).body).toMatchObject({
    approvals_needed: 1,
    approvals: [{ by: "queue-second" }],
    needs_me: false,
  });
  expect(await mine(second)).toEqual([]);
  expect(await mine(admin)).toEqual([large.id]);
  const own = await sign(world.jwtSecret, "queue-large", ["creator", "admin"]);
  expect(await mine(own)).toEqual([]);
});

describe("a decision that can be undone", () => {
  const approve = (id: string, undo_seconds: number, token = admin) =>
    decide(id, { action: "approve", undo_seconds }, token);
  const undo = (id: string, token = bookkeeper) =>
    ask("DELETE", `/api/withdrawals/${id}/decision`, token, undefined, newKey());
  const statusOf = async (id: string) => (await ask("GET", `/api/withdrawals/${id}`, admin)).body;

  it("takes effect by itself, and then it is too late to undo it", async () => {
    const { body: asked } = await request(await creatorWith("undo-late", "200.00"), "100.00");
    const held = await approve(asked.id, 1);
    expect(held.body).toMatchObject({
      status: "PENDING",
      decision: { action: "approve", by: "the-admin" },
    });
    await poll(async () => expect((await statusOf(asked.id)).status).not.toBe("PENDING"));
    expect(await undo(asked.id)).toMatchObject({ status: 409, body: { code: "decision_already_effective" } });
    expect(await statusOf(asked.id)).toMatchObject({ decision: null, decision_stopped: null });
  });

  it("is undone by any admin but its creator, and leaves no trace but the audit's", async () => {
    const { body: asked } = await request(await creatorWith("undo-early", "200.00"), "100.00");
    expect(await undo(asked.id)).toMatchObject({ status: 404 });
    expect((await approve(asked.id, 60)).body.decision).not.toBeNull();
    const own = await sign(world.jwtSecret, "undo-early", ["creator", "admin"]);
    expect((await undo(asked.id, own)).status).toBe(403);
    expect((await undo(asked.id)).body).toMatchObject({
      status: "PENDING",
      decision: null,
      approvals: [],
    });
    const { body: audit } = await ask("GET", `/api/admin/audit?object_id=${asked.id}`, admin);
    expect(audit.data.map(({ action }: { action: string }) => action)).toEqual([
      "withdrawal.undo",
      "withdrawal.approve",
    ]);
  });

  it("of another admin waits its turn; one's own is replaced, and a decision at once settles it", async () => {
    const { body: asked } = await request(await creatorWith("undo-two", "200.00"), "100.00");
    await approve(asked.id, 60);
    const second = await sign(world.jwtSecret, "undo-second", ["admin"]);
    expect(await approve(asked.id, 60, second)).toMatchObject({
      status: 409,
      body: { code: "decision_pending" },
    });
    const changed = await decide(asked.id, { action: "reject", note: "no", undo_seconds: 60 });
    expect(changed.body.decision.action).toBe("reject");
    expect((await decide(asked.id, { action: "reject", note: "no" }, second)).body).toMatchObject({
      status: "REJECTED",
      decision: null,
    });
  });

  it("is stopped by a cancel, and the service's death changes nothing of it", async () => {
    const token = await creatorWith("undo-cancel", "200.00");
    const { body: canceled } = await request(token, "100.00");
    await approve(canceled.id, 60);
    expect((await ask("DELETE", `/api/withdrawals/${canceled.id}`, token)).body.status).toBe("CANCELED");
    expect((await statusOf(canceled.id)).decision).toBeNull();

    const { body: asked } = await request(await creatorWith("undo-killed", "200.00"), "100.00");
    expect((await approve(asked.id, 3)).body.status).toBe("PENDING");
    await world.service("withdrawals").kill();
    await world.restart("withdrawals");
    await poll(async () => expect((await statusOf(asked.id)).status).not.toBe("PENDING"));
    const { body: audit } = await ask("GET", `/api/admin/audit?object_id=${asked.id}`, admin);
    expect(audit.data).toHaveLength(1);
  });

  it("a destination that changes meanwhile stops an approval, and the row says so", async () => {
    const { body: asked } = await request(await creatorWith("undo-moved", "200.00"), "100.00");
    await approve(asked.id, 2);
    await asOwner(
      "UPDATE withdrawals.withdrawal SET destination_version = destination_version + 1 WHERE creator_id = 'undo-moved'",
    );
    await poll(async () =>
      expect((await statusOf(asked.id)).decision_stopped).toMatchObject({
        action: "approve",
        by: "the-admin",
        code: "destination_changed",
      }),
    );
    expect(await statusOf(asked.id)).toMatchObject({ status: "PENDING", decision: null });
  });

  it("the first of two approvals is one when it takes effect, not before", async () => {
    const { body: asked } = await request(await creatorWith("undo-first", "20000.00"), "15000.00");
    const second = await sign(world.jwtSecret, "undo-second", ["admin"]);
    expect((await approve(asked.id, 2, second)).body).toMatchObject({ approvals: [], approvals_needed: 2 });
    await poll(async () =>
      expect(await statusOf(asked.id)).toMatchObject({
        status: "PENDING",
        approvals: [{ by: "undo-second" }],
        approvals_needed: 1,
      }),
    );
  });
});

describe("decisions for many", () => {
  it("decide what they can, say why not for the rest, and nothing twice under a key", async () => {
    const own = await sign(world.jwtSecret, "many-0", ["creator", "admin"]);
    const asked: string[] = [];
    for (let n = 0; n < 4; n++)
      asked.push((await request(await creatorWith(`many-${n}`, "200.00"), "100.00")).body.id);
    const unknown = `wdr_${"0".repeat(32)}`;
    const body = { action: "approve", ids: [...asked, unknown, "nothing"], undo_seconds: 60 };
    const bulk = (more: object, headers = newKey()) =>
      ask("POST", "/api/admin/withdrawals/decisions", own, { ...body, ...more }, headers);
    const dry = await bulk({ dry_run: true });
    const left = [
      { id: asked[0], code: "own_withdrawal" },
      { id: unknown, code: "withdrawal_not_found" },
      { id: "nothing", code: "withdrawal_not_found" },
    ];
    expect(dry.body).toMatchObject({ dry_run: true, total: usd("300.00"), left_out: left });
    expect((await ask("GET", `/api/withdrawals/${asked[1]}`, admin)).body.decision).toBeNull();
    const key = newKey();
    const done = await bulk({}, key);
    expect(done.body).toMatchObject({ total: usd("300.00"), left_out: left });
    expect(ids({ data: done.body.decided })).toEqual(asked.slice(1));
    expect((await bulk({}, key)).body).toEqual(done.body);
    expect((await bulk({ note: "another" }, key)).body.code).toBe("idempotency_conflict");
    for (const id of asked.slice(1)) {
      const { body: audit } = await ask("GET", `/api/admin/audit?object_id=${id}`, admin);
      expect(audit.data).toHaveLength(1);
    }
    expect((await bulk({ action: "reject", undo_seconds: 0 })).status).toBe(422);
  });
});

it("the facts say who paid, who adjusted, and what the risk is made of", async () => {
  const { body: asked } = await request(await creatorWith("facts-one", "200.00"), "100.00");
  const { body: facts } = await ask("GET", `/api/admin/withdrawals/${asked.id}/facts`, admin);
  expect(facts).toMatchObject({
    earnings: { oldest_at: null, viewers: 0, streams: 0 },
    adjustments: [{ by: "the-bookkeeper", amount: usd("200.00") }],
    method: { rail: "manual" },
    earlier: { paid_count: 0, average: null },
    open_disputes: 0,
    risk: { level: "medium", reasons: ["adjusted_by_hand", "first_payout"] },
  });
  expect((await list("q=facts-one")).data[0].risk).toEqual(facts.risk);
});

it("reasons for rejections are seeded, shared and audited; saved views are one's own", async () => {
  const reasons = async () => (await ask("GET", "/api/admin/reject-reasons", admin)).body.data;
  expect(await reasons()).toHaveLength(3);
  const added = await ask(
    "POST",
    "/api/admin/reject-reasons",
    admin,
    { title: "Aardvark", text: "No." },
    newKey(),
  );
  expect((await reasons())[0]).toEqual(added.body);
  const path = `/api/admin/reject-reasons/${added.body.id}`;
  expect((await ask("PATCH", path, admin, { text: "Not yet." }, newKey())).body.text).toBe("Not yet.");
  expect((await ask("DELETE", path, admin, undefined, newKey())).status).toBe(204);
  expect((await ask("DELETE", path, admin, undefined, newKey())).status).toBe(404);
  const { body: audit } = await ask("GET", `/api/admin/audit?object_id=${added.body.id}`, admin);
  expect(audit.data.map(({ action }: { action: string }) => action)).toEqual([
    "reject_reason.delete",
    "reject_reason.change",
    "reject_reason.add",
  ]);

  const view = { page: "withdrawals", name: "Mine", query: "needs=me" };
  const saved = await ask("POST", "/api/admin/saved-views", admin, view, newKey());
  const again = await ask(
    "POST",
    "/api/admin/saved-views",
    admin,
    { ...view, query: "needs=review" },
    newKey(),
  );
  expect(again.body).toEqual({ ...saved.body, query: "needs=review" });
  expect((await ask("GET", "/api/admin/saved-views", bookkeeper)).body.data).toEqual([]);
  const own = `/api/admin/saved-views/${saved.body.id}`;
  expect((await ask("DELETE", own, bookkeeper, undefined, newKey())).status).toBe(404);
  expect((await ask("DELETE", own, admin, undefined, newKey())).status).toBe(204);
});

const SEEDED = 500;

/**
 * As only an owner can make them at once, of many amounts, risks and ages. The wallet knows no holds of
 * them: the checks of the books freeze payouts when they see them, so these tests are the last.
 */
describe("the queue of 500", () => {
  beforeAll(async () => {
    await asOwner(
      `WITH made AS (
         INSERT INTO withdrawals.withdrawal (id, creator_id, amount, hold, creator_name, creator_email, idempotency_key, request_hash,
           next_at, created_at, scheduled, first_payout, risk)
         SELECT uuidv7(-make_interval(mins => n)), 'seeded-' || n, 5000 + (n * 7919) % 50000, 'held', 'Seeded ' || n, 'seeded-' || n || '@example.com',
           'seed-' || n, '\\x00', now(), now() - make_interval(mins => n), n % 4 = 0, n % 3 = 0, (n * 37) % 5 * 25
         FROM generate_series(1, $1) AS n RETURNING id)
       INSERT INTO withdrawals.withdrawal_change (withdrawal, actor_id, from_status, to_status) SELECT id, 'seed', '', 'PENDING' FROM made`,
      [SEEDED],
    );
  });

  it.each(["requested", "amount", "risk"])("by %s gives each row that stays exactly once", async (sort) => {
    const changing = new Set(
      (
        await asOwner<{ creator_id: string }>(
          "SELECT creator_id FROM withdrawals.withdrawal WHERE creator_id LIKE 'seeded-%' ORDER BY random() LIMIT 40",
        )
      ).map(({ creator_id: id }) => id),
    );
    const change = () =>
      asOwner("UPDATE withdrawals.withdrawal SET risk = (risk + 25) % 125 WHERE creator_id = ANY ($1)", [
        [...changing],
      ]);
    for (const order of ["asc", "desc"]) {
      const seen = await pages(`status=PENDING&sort=${sort}&order=${order}&q=seeded-`, change);
      const still = await asOwner<{ id: string }>(
        "SELECT 'wdr_' || replace(id::text, '-', '') AS id FROM withdrawals.withdrawal WHERE creator_id LIKE 'seeded-%' AND NOT creator_id = ANY ($1)",
        [[...changing]],
      );
      for (const { id } of still) expect(seen.filter((one) => one === id)).toHaveLength(1);
    }
  });

  it("is in the order that was asked for, and filters combine", async () => {
    const page = await list(
      "status=PENDING&sort=amount&order=asc&limit=100&first_payout=true&scheduled=true&amount_min=100&amount_max=300",
    );
    const amounts = page.data.map(({ amount }: { amount: { amount: string } }) => Number(amount.amount));
    expect(amounts.length).toBeGreaterThan(3);
    expect(amounts).toEqual([...amounts].sort((one, other) => one - other));
    for (const row of page.data) {
      expect(row).toMatchObject({ first_payout: true, scheduled: true, status: "PENDING" });
      expect(Number(row.amount.amount)).toBeGreaterThanOrEqual(100);
      expect(Number(row.amount.amount)).toBeLessThanOrEqual(300);
      expect(row.creator).toMatchObject({ id: row.creator_id, earned_total: usd("0.00"), paid_count: 0 });
    }
  });

  it("a cursor of another order, filter or admin's queue is refused", async () => {
    const { next_cursor: cursor } = await list("status=PENDING&sort=amount&limit=5");
    for (const query of ["status=PENDING&sort=risk", "status=PENDING&sort=amount&order=asc", "sort=amount"])
      expect(await ask("GET", `/api/withdrawals?${query}&cursor=${cursor}`, admin)).toMatchObject({
        status: 422,
        body: { errors: [{ field: "cursor" }] },
      });
  });

  it("filters are for admins", async () => {
    const creator = await sign(world.jwtSecret, "queue-creator", ["creator"]);
    for (const query of ["sort=amount", "q=x", "needs=me", "method=manual"])
      expect((await ask("GET", `/api/withdrawals?${query}`, creator)).status).toBe(403);
  });

  it("of a hundred are one request, and each has its audit row", async () => {
    const page = await list("status=PENDING&q=seeded-&sort=requested&order=asc&limit=100");
    const body = { action: "reject", ids: ids(page), note: "not now", undo_seconds: 60 };
    const done = await ask("POST", "/api/admin/withdrawals/decisions", admin, body, newKey());
    expect(done.body.decided).toHaveLength(100);
    expect(done.body.decided.every(({ decision }: { decision: object | null }) => decision !== null)).toBe(
      true,
    );
    const rows = await asOwner(
      "SELECT FROM gateway.audit_log WHERE action = 'withdrawal.reject' AND object_id = ANY ($1)",
      [ids(page)],
    );
    expect(rows).toHaveLength(100);
  });

  it("the export has every row of its filter, and no name becomes a formula", async () => {
    await asOwner(
      "UPDATE withdrawals.withdrawal SET creator_name = '=HYPERLINK(\"http://evil\")' WHERE creator_id = 'seeded-7'",
    );
    const response = await fetch(
      `${world.gatewayUrl}/api/admin/withdrawals/export.csv?q=seeded-&sort=amount`,
      {
        headers: { Authorization: `Bearer ${admin}` },
      },
    );
    expect(response.headers.get("Content-Type")).toContain("text/csv");
    const text = await response.text();
    expect(text.trimEnd().split("\r\n")).toHaveLength(SEEDED + 1);
    expect(text).toContain(`"'=HYPERLINK(""http://evil"")"`);
  });
});
