import { WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import { withClient } from "@metercast/provision";
import { callGrpc } from "@metercast/runtime";
import { adjust, poll, sign } from "@metercast/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { admin, ask, bookkeeper, newKey, world } from "./withdrawals-world.ts";

let wallet: ReturnType<typeof callGrpc<typeof WalletServiceService>>;
beforeAll(() => {
  const address = world.service("wallet").grpcAddress as string;
  wallet = callGrpc(WalletServiceService, address, { deadlineMs: 60_000 });
});
afterAll(() => wallet?.close());

let people = 0;

interface Charged {
  viewer: string;
  token: string;
  session: string;
  stream: string;
  charged: number;
}

/** A viewer whose ended session charged some tokens. */
async function charged({ rate = 5, tokens = 1_000 } = {}): Promise<Charged> {
  const n = ++people;
  const viewer = `complainer-${n}`;
  const token = await sign(world.jwtSecret, viewer, ["viewer"]);
  const creator = await sign(world.jwtSecret, `reported-${n}`, ["creator"]);
  await adjust(wallet, viewer, "TOKEN", tokens);
  const { body: stream } = await ask("POST", "/api/streams", creator, { title: "Frozen" }, newKey());
  if (rate !== 5) {
    const prices = { tokens_per_minute: rate, creator_per_minute: "13.20", reason: "a test" };
    await ask("PUT", "/api/admin/rates", admin, { scope: "stream", scope_id: stream.id, ...prices });
  }
  const { body: session } = await ask("POST", `/api/streams/${stream.id}/sessions`, token);
  await poll(
    async () => (await ask("POST", `/api/streams/${stream.id}/bill`, token)).body.minutes_billed >= 2,
  );
  const { body: ended } = await ask("DELETE", `/api/sessions/${session.id}`, token);
  return { viewer, token, session: session.id, stream: stream.id, charged: ended.tokens_charged };
}

const REPORT = { reason: "picture_frozen", text: "It stood still.\nAll the time." };
const report = (of: Charged, body: object = REPORT, token = of.token) =>
  ask("POST", `/api/sessions/${of.session}/cases`, token, body);
const resolve = (id: string, body: object, token = admin) =>
  ask("POST", `/api/cases/${id}/resolve`, token, body, newKey());
const read = async (id: string, token = admin) => (await ask("GET", `/api/cases/${id}`, token)).body;
const tokensOf = async (token: string): Promise<number> =>
  (await ask("GET", "/api/wallet", token)).body.accounts.find(
    ({ asset }: { asset: string }) => asset === "TOKEN",
  ).posted;
const owner = (sql: string, values: unknown[] = []) =>
  withClient(world.adminUrl, async (client) => (await client.query(sql, values)).rows);
const eventsOf = async (id: string): Promise<string[]> =>
  (
    await owner(
      `SELECT subject AS type FROM billing.outbox WHERE subject LIKE 'billing.case.%'
          AND CASE WHEN content_type = 'application/json' THEN convert_from(payload, 'utf8') LIKE $1 ELSE false END
        ORDER BY created_at, subject`,
      [`%"caseId":"${id}"%`],
    )
  ).map(({ type }) => type);

describe("a viewer", () => {
  it("reports a session of theirs that charged something, once at a time", async () => {
    const of = await charged();
    const opened = await report(of);
    expect([opened.status, opened.body]).toMatchObject([
      201,
      { status: "open", reason: "picture_frozen", tokens_charged: of.charged, stream_title: "Frozen" },
    ]);
    const { id } = opened.body;
    expect(opened.headers.get("location")).toBe(`/api/cases/${id}`);
    expect((await report(of)).body.id).toBe(id);
    const other = await report(of, { reason: "other", text: "And the sound." });
    expect([other.status, other.body.code]).toEqual([409, "case_already_open"]);
    for (const wrong of [{ reason: "bad", text: "x" }, { reason: "other", text: " " }, { reason: "other" }])
      expect((await report(of, wrong)).status, JSON.stringify(wrong)).toBe(422);
    expect((await report(of, { reason: "other", text: "x".repeat(2_001) })).status).toBe(422);
    expect(await eventsOf(id)).toEqual(["billing.case.opened.v1"]);
  });

  it("sees and changes only cases of their own, and does not learn who answers", async () => {
    const of = await charged();
    const { id } = (await report(of)).body;
    const stranger = await sign(world.jwtSecret, "a-nosy-one", ["viewer"]);
    const asked: [string, string, object?][] = [
      ["GET", `/api/cases/${id}`],
      ["POST", `/api/cases/${id}/messages`, { text: "hello" }],
      ["POST", `/api/cases/${id}/withdraw`],
    ];
    for (const [method, path, body] of asked)
      expect([path, (await ask(method, path, stranger, body)).status]).toEqual([path, 404]);
    expect((await report(of, REPORT, stranger)).body.code).toBe("session_not_found");
    expect((await ask("GET", `/api/cases/${id}/evidence`, of.token)).status).toBe(403);
    expect((await resolve(id, { outcome: "refund" }, of.token)).status).toBe(403);
    expect((await ask("GET", "/api/cases", stranger)).body.data).toEqual([]);
    expect((await ask("GET", `/api/cases?viewer_id=${of.viewer}`, stranger)).status).toBe(404);
    await ask("POST", `/api/cases/${id}/messages`, admin, { text: "We look." });
    const own = await read(id, of.token);
    expect(own.status).toBe("answered");
    expect(own.conversation.map(({ author_id }: { author_id: string }) => author_id)).toEqual([
      of.viewer,
      "platform",
    ]);
    expect(JSON.stringify(own)).not.toContain("the-admin");
    expect((await read(id)).conversation[1].author_id).toBe("the-admin");
    const { body: waits } = await ask("POST", `/api/cases/${id}/messages`, of.token, { text: "Thanks." });
    expect([waits.status, waits.messages]).toEqual(["open", 3]);
    // Admins learn that it waits for them again, once.
    await ask("POST", `/api/cases/${id}/messages`, of.token, { text: "One more thing." });
    expect(await eventsOf(id)).toEqual([
      "billing.case.opened.v1",
      "billing.case.answered.v1",
      "billing.case.replied.v1",
    ]);
  });

  it("takes a case back, and reports a bounded number a day", async () => {
    const of = await charged();
    for (let n = 0; n < 5; n++) {
      const { id } = (await report(of)).body;
      const { body: back } = await ask("POST", `/api/cases/${id}/withdraw`, of.token);
      expect(back).toMatchObject({ status: "withdrawn", resolved_by: of.viewer });
      const late = await resolve(id, { outcome: "refund" });
      expect([late.status, late.body.code]).toEqual([409, "invalid_transition"]);
    }
    const sixth = await report(of);
    expect([sixth.status, sixth.body.code]).toEqual([422, "limit_exceeded"]);
    const { body: list } = await ask("GET", "/api/cases?status=withdrawn&limit=3", of.token);
    expect([list.data.length, list.has_more]).toEqual([3, true]);
    const rest = await ask("GET", `/api/cases?status=withdrawn&cursor=${list.next_cursor}`, of.token);
    expect(rest.body.data).toHaveLength(2);
  });
});

describe("an admin", () => {
  it("sees what is known about the session, and other cases", async () => {
    const of = await charged();
    const { id } = (await report(of)).body;
    const { status, body } = await ask("GET", `/api/cases/${id}/evidence`, admin);
    expect([status, body]).toMatchObject([
      200,
      {
        session: { id: of.session, tokens_charged: of.charged, end_reason: "left", witnesses: "any" },
        refundable: of.charged,
        refunded: 0,
        viewers_cases: [],
        streams_cases: [],
      },
    ]);
    expect(body.funding).toEqual([{ top_up_id: null, tokens: of.charged }]);
    expect(body.minutes.length * 5).toBe(of.charged);
    expect(body.minutes[0]).toMatchObject({ minute: 1, paid: true, tokens: 5, balance_after: 995 });
    expect(Date.parse(body.presence.last_seen_at)).toBeGreaterThan(Date.parse(body.session.started_at));
    const stats = await ask("GET", "/api/admin/cases/stats", admin);
    expect(stats.body.open).toBeGreaterThan(0);
    const queue = await ask("GET", `/api/cases?status=open&order=oldest&stream_id=${of.stream}`, admin);
    expect(queue.body.data.map((one: { id: string }) => one.id)).toEqual([id]);
  });

  it("refunds with one click: of twenty at once one credits the viewer", async () => {
    const of = await charged();
    const { id } = (await report(of)).body;
    const before = await tokensOf(of.token);
    const clicks = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        resolve(id, { outcome: "refund", note: "Sorry!" }, n % 2 === 0 ? admin : bookkeeper),
      ),
    );
    expect(clicks.map(({ status }) => status).filter((status) => status !== 200)).toEqual([]);
    expect(await tokensOf(of.token)).toBe(before + of.charged);
    const found = await read(id, of.token);
    expect(found).toMatchObject({
      status: "refunded",
      resolution_note: "Sorry!",
      resolved_by: "platform",
      refund: { tokens: of.charged, posted: true, transfer_id: expect.stringMatching(/^trf_/) },
    });
    expect(await eventsOf(id)).toEqual(["billing.case.opened.v1", "billing.case.resolved.v1"]);
    const { body: entries } = await ask("GET", "/api/wallet/entries?asset=TOKEN&limit=1", of.token);
    expect(entries.data[0]).toMatchObject({
      reference_type: "SESSION_REFUND",
      reference_id: of.session,
      amount: of.charged,
    });
    const audit = async (object: string) =>
      (await ask("GET", `/api/admin/audit?object_id=${object}`, admin)).body.data.map(
        ({ action }: { action: string }) => action,
      );
    expect(await audit(id)).toEqual(["case.refund"]);
    expect(await audit(found.refund.transfer_id)).toEqual(["adjustment.posted"]);
    expect((await ask("POST", `/api/cases/${id}/messages`, of.token, { text: "more" })).status).toBe(409);
  });

  it("refunds parts, together never more than the session charged", async () => {
    const of = await charged();
    const first = (await report(of)).body.id;
    const tooMuch = await resolve(first, { outcome: "refund", tokens: of.charged + 1 });
    expect([tooMuch.status, tooMuch.body.code]).toEqual([409, "refund_above_charge"]);
    expect((await resolve(first, { outcome: "refund", tokens: 3 })).body.refund.tokens).toBe(3);
    const changed = await resolve(first, { outcome: "refund", tokens: 4 });
    expect([changed.status, changed.body.code]).toEqual([409, "invalid_transition"]);
    const second = (await report(of)).body.id;
    const again = await resolve(second, { outcome: "refund", tokens: of.charged - 2 });
    expect([again.status, again.body.code]).toEqual([409, "refund_above_charge"]);
    expect((await resolve(second, { outcome: "refund" })).body.refund.tokens).toBe(of.charged - 3);
    const third = (await report(of)).body.id;
    expect((await resolve(third, { outcome: "refund" })).body.code).toBe("refund_above_charge");
    const declined = await resolve(third, { outcome: "decline", note: "All of it is back." });
    expect(declined.body).toMatchObject({ status: "declined", resolved_by: "the-admin" });
    expect(await tokensOf(of.token)).toBe(1_000);
  });

  it("does not decide a case of their own", async () => {
    const of = await charged();
    const { id } = (await report(of)).body;
    const both = await sign(world.jwtSecret, of.viewer, ["viewer", "admin"]);
    for (const body of [{ outcome: "refund" }, { outcome: "decline", note: "no" }]) {
      const refused = await resolve(id, body, both);
      expect([refused.status, refused.body.code]).toEqual([403, "second_admin_required"]);
    }
  });

  it("needs a second admin above the limit; one who declines leaves the case open", async () => {
    const of = await charged({ rate: 5_000, tokens: 20_000 });
    const { id } = (await report(of)).body;
    const asked = await resolve(id, { outcome: "refund" });
    expect([asked.status, asked.body]).toMatchObject([
      202,
      { status: "pending", needs_second: "above_limit", adjustment: { case_id: id, amount: of.charged } },
    ]);
    expect((await resolve(id, { outcome: "refund" }, bookkeeper)).body.id).toBe(asked.body.id);
    expect(await read(id)).toMatchObject({ status: "open", refund: { posted: false } });
    expect((await resolve(id, { outcome: "decline", note: "no" })).status).toBe(409);
    await ask("POST", `/api/admin/acts/${asked.body.id}/decline`, bookkeeper, { reason: "too much" });
    await poll(async () => (await read(id)).refund === null);
    const before = await tokensOf(of.token);
    const { body: second } = await resolve(id, { outcome: "refund" }, bookkeeper);
    expect(second.id).not.toBe(asked.body.id);
    const { body: done } = await ask("POST", `/api/admin/acts/${second.id}/confirm`, admin);
    expect(done.status).toBe("executed");
    expect(await tokensOf(of.token)).toBe(before + of.charged);
    expect(await read(id)).toMatchObject({ status: "refunded", resolved_by: "the-bookkeeper" });
  });
});

describe.each(["gateway.before_refund_posted", "gateway.before_refund_finished"])(
  "a gateway that dies at %s",
  (point) => {
    it("leaves a refund that the next one finishes, once", async () => {
      const of = await charged();
      const { id } = (await report(of)).body;
      const before = await tokensOf(of.token);
      const dying = await world.arm("gateway", point);
      await Promise.allSettled([
        fetch(`${world.gatewayUrl}/api/cases/${id}/resolve`, {
          method: "POST",
          headers: { Authorization: `Bearer ${admin}`, "Content-Type": "application/json" },
          body: JSON.stringify({ outcome: "refund" }),
        }),
        dying.exited,
      ]);
      // The job leaves a refund to its own request for half a minute.
      await owner(
        "UPDATE billing.viewer_case SET refund_at = now() - interval '1 hour' WHERE refund_state = 'begun'",
      );
      await world.restart("gateway");
      await poll(async () => (await read(id)).status === "refunded");
      expect((await resolve(id, { outcome: "refund" })).status).toBe(200);
      expect(await tokensOf(of.token)).toBe(before + of.charged);
      expect(await eventsOf(id)).toEqual(["billing.case.opened.v1", "billing.case.resolved.v1"]);
    });
  },
);
