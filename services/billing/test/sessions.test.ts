import { insist, pace, poll } from "@metercast/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeOf, type Stage, startOf, startStage, strangerId } from "./stage.ts";

// A billed minute is an hour long: in this file no minute becomes due unless a test reports it, and no
// session is lost.
const MINUTE = 3_600_000;
let stage: Stage;
beforeAll(async () => {
  stage = await startStage({ METER_MINUTE_SECONDS: "3600", METER_LOST_AFTER_SECONDS: "3600" });
});
afterAll(() => stage?.stop());

describe("joining", () => {
  it("opens one session per viewer and stream; joining again answers it", async () => {
    const viewer = await stage.viewer(100);
    const stream = await stage.stream();
    const joins = await Promise.all(
      Array.from({ length: 5 }, () =>
        insist(() => stage.billing.joinStream({ viewerId: viewer, streamId: stream.id })),
      ),
    );
    expect(new Set(joins.map((join) => join.session?.id)).size).toBe(1);
    expect(joins.filter((join) => join.created)).toHaveLength(1);
    expect(joins[0]?.availableTokens).toBe(100n);
    const { stream: seen } = await stage.billing.getStream({ streamId: stream.id });
    expect(seen).toMatchObject({ viewers: 1, creatorCentsPerMinuteNow: 1_320n });
  });

  it("of ten joins at once with tokens for one exactly one opens", async () => {
    for (let round = 0; round < 3; round++) {
      const viewer = await stage.viewer(9);
      const streams = await Promise.all(Array.from({ length: 10 }, () => stage.stream()));
      const codes = await Promise.all(streams.map(({ id }) => codeOf(stage.join(viewer, id))));
      expect(codes.filter((code) => code === "none")).toHaveLength(1);
      expect(codes.filter((code) => code === "insufficient_funds")).toHaveLength(9);
    }
  });

  it("is refused where the viewer watches three streams already, also of ten joins at once", async () => {
    const viewer = await stage.viewer(100);
    const streams = await Promise.all(Array.from({ length: 10 }, () => stage.stream()));
    const codes = await Promise.all(streams.map(({ id }) => codeOf(stage.join(viewer, id))));
    expect(codes.filter((code) => code === "none")).toHaveLength(3);
    expect(codes.filter((code) => code === "too_many_sessions")).toHaveLength(7);
    const open = (await stage.billing.listSessions({ viewerId: viewer, limit: 10, cursor: "", streamId: "" }))
      .sessions;
    const again = streams.find(({ id }) => id === open[0]?.streamId);
    expect((await stage.join(viewer, again?.id ?? "")).id).toBe(open[0]?.id);
    await insist(() => stage.leave(open[0] as (typeof open)[0]));
    expect(await codeOf(stage.join(viewer, again?.id ?? ""))).toBe("none");
  });

  it("is refused without tokens, for one's own stream, an unknown or an ended one", async () => {
    const viewer = await stage.viewer(4);
    const stream = await stage.stream();
    expect(await codeOf(stage.join(viewer, stream.id))).toBe("insufficient_funds");
    expect(await codeOf(stage.join(stream.creatorId, stream.id))).toBe("own_stream");
    expect(await codeOf(stage.join(viewer, `str_${"0".repeat(32)}`))).toBe("stream_not_found");
    expect(await codeOf(stage.join(viewer, "junk"))).toBe("stream_not_found");
    expect(await codeOf(stage.join("no spaces", stream.id))).toBe("invalid_request");
    await stage.billing.endStream({ streamId: stream.id, actorId: stream.creatorId, actorIsAdmin: false });
    expect(await codeOf(stage.join(await stage.viewer(100), stream.id))).toBe("stream_ended");
    expect(
      (await stage.billing.listSessions({ viewerId: viewer, limit: 10, cursor: "", streamId: "" })).sessions,
    ).toEqual([]);
  });

  it("without the wallet is unavailable and leaves nothing open", async () => {
    const viewer = await stage.viewer(100);
    const stream = await stage.stream();
    await stage.world.service("wallet").kill("SIGKILL");
    const joining = stage.billing.joinStream({ viewerId: viewer, streamId: stream.id });
    expect(await codeOf(joining)).toBe("unavailable");
    await stage.world.restart("wallet");
    const left = () => stage.sql.query("SELECT FROM billing.session WHERE viewer_id = $1", [viewer]);
    await poll(left, ({ rowCount }) => rowCount === 0);
    expect((await stage.join(viewer, stream.id)).viewerId).toBe(viewer);
  });

  it("that a crash cut short is completed by the next join, or dropped after 10 s", async () => {
    const [again, gone] = [await stage.viewer(100), await stage.viewer(100)];
    const stream = await stage.stream();
    for (const viewerId of [again, gone]) {
      const doomed = await stage.world.restart("billing", {
        METERCAST_FAILPOINT: "billing.joining_committed",
      });
      // Where the call meets the connection to the process before, it is asked again: it must be this one
      // that dies of it.
      const dying = doomed.exited.then(() => true);
      const joining = () => codeOf(stage.billing.joinStream({ viewerId, streamId: stream.id }));
      do expect(await joining()).toBe("unavailable");
      while (!(await Promise.race([dying, pace(2_000)])));
    }
    await stage.world.restart("billing");
    expect((await stage.join(again, stream.id)).viewerId).toBe(again);
    const left = () => stage.sql.query("SELECT FROM billing.session WHERE viewer_id = $1", [gone]);
    await poll(left, ({ rowCount }) => rowCount === 0);
  });
});

