import { withClient } from "@metercast/provision";
import { poll, sign } from "@metercast/testkit";
import { describe, expect, it } from "vitest";
import { openEvents } from "./harness.ts";
import { admin, ask, creatorWith, decide, newKey, request, usd, world } from "./withdrawals-world.ts";

const audit = (query: string) => ask("GET", `/api/admin/audit?${query}`, admin);
/** Again where one of those who were asked did not answer in time. */
const search = (q: string) =>
  poll(
    () => ask("GET", `/api/admin/search?q=${encodeURIComponent(q)}`, admin),
    ({ body }) => (body.unavailable ?? []).length === 0,
  );
const watch = (lastEventId?: string) => openEvents(world.gatewayUrl, admin, lastEventId, "/api/admin/events");

interface AuditRow {
  action: string;
  object_id: string;
  actor_id: string;
  request_id: string;
  detail: Record<string, unknown>;
}

describe("the overview", () => {
  it("says what is owed, held and on its way, to the cent, and the stream sends it too", async () => {
    const read = async () => (await ask("GET", "/api/admin/overview", admin)).body;
    const before = await read();
    const cents = (overview: typeof before, of: "held" | "on_its_way") =>
      Math.round(Number(overview.money[of].amount.amount) * 100);
    const owed = (overview: typeof before) =>
      Math.round(Number(overview.money.owed_to_creators.amount) * 100);
    const one = await request(await creatorWith("overview-1", "300.00"), "100.00");
    const held = await read();
    expect([owed(held) - owed(before), cents(held, "held") - cents(before, "held")]).toEqual([
      30_000, 10_000,
    ]);
    expect(held.queue.oldest_pending_at).not.toBeNull();
    await decide(one.body.id, { action: "approve" });
    const sent = await poll(read, (overview) => owed(overview) === owed(held) - 10_000);
    expect(cents(sent, "held")).toBe(cents(before, "held"));
    expect(sent.hours).toHaveLength(24);
    expect(sent.freeze.frozen).toBe(false);

    const events = await watch();
    const { data } = await events.find(({ event }) => event === "overview");
    expect(data).toMatchObject({ books: sent.books, hours: expect.any(Array) });
    await events.close();
  });
});

describe("the audit log", () => {
  it("has everything that an admin did, with its reason and its request", async () => {
    const one = await request(await creatorWith("audited-1", "300.00"), "100.00");
    const two = await request(await creatorWith("audited-2", "300.00"), "100.00");
    const stream = await ask("POST", "/api/streams", await sign(world.jwtSecret, "audited-1", ["creator"]), {
      title: "To be ended",
    });
    const did = [
      await decide(one.body.id, { action: "approve", note: "looks right" }),
      await decide(two.body.id, { action: "reject", note: "who are you?" }),
      await poll(
        () => decide(one.body.id, { action: "mark_paid", reference: "SEPA 77" }),
        ({ status }) => status === 200,
      ),
      await ask("PUT", "/api/admin/creators/audited-2/withdrawal-minimum", admin, {
        amount: "10.00",
        reason: "moving",
      }),
      await ask("POST", "/api/admin/payouts/freeze", admin, { reason: "lunch" }),
      await ask("POST", "/api/admin/payouts/unfreeze", admin, { reason: "back" }),
      await ask("PUT", "/api/admin/rates", admin, {
        scope: "creator",
        scope_id: "audited-1",
        tokens_per_minute: 7,
        creator_per_minute: "14.00",
        reason: "loved",
      }),
      await ask(
        "POST",
        "/api/admin/adjustments",
        admin,
        { user_id: "audited-1", asset: "TOKEN", direction: "credit", amount: 5, reason: "sorry" },
        newKey(),
      ),
      await ask("POST", `/api/streams/${stream.body.id}/end`, admin),
    ];
    for (const { status, body } of did) expect([status < 300, body]).toEqual([true, body]);
    const { status, body } = await audit("limit=9");
    expect(status).toBe(200);
    const rows: AuditRow[] = body.data.toReversed();
    expect(rows.map(({ action, request_id }) => [action, request_id])).toEqual(
      [
        "withdrawal.approve",
        "withdrawal.reject",
        "withdrawal.mark_paid",
        "withdrawal_minimum.set",
        "payouts.freeze",
        "payouts.unfreeze",
        "rate.set",
        "adjustment.posted",
        "stream.end",
      ].map((action, i) => [action, did[i]?.headers.get("request-id")]),
    );
    expect(rows.map(({ actor_id }) => actor_id)).toEqual(Array(9).fill("the-admin"));
    expect(
      rows.map(({ detail }) => detail.note ?? detail.reason ?? detail.reference ?? detail.title),
    ).toEqual([
      "looks right",
      "who are you?",
      "SEPA 77",
      "moving",
      "lunch",
      "back",
      "loved",
      "sorry",
      "To be ended",
    ]);
    expect(rows[0]).toMatchObject({ object_type: "withdrawal", object_id: one.body.id });
  });

  it("is filtered and read page by page, each row once while others are written", async () => {
    const freeze = (reason: string) => ask("POST", "/api/admin/payouts/unfreeze", admin, { reason });
    for (let i = 0; i < 5; i++) await freeze(`look ${i}`);
    const seen: unknown[] = [];
    for (let cursor = ""; seen.length < 5; ) {
      const { body } = await audit(`action=payouts.unfreeze&limit=2${cursor}`);
      seen.push(...body.data.map(({ detail }: AuditRow) => detail.reason));
      cursor = `&cursor=${body.next_cursor}`;
      await freeze("later");
    }
    expect(seen.slice(0, 5)).toEqual(["look 4", "look 3", "look 2", "look 1", "look 0"]);
    expect((await audit("actor_id=nobody")).body.data).toEqual([]);
    expect((await audit(`to=2026-01-01`)).body.data).toEqual([]);
    for (const wrong of ["cursor=x", "action=DROP", "from=soon", "limit=0"])
      expect([wrong, (await audit(wrong)).status]).toEqual([wrong, 422]);
  });

  it("can't be changed or emptied, by the gateway's role or by the schema's owner", async () => {
    const [own = "", owner] = [world.urls.gateway, world.adminUrl];
    for (const change of [
      "UPDATE gateway.audit_log SET actor = 'x'",
      "DELETE FROM gateway.audit_log",
      "TRUNCATE gateway.audit_log",
    ]) {
      await expect(withClient(own, (client) => client.query(change))).rejects.toThrow(/permission denied/);
      await expect(withClient(owner, (client) => client.query(change))).rejects.toThrow(/append-only/);
    }
  });
});

