import {
  centsOf,
  give,
  type Person,
  pace,
  person,
  poll,
  startWorld,
  tokensOf,
  type World,
} from "@metercast/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const MINUTE_MS = 2_000;
/** More than a busy machine ever keeps a heartbeat waiting. */
const LOST_AFTER_SECONDS = 30;
let world: World;
let admin: Person;
let creator: Person;
/** Whose last heartbeat is long ago when it is looked for. */
let silent: { viewer: Person; sessionId: string; since: number };

beforeAll(async () => {
  world = await startWorld({
    env: {
      METER_MINUTE_SECONDS: "2",
      METER_LOST_AFTER_SECONDS: String(LOST_AFTER_SECONDS),
      GRPC_DEADLINE_MS: "30000",
    },
  });
  admin = await person(world, "admin", "admin");
  creator = await person(world, "creator", "creator");
  silent = await fallSilent();
});
afterAll(() => world?.stop());

async function goLive(title = "live", by = creator): Promise<string> {
  const { status, body } = await by.post("/api/streams", { body: { title } });
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
    await pace(Math.min(300, Math.max(1, end - Date.now())));
  }
}

/** How long a session lasted, in ms, by its receipt. */
const lengthOf = (receipt: { started_at: string; ended_at: string }): number =>
  Date.parse(receipt.ended_at) - Date.parse(receipt.started_at);

/**
 * The whole minutes of an ended session: by its receipt, so that a slow machine is not taken for a mistake.
 */
const minutesOf = (receipt: { started_at: string; ended_at: string }): number =>
  Math.floor(lengthOf(receipt) / MINUTE_MS);

/**
 * Leaves, and gives the receipt with what was due: where the wallet takes long, it is paid a little later.
 */
async function leave(viewer: Person, sessionId: string) {
  const { status, body: left } = await viewer.delete(`/api/sessions/${sessionId}`);
  expect([status, left.status]).toEqual([200, "ended"]);
  const receipt = () => viewer.get(`/api/sessions/${sessionId}`);
  return (await poll(receipt, ({ body }) => body.minutes_billed >= minutesOf(body))).body;
}

/** Waits until a viewer has so many tokens, and looks once more. */
async function expectTokens(viewer: Person, expected: number): Promise<void> {
  const look = () => tokensOf(viewer);
  await expect.poll(look).toBe(expected);
}

async function expectCents(expected: number): Promise<void> {
  const look = () => centsOf(creator);
  await expect.poll(look).toBe(expected);
}

/** Watches for a minute and is not heard of again, in a stream of a creator whom nobody else looks at. */
async function fallSilent() {
  const stream = await goLive("left alone", await person(world, "lonely", "creator"));
  const viewer = await viewerWith("lost", 100);
  const { body: session } = await join(viewer, stream);
  await watch(viewer, session.id, 1.2 * MINUTE_MS);
  return { viewer, sessionId: session.id as string, since: Date.now() };
}

const join = (viewer: Person, stream: string) => viewer.post(`/api/streams/${stream}/sessions`);