describe("leaving", () => {
  it("ends the session as left; again, answers it; what was not finished is carried into the next one", async () => {
    const viewer = await stage.viewer(100);
    const stream = await stage.stream();
    const session = await stage.join(viewer, stream.id);
    await pace(300);
    const leave = () => insist(() => stage.leave(session));
    const first = (await leave()).session;
    expect(first).toMatchObject({ endReason: "left", minutesBilled: 0 });
    expect((await leave()).session).toEqual(first);
    const next = await stage.join(viewer, stream.id);
    const watched = (first?.endedAt?.getTime() ?? 0) - (session.startedAt?.getTime() ?? 0);
    expect(watched).toBeGreaterThanOrEqual(300);
    expect(next).toMatchObject({ carriedMs: watched });
    expect((await insist(() => stage.bill(session))).session).toMatchObject({ endReason: "left" });
  });
});

describe("what is left unpaid", () => {
  const lengthOf = (session: { startedAt?: Date | undefined; endedAt?: Date | undefined } | undefined) =>
    (session?.endedAt?.getTime() ?? 0) - (session?.startedAt?.getTime() ?? 0);

  it("goes to another stream of the same creator, at its price, and to nobody else's", async () => {
    const viewer = await stage.viewer(100);
    const { id, creatorId } = await stage.stream();
    const first = await stage.join(viewer, id);
    await pace(100);
    const { session: left } = await insist(() => stage.leave(first));
    const dear = await stage.stream(creatorId);
    await stage.billing.setRate({
      scope: "stream",
      scopeId: dear.id,
      tokensPerMinute: 10n,
      creatorCentsPerMinute: 2_000n,
      reason: "dearer",
      actorId: "admin",
      idempotencyKey: "",
    });
    expect((await stage.join(viewer, (await stage.stream()).id)).carriedMs).toBe(0);
    expect((await stage.join(viewer, dear.id)).carriedMs).toBe(Math.floor(lengthOf(left) / 2));
  });

  it("is taken over by one of two joins at once, and by none that is refused", async () => {
    const viewer = await stage.viewer(10);
    const { id, creatorId } = await stage.stream();
    const streams = await Promise.all(Array.from({ length: 5 }, () => stage.stream(creatorId)));
    const first = await stage.join(viewer, id);
    await pace(100);
    const { session: left } = await insist(() => stage.leave(first));
    const answers = await Promise.all(
      streams.map((stream) => stage.join(viewer, stream.id).catch(() => undefined)),
    );
    const opened = answers.filter((session) => session !== undefined);
    expect(opened).toHaveLength(2);
    expect(opened.map(({ carriedMs }) => carriedMs).sort((a, b) => a - b)).toEqual([0, lengthOf(left)]);
  });

  it("when its stream ended goes to the creator's next stream, and nowhere where it is worth more than there is", async () => {
    const viewer = await stage.viewer(9);
    const { id, creatorId } = await stage.stream();
    const session = await stage.join(viewer, id);
    await stage.billing.endStream({ streamId: id, actorId: creatorId, actorIsAdmin: false });
    // As if it had been watched for an hour and a half: what is whole of it is due at once, and then a
    // minute must be left.
    await stage.sql.query(
      "UPDATE billing.session SET end_reason = 'lost', silent_ms = 5400000 WHERE viewer_id = $1",
      [viewer],
    );
    const next = await stage.stream(creatorId);
    expect(await codeOf(stage.join(viewer, next.id))).toBe("insufficient_funds");
    const cheap = { scope: "stream", scopeId: next.id, tokensPerMinute: 3n, creatorCentsPerMinute: 1_320n };
    await stage.billing.setRate({ ...cheap, reason: "cheaper", actorId: "admin", idempotencyKey: "" });
    // Two whole minutes at three tokens, and one to begin.
    const back = await stage.join(viewer, next.id);
    expect(back.carriedMs).toBeGreaterThanOrEqual((5_400_000 * 5) / 3);
    expect(back.startedAt?.getTime()).toBeGreaterThanOrEqual(startOf(session));
    await poll(
      () => stage.tokensOf(viewer),
      (tokens) => tokens === 3n,
    );
  });
});