describe("search", () => {
  it("finds anything by its id, wherever it lives, and says what shows it", async () => {
    const creator = await creatorWith("found", "300.00");
    const { body: stream } = await ask("POST", "/api/streams", creator, { title: "Findable" });
    const viewer = await sign(world.jwtSecret, "finder", ["viewer"]);
    const tokens = { user_id: "finder", asset: "TOKEN", direction: "credit", amount: 500, reason: "go" };
    const gift = await ask("POST", "/api/admin/adjustments", admin, tokens, newKey());
    const { body: session } = await ask("POST", `/api/streams/${stream.id}/sessions`, viewer);
    const { body: withdrawal } = await request(creator, "100.00");
    const ids = [
      [stream.id, "stream", `/api/streams/${stream.id}`, "found"],
      [session.id, "session", `/api/sessions/${session.id}`, "finder"],
      [withdrawal.id, "withdrawal", `/api/withdrawals/${withdrawal.id}`, "found"],
      [withdrawal.id.replace("wdr_", "hld_"), "hold", `/api/withdrawals/${withdrawal.id}`, "found"],
      [withdrawal.payout_method_id, "payout_method", null, "found"],
      [gift.body.id, "transfer", "/api/wallet/entries?user_id=finder", "finder"],
    ];
    for (const [id, kind, url, user_id] of ids) {
      const { status, body } = await search(id);
      expect([id, status, body.unavailable]).toEqual([id, 200, []]);
      expect(body.data[0]).toMatchObject({ id, kind, url, user_id });
      if (url !== null) expect([url, (await ask("GET", url, admin)).status]).toEqual([url, 200]);
    }
    // The beginning is enough, and one digit less is not.
    for (const [id = ""] of ids) {
      const found = (q: string) =>
        search(q).then(({ body }) => body.data.map((hit: { id: string }) => hit.id));
      const prefix = id.slice(0, id.indexOf("_") + 1);
      expect([id, await found(id.slice(0, -1))]).toEqual([id, [id]]);
      expect([id, await found(id.slice(0, prefix.length + 8))]).toEqual([id, expect.arrayContaining([id])]);
      expect([id, await found(id.slice(0, prefix.length + 7))]).toEqual([id, []]);
    }
    // A person, known shortly after their first request: the account, what is live, what was asked for.
    await expect
      .poll(async () => (await search("found")).body.data.map(({ kind }: { kind: string }) => kind))
      .toEqual(["person", "stream", "account", "withdrawal", "payout_method"]);
    // What was done to a thing, and by which request.
    for (const q of [gift.body.id, gift.headers.get("request-id") as string]) {
      const { body } = await search(q);
      expect(body.data.at(-1)).toMatchObject({
        kind: "audit",
        user_id: "the-admin",
        parent_id: gift.body.id,
      });
    }
    await decide(withdrawal.id, { action: "reject", note: "enough seen" });
  });

  it("an id of nothing is an empty list, whatever it looks like", async () => {
    for (const q of [
      `wdr_${"0".repeat(32)}`,
      `str_${"f".repeat(32)}`,
      "pi_3Nx",
      "nobody-at-all",
      "100% _ ' OR 1=1 --",
      "ключ",
    ])
      expect([q, (await search(q)).body]).toEqual([q, { query: q, data: [], unavailable: [] }]);
    expect((await ask("GET", "/api/admin/search", admin)).status).toBe(422);
  });
});

