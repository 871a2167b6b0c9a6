import { createHash } from "node:crypto";
import { SessionStatus, StreamStatus } from "@metercast/contracts/billing/v1/billing.ts";
import { readConfig } from "@metercast/runtime";
import { clockReaches, pace, sign } from "@metercast/testkit";
import { AccessToken } from "livekit-server-sdk";
import { expect, it } from "vitest";
import { derive, variables } from "../src/config.ts";
import { call, callPatiently, startHasty } from "./harness.ts";
import { act, gateway, LIVEKIT, MINUTE_MS } from "./watching-world.ts";

let people = 0;

interface Told {
  /** When it happened, ms; now where it is not said. */
  at?: number;
  reason?: string;
  kind?: string;
  key?: { key: string; secret: string };
  /** Sent instead of what was signed. */
  instead?: string;
  /** Another gateway than the usual one; asked once. */
  base?: string;
  /** The room's own name; one without is known by the stream's. */
  roomSid?: string;
}

/**
 * A webhook as LiveKit sends it: whole seconds, the body's hash in a signed token; again where it was not
 * taken, but to another `base`.
 */
async function tell(event: string, room: string, identity: string, sid: string, told: Told = {}) {
  const { at = Date.now(), reason, kind, key = LIVEKIT, base, roomSid } = told;
  const participant = {
    sid,
    identity,
    ...(kind !== undefined && { kind }),
    ...(reason !== undefined && { disconnectReason: reason }),
  };
  const createdAt = String(Math.floor(at / 1_000));
  const about = identity === "" ? {} : { participant };
  const named = { name: room, ...(roomSid !== undefined && { sid: roomSid }) };
  const body = JSON.stringify({ event, room: named, ...about, id: `EV_${people++}`, createdAt });
  const token = new AccessToken(key.key, key.secret, { ttl: 300 });
  token.sha256 = createHash("sha256").update(body).digest("base64");
  const headers = { "Content-Type": "application/webhook+json", Authorization: await token.toJwt() };
  const request = { raw: told.instead ?? body, headers };
  const { status, body: answer } =
    base === undefined
      ? await callPatiently(gateway.url, "POST", "/webhooks/livekit", request)
      : await call(base, "POST", "/webhooks/livekit", request);
  return [status, answer.code ?? answer.received];
}

const OK = [200, true];

/** A viewer with tokens and a stream, not watching yet. */
async function visitor(tokens = 1_000, witnesses = "") {
  const user = `media-viewer-${people++}`;
  if (tokens > 0) await act.give(user, tokens);
  const creator = `media-creator-${people++}`;
  const stream = (await act.stream(creator, witnesses)).id;
  const sessions = async () =>
    (await gateway.billing.listSessions({ viewerId: user, streamId: stream, limit: 10, cursor: "" }))
      .sessions;
  return {
    user,
    creator,
    stream,
    sessions,
    status: async () => (await gateway.billing.getStream({ streamId: stream })).stream?.status,
    /** Of the creator's own stay in the room. */
    own: (event: "joined" | "left", sid: string, told?: Told) =>
      tell(`participant_${event}`, stream, creator, sid, told),
    finished: (told?: Told) => tell("room_finished", stream, "", "", told),
    /** Newest first: is it open? */
    open: async () => (await sessions()).map(({ status }) => status === SessionStatus.SESSION_STATUS_ACTIVE),
    joined: (sid: string, told?: Told) => tell("participant_joined", stream, user, sid, told),
    left: (sid: string, told?: Told) => tell("participant_left", stream, user, sid, told),
  };
}

it("who joins the room watches and pays by the minute, who leaves it has left", async () => {
  const { user, joined, left, sessions, open } = await visitor();
  expect(await joined("PA_paid")).toEqual(OK);
  expect(await open()).toEqual([true]);
  const [session] = await sessions();
  const token = await sign(gateway.secret, user, ["viewer"]);
  await pace(MINUTE_MS + 50);
  await callPatiently(gateway.url, "POST", `/api/sessions/${session?.id}/heartbeat`, { token });
  const billed = async () => (await sessions())[0]?.minutesBilled ?? 0;
  await expect.poll(billed, { timeout: 60_000 }).toBeGreaterThanOrEqual(1);
  expect(await left("PA_paid")).toEqual(OK);
  expect((await sessions())[0]).toMatchObject({ id: session?.id, endReason: "left" });
});

