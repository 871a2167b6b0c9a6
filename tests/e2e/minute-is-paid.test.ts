import { startWorld, type World } from "@metercast/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { centsOf, eventually, give, type Person, person, sleep, tokensOf } from "../support/api.ts";

const MINUTE_MS = 2_000;
let world: World;
let admin: Person;
let creator: Person;

beforeAll(async () => {
  world = await startWorld({ env: { METER_MINUTE_SECONDS: "2", METER_LOST_AFTER_SECONDS: "3" } });
  admin = await person(world, "admin", "admin");
  creator = await person(world, "creator", "creator");
});
afterAll(() => world?.stop());

async function goLive(title = "live"): Promise<string> {
  const { status, body } = await creator.post("/api/streams", { body: { title } });
  expect(status).toBe(201);
  return body.id;
}

async function viewerWith(name: string, tokens: number): Promise<Person> {
  const viewer = await person(world, name, "viewer");
  if (tokens > 0) await give(admin, viewer, tokens);
  return viewer;
}

/** Heartbeats until `ms` have passed or the session has ended; gives the last answer. */
async function watch(viewer: Person, sessionId: string, ms: number) {
  const end = Date.now() + ms;
  for (;;) {
    const { status, body } = await viewer.post(`/api/sessions/${sessionId}/heartbeat`);
    expect(status).toBe(200);
    if (body.status === "ended" || Date.now() >= end) return body;
    await sleep(Math.min(300, Math.max(1, end - Date.now())));
  }
}

/** How long a session lasted, in ms, by its receipt. */
const lengthOf = (receipt: { started_at: string; ended_at: string }): number =>
  Date.parse(receipt.ended_at) - Date.parse(receipt.started_at);

const join = (viewer: Person, stream: string) => viewer.post(`/api/streams/${stream}/sessions`);