describe("ending a stream", () => {
  it("ends all its sessions, once; only its creator or an admin may", async () => {
    const stream = await stage.stream();
    const viewers = await Promise.all(Array.from({ length: 20 }, () => stage.viewer(100)));
    const sessions = await Promise.all(viewers.map((viewer) => stage.join(viewer, stream.id)));
    const end = (actorId: string, actorIsAdmin: boolean) =>
      insist(() => stage.billing.endStream({ streamId: stream.id, actorId, actorIsAdmin }));
    expect(await codeOf(end("somebody", false))).toBe("forbidden");
    const { stream: ended } = await end("somebody", true);
    expect(ended).toMatchObject({ viewers: 0 });
    expect((await end(stream.creatorId, false)).stream).toEqual(ended);
    for (const session of sessions) {
      expect(await stage.session(session.id)).toMatchObject({
        endReason: "stream_ended",
        endedAt: ended?.endedAt,
      });
    }
    const { rows } = await stage.sql.query(
      "SELECT count(*)::int AS n FROM billing.outbox WHERE subject = 'billing.session.ended.v1' AND convert_from(payload, 'utf8') LIKE $1",
      [`%${stream.id}%`],
    );
    expect(rows[0].n).toBe(20);
  });

  it("finishes what a crash left of it", async () => {
    const stream = await stage.stream();
    const session = await stage.join(await stage.viewer(100), stream.id);
    // As after a crash between the stream's own end and its sessions'.
    await stage.sql.query(
      "UPDATE billing.stream SET ended_at = now(), ended_by = 'x' WHERE creator_id = $1",
      [stream.creatorId],
    );
    await poll(
      () => stage.session(session.id),
      ({ endReason }) => endReason === "stream_ended",
    );
  });
});