it("leaving is a report at its own time: what was watched until then is paid without a heartbeat", async () => {
  const { joined, left, sessions } = await visitor();
  await joined("PA_sighting");
  await pace(2 * MINUTE_MS + 50);
  await left("PA_sighting");
  const billed = async () => (await sessions())[0]?.minutesBilled ?? 0;
  await expect.poll(billed, { timeout: 60_000 }).toBeGreaterThanOrEqual(1);
});

it("sent again after the viewer has gone, a join opens nothing; nor does one that comes after its leave", async () => {
  const { joined, left, open } = await visitor();
  await joined("PA_1");
  await joined("PA_1");
  expect(await open()).toEqual([true]);
  await left("PA_1");
  await left("PA_1");
  await joined("PA_1");
  expect(await open()).toEqual([false]);
  await left("PA_2");
  expect(await joined("PA_2", { at: Date.now() - 5_000 })).toEqual(OK);
  expect(await open()).toEqual([false]);
});

it("a late leave of an earlier visit ends nothing, nor does the leave of a page where another is open", async () => {
  const { joined, left, open } = await visitor();
  await joined("PA_old");
  await joined("PA_new");
  await left("PA_old");
  expect(await open()).toEqual([true]);
  await left("PA_new");
  expect(await open()).toEqual([false]);
  await joined("PA_next");
  await left("PA_lost_and_found", { at: Date.now() - 600_000 });
  expect(await open()).toEqual([true, false]);
});

it("who comes in again as themselves goes on with the same session", async () => {
  const { joined, left, open } = await visitor();
  await joined("PA_first");
  await left("PA_first", { reason: "DUPLICATE_IDENTITY" });
  expect(await open()).toEqual([true]);
  await joined("PA_second");
  expect(await open()).toEqual([true]);
});

it("many at once, in any order, leave the same behind as one after the other", async () => {
  const { joined, left, open } = await visitor();
  const sids = Array.from({ length: 4 }, (_, i) => `PA_crowd_${i}`);
  const crowd = sids.flatMap((sid) => [left, joined, joined, left].map((send) => send(sid)));
  expect(await Promise.all(crowd)).toEqual(crowd.map(() => OK));
  expect((await open()).filter(Boolean)).toEqual([]);
});

it("who can't pay, and a person who is no viewer of a stream, is 200 and watches nothing", async () => {
  const poor = await visitor(0);
  expect(await poor.joined("PA_poor")).toEqual(OK);
  expect(await poor.open()).toEqual([]);
  const { user, joined, open } = await visitor();
  expect(await tell("participant_joined", "somebody's room", user, "PA_elsewhere")).toEqual(OK);
  expect(await tell("participant_joined", `str_${"0".repeat(32)}`, user, "PA_nowhere")).toEqual(OK);
  expect(await joined("PA_recorder", { kind: "EGRESS" })).toEqual(OK);
  expect(await open()).toEqual([]);
});

/**
 * A viewer of a stream with policy 'both': what their player does by HTTP and what the media server tells
 * of them.
 */
async function player() {
  const { user, stream, joined, left, sessions, open } = await visitor(1_000, "both");
  const token = await sign(gateway.secret, user, ["viewer"]);
  const post = (path: string) =>
    callPatiently(gateway.url, "POST", `/api/streams/${stream}/${path}`, { token });
  return {
    sessions,
    open,
    joined: async (sid: string, told?: Told) => expect(await joined(sid, told)).toEqual(OK),
    left: async (sid: string, told?: Told) => expect(await left(sid, told)).toEqual(OK),
    watch: async () => (await post("sessions")).body.id as string,
    bill: async () => (await post("bill")).body,
    /** Bills until more than `minutes` are paid. */
    paidOver: (minutes: number) =>
      expect
        .poll(async () => (await post("bill")).body.minutes_billed, { timeout: 60_000, interval: 200 })
        .toBeGreaterThan(minutes),
    leave: (id: string) => callPatiently(gateway.url, "DELETE", `/api/sessions/${id}`, { token }),
  };
}