describe("a minute is paid", () => {
  it("when it was watched whole: 5 tokens from the viewer, $13.20 to the creator, an entry on both sides", async () => {
    const stream = await goLive();
    const viewer = await viewerWith("whole", 500);
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
    const receipt = await leave(viewer, session.id);
    const minutes = minutesOf(receipt);
    expect(minutes).toBeGreaterThanOrEqual(2);
    expect(receipt).toMatchObject({
      status: "ended",
      end_reason: "left",
      minutes_billed: minutes,
      tokens_charged: 5 * minutes,
    });
    await expectTokens(viewer, 500 - 5 * minutes);
    await expectCents(before + 1_320 * minutes);
    const { body: entries } = await viewer.get("/api/wallet/entries");
    expect(entries.data[0]).toMatchObject({
      type: "DEBIT",
      reference_type: "STREAM_VIEW",
      reference_id: session.id,
      amount: -5,
      balance_after: 500 - 5 * minutes,
    });
    expect(entries.data).toHaveLength(minutes + 1);
    const { body: earned } = await creator.get("/api/wallet/entries?limit=1");
    expect(earned.data[0]).toMatchObject({
      type: "DEPOSIT",
      reference_type: "STREAM_EARNINGS",
      reference_id: stream,
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
    // 4 × 0.8 minutes are 3 whole ones.
    const expected = 100 - 5 * Math.floor(watchedMs / MINUTE_MS);
    expect(expected).toBeLessThanOrEqual(85);
    await expectTokens(viewer, expected);
    await pace(500);
    expect(await tokensOf(viewer)).toBe(expected);
  });

  it("once, however often bill is called, and the calls together posted what was charged", async () => {
    const stream = await goLive();
    const viewer = await viewerWith("clicker", 500);
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
    const left = await leave(viewer, session.id);
    const due = 5 * minutesOf(left);
    expect(due).toBeGreaterThanOrEqual(10);
    await expectTokens(viewer, 500 - due);
    expect(posted).toBeLessThanOrEqual(due);
    expect(left.tokens_charged).toBe(due);
  });

  it("and one that can't be paid ends the session on both sides; after a top-up the viewer joins again", async () => {
    const stream = await goLive();
    const viewer = await viewerWith("poor", 8);
    const { body: session } = await join(viewer, stream);
    const ended = await watch(viewer, session.id, 60_000);
    expect(ended).toMatchObject({ status: "ended", end_reason: "insufficient_funds" });
    expect(await tokensOf(viewer)).toBe(3);
    const refused = await join(viewer, stream);
    expect([refused.status, refused.body.code]).toEqual([402, "insufficient_funds"]);
    await give(admin, viewer, 100);
    expect((await join(viewer, stream)).status).toBe(201);
  });

  it("and the end of a stream ends its sessions and is not a presence report", async () => {
    const stream = await goLive();
    const viewer = await viewerWith("ended", 100);
    const { body: session } = await join(viewer, stream);
    await watch(viewer, session.id, 1.1 * MINUTE_MS);
    const started = Date.parse(session.started_at);
    const asked = Date.now();
    await viewer.post(`/api/sessions/${session.id}/heartbeat`);
    const answered = Date.now();
    // The stream ends after the end of the minute that was running at the last heartbeat.
    const runningEnds = started + (Math.floor((answered - started) / MINUTE_MS) + 1) * MINUTE_MS;
    await pace(runningEnds + 100 - Date.now());
    expect((await creator.post(`/api/streams/${stream}/end`)).status).toBe(200);
    const { body: receipt } = await poll(
      () => viewer.get(`/api/sessions/${session.id}`),
      ({ body }) => body.status === "ended",
    );
    expect(receipt.end_reason).toBe("stream_ended");
    // The last presence report was at some time between asking and the answer: nearly always in one minute.
    const [least, most] = [asked, answered].map((at) => Math.floor((at - started) / MINUTE_MS)) as [
      number,
      number,
    ];
    expect(most).toBeLessThan(minutesOf(receipt));
    const tokens = await poll(
      () => tokensOf(viewer),
      (now) => now <= 100 - 5 * least,
    );
    expect(tokens).toBeGreaterThanOrEqual(100 - 5 * most);
    expect(tokens).toBeLessThanOrEqual(100 - 5 * least);
    expect((await join(viewer, stream)).body.code).toBe("stream_ended");
  });

  it("not after the viewer was lost", async () => {
    const { viewer, sessionId, since } = silent;
    await pace(since + (LOST_AFTER_SECONDS + 1) * 1_000 - Date.now());
    // The gap is found by silence or by this heartbeat; either way the next one hears of it.
    const beat = () => viewer.post(`/api/sessions/${sessionId}/heartbeat`);
    const { body: after } = await poll(beat, ({ body }) => body.status === "ended");
    expect(after).toMatchObject({ status: "ended", end_reason: "lost" });
    await expectTokens(viewer, 100 - 5 * minutesOf(after));
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
    accept_loss: true,
  };
  const asked = await admin.put("/api/admin/rates", { body: rate });
  expect([asked.status, asked.body.needs_second]).toEqual([202, "loses_money"]);
  const other = await admin.beside("a-second-admin", "admin");
  const confirmed = await other.post(`/api/admin/acts/${asked.body.id}/confirm`);
  expect([confirmed.status, confirmed.body.status]).toEqual([200, "executed"]);
  await watch(viewer, first.id, 1.2 * MINUTE_MS);
  const paid = await leave(viewer, first.id);
  await expectTokens(viewer, 100 - 5 * minutesOf(paid));
  const { body: second } = await join(viewer, stream);
  await watch(viewer, second.id, 1.2 * MINUTE_MS);
  const free = await leave(viewer, second.id);
  // What was left of the first one's last minute has a price: it waits for a session that has one too.
  expect(free.carried_seconds).toBe(0);
  const freeMinutes = Math.floor(lengthOf(free) / MINUTE_MS);
  expect(freeMinutes).toBeGreaterThanOrEqual(1);
  await expectCents(before + 1_320 * minutesOf(paid) + 150 * freeMinutes);
  expect(await tokensOf(viewer)).toBe(100 - 5 * minutesOf(paid));
});

it("all of it leaves books that every check finds right", async () => {
  const check = () => admin.get("/api/admin/integrity?run=now");
  const { body } = await poll(check, (answer) => answer.body.ok === true);
  expect(body.checks.filter((one: { ok: boolean }) => !one.ok)).toEqual([]);
});