describe("bill and read", () => {
  it("other people's, unknown and malformed sessions are not found", async () => {
    const session = await stage.join(await stage.viewer(100), (await stage.stream()).id);
    expect(await codeOf(stage.bill({ ...session, viewerId: "other" }))).toBe("session_not_found");
    expect(await codeOf(stage.bill({ ...session, id: strangerId() }))).toBe("session_not_found");
    expect(await codeOf(stage.bill({ ...session, id: "ses_xyz" }))).toBe("session_not_found");
    expect(await codeOf(stage.billing.getSession({ sessionId: "" }))).toBe("session_not_found");
    const nothing = { sessionId: "", streamId: "", viewerId: "v", seenAt: new Date(), forwarded: false };
    expect(await codeOf(stage.billing.billSession(nothing))).toBe("invalid_request");
  });

  it("bill by the stream takes the viewer's newest session in it", async () => {
    const viewer = await stage.viewer(100);
    const stream = await stage.stream();
    const request = {
      sessionId: "",
      streamId: stream.id,
      viewerId: viewer,
      seenAt: new Date(),
      forwarded: false,
    };
    expect(await codeOf(stage.billing.billSession(request))).toBe("session_not_found");
    const session = await stage.join(viewer, stream.id);
    expect((await stage.billing.billSession(request)).session?.id).toBe(session.id);
  });

  it("lists streams live first then newest, and sessions newest first, page by page", async () => {
    const creator = "creator-of-many";
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.push((await stage.stream(creator)).id);
    await stage.billing.endStream({ streamId: ids[4] ?? "", actorId: creator, actorIsAdmin: false });
    const listed: string[] = [];
    for (let cursor = ""; ; ) {
      const page = await stage.billing.listStreams({ limit: 2, cursor, creatorId: creator });
      listed.push(...page.streams.map((stream) => stream.id));
      cursor = page.nextCursor;
      if (!cursor) break;
    }
    expect(listed).toEqual([ids[3], ids[2], ids[1], ids[0], ids[4]]);
    expect(await codeOf(stage.billing.listStreams({ limit: 2, cursor: "junk", creatorId: "" }))).toBe(
      "invalid_request",
    );
    expect(await codeOf(stage.billing.listStreams({ limit: 0, cursor: "", creatorId: "" }))).toBe(
      "invalid_request",
    );
    const viewer = await stage.viewer(100);
    const sessions = [];
    for (const id of ids.slice(0, 3)) sessions.push((await stage.join(viewer, id)).id);
    const first = await stage.billing.listSessions({ viewerId: viewer, limit: 2, cursor: "", streamId: "" });
    const rest = await stage.billing.listSessions({
      viewerId: viewer,
      limit: 2,
      cursor: first.nextCursor,
      streamId: "",
    });
    expect([...first.sessions, ...rest.sessions].map(({ id }) => id)).toEqual(sessions.reverse());
    expect(rest.nextCursor).toBe("");
  });

  it("forecasts over all open sessions", async () => {
    const viewer = await stage.viewer(100);
    expect(await stage.billing.getForecast({ viewerId: viewer, availableTokens: 100n })).toEqual({});
    const session = await stage.join(viewer, (await stage.stream()).id);
    const { runsOutAt } = await stage.billing.getForecast({ viewerId: viewer, availableTokens: 17n });
    // Nothing of it has ended: what the caller knows is what there is.
    expect(runsOutAt?.getTime()).toBe(startOf(session) + 3 * MINUTE);
  });
});