describe("an admin's page", () => {
  it("shows what is open on connecting, and then each change", async () => {
    const creator = await creatorWith("seen-1", "300.00");
    const { body: first } = await request(creator, "60.00");
    const page = await watch();
    const shown = await page.find(({ event, data }) => event === "withdrawal" && data.id === first.id);
    expect(shown.data).toMatchObject({ status: "PENDING", amount: usd("60.00"), creator_id: "seen-1" });
    await page.find(({ event, data }) => event === "freeze" && data.frozen === false);
    await page.find(({ event, data }) => event === "integrity" && data.checks.length > 5);
    const { body: second } = await request(await creatorWith("seen-2", "300.00"), "70.00");
    await page.find(({ data }) => data.id === second.id && data.status === "PENDING");
    await decide(second.id, { action: "reject", note: "no" });
    await page.find(({ data }) => data.id === second.id && data.status === "REJECTED");
    await ask("POST", "/api/admin/payouts/freeze", admin, { reason: "to be seen" });
    await page.find(({ event, data }) => event === "freeze" && data.reason === "to be seen");
    await ask("POST", "/api/admin/payouts/unfreeze", admin, { reason: "was seen" });
    await page.find(({ event, data }) => event === "freeze" && data.reason === "was seen");
    await page.close();

    // Away for a while: what ended in the meantime is sent on coming back.
    const last = page.events.at(-1)?.id;
    await decide(first.id, { action: "reject", note: "no" });
    const again = await watch(last);
    await again.find(({ data }) => data.id === first.id && data.status === "REJECTED");
    await again.close();
  });

  it("of two approvals the first is shown too, though nothing else tells of it", async () => {
    const { body } = await request(await creatorWith("rich", "20000.00"), "15000.00");
    const page = await watch();
    await page.find(({ data }) => data.id === body.id && data.approvals_needed === 2);
    const half = await decide(body.id, { action: "approve" });
    expect([half.status, half.body.status]).toEqual([200, "PENDING"]);
    await page.find(({ data }) => data.id === body.id && data.approvals_needed === 1);
    await page.close();
    await decide(body.id, { action: "reject", note: "too much" });
  });

  it("shows how much is live over all streams, and when that changes", async () => {
    const page = await watch();
    await page.find(({ event }) => event === "live");
    const creator = await sign(world.jwtSecret, "seen-live", ["creator"]);
    await ask("POST", "/api/streams", creator, { title: "One more" });
    const { body } = await ask("GET", "/api/streams?limit=100", creator);
    const live = body.data.filter(({ status }: { status: string }) => status === "live");
    // Nobody else starts or ends a stream meanwhile.
    const { data } = await page.find(({ event, data }) => event === "live" && data.streams === live.length);
    expect(Object.keys(data)).toEqual(["streams", "viewers", "tokens_per_minute", "creator_per_minute"]);
    await page.close();
  });

  it("one admin has so many, and who isn't one has none", async () => {
    // The pages that were closed above count until the gateway has noticed.
    const open = () => poll(watch, ({ status }) => status === 200);
    const pages = await Promise.all(Array.from({ length: 10 }, open));
    const eleventh = await watch();
    expect(eleventh.status).toBe(429);
    await Promise.all([...pages, eleventh].map((page) => page.close()));
    const creator = await sign(world.jwtSecret, "seen-1", ["creator"]);
    expect((await ask("GET", "/api/admin/events", creator)).status).toBe(403);
  });
});