describe("a minute is paid", () => {
  it("when it was watched whole: 5 tokens from the viewer, $13.20 to the creator, an entry on both sides", async () => {
    const stream = await goLive();
    const viewer = await viewerWith("whole", 50);
    const before = await centsOf(creator);
    const { status, body: session } = await join(viewer, stream);
    expect(status).toBe(201);
    expect(session).toMatchObject({
      status: "active",
      minutes_billed: 0,
      tokens_charged: 0,
      end_reason: null,
    });
    await watch(viewer, session.id, 2.2 * MINUTE_MS);
    const charged = await eventually(
      () => tokensOf(viewer),
      (tokens) => tokens === 40,
    );
    expect(charged).toBe(40);
    expect(
      await eventually(
        () => centsOf(creator),
        (cents) => cents === before + 2_640,
      ),
    ).toBe(before + 2_640);
    const { body: entries } = await viewer.get("/api/wallet/entries");
    expect(entries.data[0]).toMatchObject({
      type: "DEBIT",
      reference_type: "STREAM_VIEW",
      reference_id: session.id,
      amount: -5,
      balance_after: 40,
    });
    const { body: earned } = await creator.get("/api/wallet/entries?limit=1");
    expect(earned.data[0]).toMatchObject({
      type: "DEPOSIT",
      reference_type: "STREAM_EARNINGS",
      reference_id: stream,
    });
    await viewer.delete(`/api/sessions/${session.id}`);
    const { body: receipt } = await eventually(
      () => viewer.get(`/api/sessions/${session.id}`),
      ({ body }) => body.minutes_billed === 2,
    );
    expect(receipt).toMatchObject({
      status: "ended",
      end_reason: "left",
      minutes_billed: 2,
      tokens_charged: 10,
    });
  });

  it("not when it was left unfinished; but its seconds carry over, so that leaving at 59 s again and again is not free", async () => {
    const stream = await goLive();
    const viewer = await viewerWith("leaver", 100);
    let watchedMs = 0;
    for (let round = 0; round < 4; round++) {
      const { body: session } = await join(viewer, stream);
      await watch(viewer, session.id, 0.8 * MINUTE_MS);
      const { body: receipt } = await viewer.delete(`/api/sessions/${session.id}`);
      watchedMs += lengthOf(receipt);
    }
    // 4 × 0.8 minutes are 3 whole ones; by its receipts, so that a slow machine is not taken for a mistake.
    const expected = 100 - 5 * Math.floor(watchedMs / MINUTE_MS);
    expect(expected).toBeLessThanOrEqual(85);
    expect(
      await eventually(
        () => tokensOf(viewer),
        (tokens) => tokens === expected,
      ),
    ).toBe(expected);
    await sleep(500);
    expect(await tokensOf(viewer)).toBe(expected);
  });

  it("once, however often bill is called, and the calls together posted what was charged", async () => {
    const stream = await goLive();
    const viewer = await viewerWith("clicker", 100);
    const { body: session } = await join(viewer, stream);
    let posted = 0;
    const end = Date.now() + 2.3 * MINUTE_MS;
    while (Date.now() < end) {
      const answers = await Promise.all(
        Array.from({ length: 25 }, () => viewer.post(`/api/streams/${stream}/bill`)),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      posted += answers.reduce((sum, { body }) => sum + body.tokens_charged_now, 0);
    }
    const { body: left } = await viewer.delete(`/api/sessions/${session.id}`);
    const due = 5 * Math.floor(lengthOf(left) / MINUTE_MS);
    expect(due).toBeGreaterThanOrEqual(10);
    expect(
      await eventually(
        () => tokensOf(viewer),
        (tokens) => tokens === 100 - due,
      ),
    ).toBe(100 - due);
    expect(posted).toBeLessThanOrEqual(due);
    const { body: receipt } = await viewer.get(`/api/sessions/${session.id}`);
    expect(receipt.tokens_charged).toBe(due);
  });

  it("and one that can't be paid ends the session on both sides; after a top-up the viewer joins anew", async () => {
    const stream = await goLive();
    const viewer = await viewerWith("poor", 8);
    const { body: session } = await join(viewer, stream);
    const ended = await watch(viewer, session.id, 6 * MINUTE_MS);
    expect(ended).toMatchObject({ status: "ended", end_reason: "insufficient_funds" });
    expect(await tokensOf(viewer)).toBe(3);
    const refused = await join(viewer, stream);
    expect([refused.status, refused.body.code]).toEqual([402, "insufficient_funds"]);
    await give(admin, viewer, 100);
    expect((await join(viewer, stream)).status).toBe(201);
  });

  it("not after the viewer was lost", async () => {
    const stream = await goLive();
    const viewer = await viewerWith("lost", 100);
    const { body: session } = await join(viewer, stream);
    await watch(viewer, session.id, 1.2 * MINUTE_MS);
    await sleep(4_500);
    // The gap is found by silence or by this heartbeat; either way the next one hears of it.
    const beat = () => viewer.post(`/api/sessions/${session.id}/heartbeat`);
    const { body: after } = await eventually(beat, ({ body }) => body.status === "ended");
    expect(after).toMatchObject({ status: "ended", end_reason: "lost" });
    expect(await tokensOf(viewer)).toBe(95);
  });

  it("and the end of a stream ends its sessions and is not a sighting", async () => {
    const stream = await goLive();
    const viewer = await viewerWith("ended", 100);
    const { body: session } = await join(viewer, stream);
    await watch(viewer, session.id, 1.1 * MINUTE_MS);
    await sleep(0.95 * MINUTE_MS);
    expect((await creator.post(`/api/streams/${stream}/end`)).status).toBe(200);
    const { body: receipt } = await eventually(
      () => viewer.get(`/api/sessions/${session.id}`),
      ({ body }) => body.status === "ended",
    );
    expect(receipt.end_reason).toBe("stream_ended");
    expect(
      await eventually(
        () => tokensOf(viewer),
        (tokens) => tokens === 95,
      ),
    ).toBe(95);
    expect((await join(viewer, stream)).body.code).toBe("stream_ended");
  });
});

describe("joining", () => {
  it("ten streams at once with tokens for one opens exactly one", async () => {
    const streams = await Promise.all(Array.from({ length: 10 }, (_, i) => goLive(`s${i}`)));
    const viewer = await viewerWith("ten-at-once", 5);
    const answers = await Promise.all(streams.map((stream) => join(viewer, stream)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(402)]);
  });

  it("the same stream ten times at once gives one session", async () => {
    const stream = await goLive();
    const viewer = await viewerWith("twice", 5);
    const answers = await Promise.all(Array.from({ length: 10 }, () => join(viewer, stream)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.every(({ status }) => status === 200 || status === 201)).toBe(true);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });

  it("one's own stream is refused", async () => {
    const both = await person(world, "both", "creator", "viewer");
    await give(admin, both, 100);
    const { body: stream } = await both.post("/api/streams", { body: { title: "mine" } });
    const answer = await join(both, stream.id);
    expect([answer.status, answer.body.code]).toEqual([403, "own_stream"]);
  });
});

it("a new rate counts for sessions that start after it, and a price of zero posts nothing on its side", async () => {
  const stream = await goLive();
  const viewer = await viewerWith("rates", 100);
  const before = await centsOf(creator);
  const { body: first } = await join(viewer, stream);
  const rate = {
    scope: "stream",
    scope_id: stream,
    tokens_per_minute: 0,
    creator_per_minute: "1.50",
    reason: "a gift",
  };
  expect((await admin.put("/api/admin/rates", { body: rate })).status).toBeLessThan(300);
  await watch(viewer, first.id, 1.2 * MINUTE_MS);
  await viewer.delete(`/api/sessions/${first.id}`);
  expect(
    await eventually(
      () => tokensOf(viewer),
      (tokens) => tokens === 95,
    ),
  ).toBe(95);
  const { body: second } = await join(viewer, stream);
  await watch(viewer, second.id, 1.2 * MINUTE_MS);
  expect(
    await eventually(
      () => centsOf(creator),
      (cents) => cents === before + 1_320 + 150,
    ),
  ).toBe(before + 1_320 + 150);
  expect(await tokensOf(viewer)).toBe(95);
});

it("all of it leaves books that every check finds right", async () => {
  const check = () => admin.get("/api/admin/integrity?run=now");
  const { body } = await eventually(check, (answer) => answer.body.ok === true);
  expect(body.checks.filter((one: { ok: boolean }) => !one.ok)).toEqual([]);
});