it("with policy 'both' heartbeats are free until the viewer is in the room; leaving it ends the session, whatever the player says", async () => {
  const { watch, bill, paidOver, joined, left, sessions } = await player();
  await watch();
  await pace(2 * MINUTE_MS + 50);
  expect(await bill()).toMatchObject({ status: "active", minutes_billed: 0, tokens_charged_now: 0 });
  // The media server's times are whole seconds.
  const cameAtMs = Math.floor(Date.now() / 1_000) * 1_000;
  await joined("PA_both");
  await paidOver(1);
  await left("PA_both");
  const [session] = await sessions();
  expect(session?.endReason).toBe("left");
  const seenMs = (session?.endedAt?.getTime() ?? 0) - cameAtMs;
  expect((session?.minutesBilled ?? 0) * MINUTE_MS).toBeLessThanOrEqual(seenMs);
  expect(await bill()).toMatchObject({ status: "ended", tokens_charged_now: 0 });
});

it("with policy 'both' the room alone is free: who is in it and sends no heartbeat pays nothing", async () => {
  const { joined, left, sessions } = await player();
  await joined("PA_silent");
  await pace(2 * MINUTE_MS + 50);
  await left("PA_silent");
  expect(await sessions()).toMatchObject([{ endReason: "left", minutesBilled: 0 }]);
});

it("with policy 'both' who is in the room pays from their player's join on; who comes back has a session of their own", async () => {
  const { watch, leave, paidOver, joined, left, sessions, open } = await player();
  await joined("PA_early");
  const first = await watch();
  await leave(first);
  const second = await watch();
  expect(second).not.toBe(first);
  await paidOver(0);
  await left("PA_early");
  await joined("PA_back");
  expect(await open()).toEqual([true, false, false]);
  await paidOver(0);
  await left("PA_back");
  expect((await sessions()).map(({ endReason }) => endReason)).toEqual(["left", "left", "left"]);
});

it("with policy 'both' a leave that is reported after the viewer's return ends the session of before it, once", async () => {
  const { watch, joined, left, open, paidOver } = await player();
  await joined("PA_a", { at: Date.now() - 3_000 });
  const first = await watch();
  // Three seconds at least: the session began before the leave that is reported below.
  await paidOver(2);
  const cameBackAt = Date.now();
  const wentAt = cameBackAt - 2_000;
  await joined("PA_b", { at: cameBackAt });
  await left("PA_a", { at: wentAt });
  const second = await watch();
  expect(second).not.toBe(first);
  await left("PA_a", { at: wentAt });
  expect(await open()).toEqual([true, false]);
  await left("PA_b");
  expect(await open()).toEqual([false, false]);
});

const { STREAM_STATUS_LIVE: LIVE, STREAM_STATUS_ENDED: OVER } = StreamStatus;
const isOver = (status: () => Promise<unknown>) =>
  expect.poll(status, { timeout: 60_000, interval: 200 }).toBe(OVER);

it.each(["any", "both"])(
  "a closed room holds nobody (witnesses: %s): all have gone at its end, and after a while the stream ends",
  async (witnesses) => {
    const { joined, finished, sessions, status, user, stream } = await visitor(1_000, witnesses);
    const roomSid = `RM_${stream}`;
    await joined(`PA_in_${stream}`, { roomSid, at: Date.now() - 2_000 });
    const token = await sign(gateway.secret, user, ["viewer"]);
    await callPatiently(gateway.url, "POST", `/api/streams/${stream}/sessions`, { token });
    const startedAt = (await sessions())[0]?.startedAt?.getTime() ?? 0;
    // The media server's times are whole seconds: this one is after the session's start.
    const closedAt = Math.ceil((startedAt + 1) / 1_000) * 1_000;
    await clockReaches(closedAt);
    for (let twice = 0; twice < 2; twice++) expect(await finished({ roomSid, at: closedAt })).toEqual(OK);
    const [session, ...others] = await sessions();
    expect([session?.endReason, session?.endedAt?.getTime(), others]).toEqual(["left", closedAt, []]);
    const { body } = await callPatiently(gateway.url, "POST", `/api/sessions/${session?.id}/heartbeat`, {
      token,
    });
    expect(body.status).toBe("ended");
    expect(body.minutes_billed * MINUTE_MS).toBeLessThanOrEqual(closedAt - startedAt);
    await isOver(status);
  },
);