describe("rate cards", () => {
  const card = {
    tokensPerMinute: 7n,
    creatorCentsPerMinute: 2_000n,
    reason: "test",
    actorId: "admin",
    idempotencyKey: "",
  };

  it("a new one counts for sessions that start later, the most special first; same key, same version", async () => {
    const viewer = await stage.viewer(1_000);
    const stream = await stage.stream();
    const before = await stage.join(viewer, stream.id);
    const keyed = { ...card, scope: "creator", scopeId: stream.creatorId, idempotencyKey: "k1" };
    const { rate } = await stage.billing.setRate(keyed);
    expect(rate).toMatchObject({ version: 1, scopeId: stream.creatorId });
    expect((await stage.billing.setRate(keyed)).rate).toEqual(rate);
    expect(await codeOf(stage.billing.setRate({ ...keyed, tokensPerMinute: 8n }))).toBe(
      "idempotency_conflict",
    );
    await stage.billing.setRate({ ...card, scope: "stream", scopeId: stream.id, tokensPerMinute: 0n });
    const after = await stage.join(await stage.viewer(0), stream.id);
    expect(after).toMatchObject({ tokensPerMinute: 0n, creatorCentsPerMinute: 2_000n });
    expect(await stage.session(before.id)).toMatchObject({
      tokensPerMinute: 5n,
      creatorCentsPerMinute: 1_320n,
    });
    const { rates } = await stage.billing.listRates({ limit: 100, cursor: "" });
    expect(rates.at(-1)).toMatchObject({ scope: "platform", version: 1, tokensPerMinute: 5n });
  });

  it("takes no key, reason or scope that Postgres can't hold", async () => {
    const set = (over: object) =>
      codeOf(stage.billing.setRate({ ...card, scope: "platform", scopeId: "", ...over }));
    for (const idempotencyKey of ["a\0b", "a b", "é", "k".repeat(129)])
      expect(await set({ idempotencyKey })).toBe("invalid_request");
    expect(await set({ reason: "a\0b" })).toBe("invalid_request");
    expect(await set({ actorId: "a\0b" })).toBe("invalid_request");
    expect(await set({ scope: "creator", scopeId: "a\0b" })).toBe("invalid_request");
    expect(await set({ scope: "stream", scopeId: "a\0b" })).toBe("stream_not_found");
  });

  it("prices below zero or beyond a million are refused, and unknown streams not found", async () => {
    const set = (over: object) =>
      codeOf(stage.billing.setRate({ ...card, scope: "platform", scopeId: "", ...over }));
    expect(await set({ tokensPerMinute: -1n })).toBe("invalid_request");
    expect(await set({ creatorCentsPerMinute: 1_000_001n })).toBe("invalid_request");
    expect(await set({ scope: "galaxy" })).toBe("invalid_request");
    expect(await set({ scope: "stream", scopeId: `str_${"1".repeat(32)}` })).toBe("stream_not_found");
  });

  it("billing's own role can't change or delete one, nor a session that opened", async () => {
    const { default: pg } = await import("pg");
    const client = new pg.Client({ connectionString: stage.world.urls.billing });
    await client.connect();
    await expect(client.query("UPDATE rate_card SET tokens_per_minute = 0")).rejects.toThrow(
      /permission denied/,
    );
    await expect(client.query("DELETE FROM rate_card")).rejects.toThrow(/permission denied/);
    await expect(client.query("DELETE FROM session WHERE state <> 'joining'")).rejects.toThrow(/is kept/);
    await expect(client.query("SELECT FROM wallet.account")).rejects.toThrow(/permission denied/);
    await client.end();
  });
});

describe("starting a stream", () => {
  it("twice with one key starts one; with another title it is a conflict; empty titles are refused", async () => {
    const request = { creatorId: "creator-k", title: " Hello ", witnesses: "both", idempotencyKey: "k" };
    const first = await stage.billing.startStream(request);
    expect(first.stream).toMatchObject({ title: "Hello", witnesses: "both" });
    expect(await stage.billing.startStream(request)).toEqual(first);
    expect(await codeOf(stage.billing.startStream({ ...request, title: "Other" }))).toBe(
      "idempotency_conflict",
    );
    expect(await codeOf(stage.billing.startStream({ ...request, title: "   ", idempotencyKey: "" }))).toBe(
      "invalid_request",
    );
    expect(
      await codeOf(stage.billing.startStream({ ...request, witnesses: "none", idempotencyKey: "" })),
    ).toBe("invalid_request");
    for (const idempotencyKey of ["a\0b", "a b", "k".repeat(129)])
      expect(await codeOf(stage.billing.startStream({ ...request, idempotencyKey }))).toBe("invalid_request");
    expect(await codeOf(stage.billing.startStream({ ...request, title: "a\0b" }))).toBe("invalid_request");
    const top = {
      viewerId: "v",
      packageId: "tokens_50",
      idempotencyKey: "k",
      returnUrl: "http://a.example/",
    };
    expect(await codeOf(stage.billing.startTopUp({ ...top, idempotencyKey: "a\0b" }))).toBe(
      "invalid_request",
    );
    expect(await codeOf(stage.billing.startTopUp({ ...top, returnUrl: "http://a.example/\0" }))).toBe(
      "invalid_request",
    );
  });
});