it("a join that is reported after the end of its room does not count; a room that is opened again is another", async () => {
  const [late, again, later] = [await visitor(), await visitor(), await visitor()];
  const closedAt = Date.now() - 1_000;
  await late.finished({ roomSid: `RM_${late.stream}`, at: closedAt });
  await late.joined(`PA_${late.stream}`, { roomSid: `RM_${late.stream}`, at: closedAt - 5_000 });
  expect(await late.open()).toEqual([]);
  await again.joined(`PA_${again.stream}`, { roomSid: `RM_second_${again.stream}` });
  await again.finished({ roomSid: `RM_${again.stream}`, at: closedAt });
  expect(await again.open()).toEqual([true]);
  // What was noted before has been looked at once this is over.
  await later.finished({ roomSid: `RM_${later.stream}` });
  await isOver(later.status);
  expect([await again.open(), await again.status()]).toEqual([[true], LIVE]);
});

it("a creator who leaves their room ends the stream after a while; one who is back in it does not", async () => {
  const [back, replaced, gone] = [await visitor(), await visitor(), await visitor()];
  for (const { own, stream } of [back, replaced, gone]) await own("joined", `PA_host_${stream}`);
  await gone.joined(`PA_guest_${gone.stream}`);
  // Told in another order than it happened.
  await back.own("joined", `PA_host_again_${back.stream}`);
  await back.own("left", `PA_host_${back.stream}`);
  await replaced.own("left", `PA_host_${replaced.stream}`, { reason: "DUPLICATE_IDENTITY" });
  expect(await gone.own("left", `PA_host_${gone.stream}`)).toEqual(OK);
  await isOver(gone.status);
  // The sessions end after their stream.
  await expect
    .poll(async () => (await gone.sessions())[0]?.endReason, { timeout: 60_000, interval: 200 })
    .toBe("stream_ended");
  expect([await back.status(), await replaced.status()]).toEqual([LIVE, LIVE]);
  expect(await back.own("left", `PA_host_again_${back.stream}`)).toEqual(OK);
  await isOver(back.status);
});

it("what LiveKit has not signed is refused", async () => {
  const { user, stream, joined, open } = await visitor();
  const refused = [400, "invalid_signature"];
  expect(await joined("PA_forged", { key: { ...LIVEKIT, secret: "another" } })).toEqual(refused);
  expect(await joined("PA_forged", { key: { ...LIVEKIT, key: "APIother" } })).toEqual(refused);
  const instead = JSON.stringify({
    event: "participant_joined",
    room: { name: stream },
    participant: { sid: "PA", identity: user },
  });
  expect(await joined("PA_forged", { instead })).toEqual(refused);
  expect(await joined("PA_forged", { instead: "" })).toEqual(refused);
  expect(await open()).toEqual([]);
});

it("while billing is away LiveKit gets the answer to come again, and then it counts", async () => {
  const { joined, open } = await visitor();
  const hasty = await startHasty(gateway);
  gateway.network.billing.refuse();
  expect(await joined("PA_again", { base: hasty.baseUrl as string })).toEqual([503, "unavailable"]);
  gateway.network.billing.resume();
  await expect.poll(() => joined("PA_again"), { timeout: 60_000 }).toEqual(OK);
  expect(await open()).toEqual([true]);
  await hasty.stop();
});

it("a key without its secret is no configuration", () => {
  const env = { ...gateway.env, LIVEKIT_API_SECRET: undefined };
  expect(() => derive(readConfig(variables, env))).toThrow(/LIVEKIT_API_KEY, LIVEKIT_API_SECRET/);
});
