import { once } from "node:events";
import { connect } from "node:net";
import { decodeEvent, publicId, uuidFromBytes } from "@metercast/contracts";
import { connectBroker } from "@metercast/outbox";
import { createLogger } from "@metercast/runtime";
import { insist, poll, sign } from "@metercast/testkit";
import { DeliverPolicy } from "@nats-io/jetstream";
import { expect, it } from "vitest";
import { call, openEvents } from "./harness.ts";
import { openLive } from "./live-client.ts";
import { act, gateway } from "./live-world.ts";

const url = () => gateway.url;

/** Asks again where the owners could not be asked in time. */
const open = (token: string | undefined, options: Parameters<typeof openLive>[2] = {}) =>
  insist(() => openLive(url(), token, options));

/** A viewer with tokens and an open session, and their live connection. */
async function viewer(tokens: number) {
  const { page, ...watching } = await act.viewer(tokens);
  await page.close();
  return { ...watching, live: await open(watching.token) };
}

async function openPages(): Promise<number> {
  const metrics = await (await fetch(`${gateway.service.adminUrl}/metrics`)).text();
  return Number(/^metercast_sse_connections\{.*\} (\d+)$/m.exec(metrics)?.[1]);
}

it("shows the present on connecting, then each newer state, as an event stream does", async () => {
  const { live, session, token } = await viewer(100);
  expect([live.status, live.socket.protocol]).toEqual([101, "metercast.live.v1"]);
  const page = await openEvents(url(), token);
  const balance = await live.find(({ event }) => event === "balance");
  expect(balance.data).toEqual({
    asset: "TOKEN",
    posted: 100,
    held: 0,
    available: 100,
    version: 1,
    low_balance: false,
  });
  const shown = await live.find(({ event }) => event === "session");
  expect(shown.data).toMatchObject({ id: session.id, status: "active", minutes_billed: 0 });
  await act.minutes(session, 1);
  await act.minutes(session, 2, 1);
  await live.find(({ event, data }) => event === "session" && data.minutes_billed === 2);
  await page.find(({ event, data }) => event === "session" && data.minutes_billed === 2);
  const ofKind = (events: readonly { event: string; data: unknown }[], kind: string) =>
    events.filter(({ event }) => event === kind).map(({ data }) => data);
  for (const kind of ["balance", "session"])
    expect(ofKind(live.frames, kind)).toEqual(ofKind(page.events, kind));
  await live.close();
  await page.close();
});

it("a heartbeat is answered when the broker has its report", async () => {
  const { live, session } = await viewer(100);
  const broker = await connectBroker(gateway.world.nats.url, "test", createLogger("test", "error"));
  const consumer = await broker.jetstream.consumers.get("PRESENCE", { deliver_policy: DeliverPolicy.All });
  const seen: string[] = [];
  const reading = await consumer.consume();
  void (async () => {
    for await (const { data } of reading) {
      const { sessionIds, offsetsMs } = decodeEvent("gateway.presence.seen.v1", data);
      for (let i = 0; i < offsetsMs.length; i++)
        seen.push(publicId("session", uuidFromBytes(sessionIds, i * 16)));
    }
  })();
  // Where the broker needs over 2 s for it, the next one is sent as usual.
  await insist(async () => {
    live.frames.length = 0;
    live.beat(session.id);
    const { data } = await live.find(({ event }) => event === "heartbeat" || event === "error");
    return { ...data, status: data.code === "unavailable" ? 503 : data.status };
  });
  const answer = await live.find(({ event }) => event === "heartbeat");
  expect(answer).toEqual({
    event: "heartbeat",
    data: {
      session_id: session.id,
      status: "active",
      end_reason: null,
      runs_out_at: expect.stringMatching(/^\d{4}-.*Z$/),
    },
  });
  await poll(() => seen.includes(session.id));
  await broker.close();
  await live.close();
});

it("the heartbeat of a session that has ended says so, and somebody else's is not there", async () => {
  const { live, session, stream } = await viewer(100);
  const other = await viewer(100);
  other.live.beat(session.id);
  const refused = await other.live.find(({ event }) => event === "error");
  expect(refused.data).toMatchObject({ code: "session_not_found", session_id: session.id });
  await gateway.billing.endStream({
    streamId: stream.id,
    actorId: `creator-of-${stream.creatorId}`,
    actorIsAdmin: true,
  });
  await live.find(({ event, data }) => event === "session" && data.status === "ended");
  live.beat(session.id);
  const answer = await live.find(({ event }) => event === "heartbeat");
  expect(answer.data).toMatchObject({ status: "ended", end_reason: "stream_ended", runs_out_at: null });
  await live.close();
  await other.live.close();
});

it("after a reconnect with the last id nothing is missing: the newest states, and a warning meanwhile", async () => {
  const { live, session, token, user } = await viewer(20);
  const last = await live.find(({ event }) => event === "session");
  await live.close();
  await act.minutes(session, 1, 2, 3);
  const again = await open(token, { lastEventId: last.id ?? "" });
  await again.find(({ event, data }) => event === "balance" && data.available === 5);
  expect((await again.find(({ event }) => event === "low_balance")).data).toMatchObject({ available: 5 });
  await again.find(({ event, data }) => event === "session" && data.minutes_billed === 3);
  const known = again.frames.at(-1)?.id ?? "";
  await again.close();
  // What was seen is not warned of again. Servers send the header instead.
  const third = await open(token, { headers: { "Last-Event-ID": known } });
  await act.give(user, 1);
  await third.find(({ event, data }) => event === "balance" && data.available === 6);
  expect(third.frames.map(({ event }) => event)).not.toContain("low_balance");
  await third.close();
});

it("a connection ends with its token, by a code that says so", async () => {
  const begin = async (seconds: number) => {
    const exp = Math.floor(Date.now() / 1_000) + seconds;
    const token = await sign(gateway.secret, "short", ["viewer"], { exp });
    return { exp, live: await open(token) };
  };
  // Where the machine stood still for longer than the token lasted, with one that lasts longer.
  let { exp, live } = await begin(4);
  for (let seconds = 8; live.status === 401 && seconds < 100; seconds *= 2)
    ({ exp, live } = await begin(seconds));
  expect(live.status).toBe(101);
  expect((await live.closed).code).toBe(4401);
  expect(Date.now()).toBeGreaterThan(exp * 1_000 - 500);
});

it("the token travels in a header or a subprotocol, and never in the address", async () => {
  const token = await sign(gateway.secret, "speaker", ["viewer"]);
  const byHeader = await open(undefined, { protocols: [], headers: { Authorization: `Bearer ${token}` } });
  expect([byHeader.status, byHeader.socket.protocol]).toEqual([101, ""]);
  await byHeader.close();
  for (const [protocols, status] of [
    [[], 401],
    [["metercast.live.v1"], 401],
    [["metercast.live.v1", "bearer.junk"], 401],
    [["something-else", `bearer.${token}`], 400],
  ] as const) {
    const live = await open(undefined, { protocols: [...protocols] });
    expect([protocols, live.status]).toEqual([protocols, status]);
  }
  const inAddress = await call(url(), "GET", `/api/live?access_token=${token}&token=${token}`);
  expect(inAddress.status).toBe(401);
  const plain = await call(url(), "GET", "/api/live", { token });
  expect([plain.status, plain.body.code]).toEqual([426, "upgrade_required"]);
});

it.each(["https://evil.example", "http://127.0.0.1.evil.example", "null", "file://"])(
  "a page of %s can't connect, even with somebody's token",
  async (origin) => {
    const token = await sign(gateway.secret, "lured", ["viewer"]);
    const live = await open(token, { origin });
    expect([live.status, live.code]).toEqual([403, "forbidden"]);
  },
);

it("a page of the gateway's own origin connects", async () => {
  const live = await open(await sign(gateway.secret, "at-home", ["viewer"]), { origin: url() });
  expect(live.status).toBe(101);
  await live.close();
});

it("frames that are none are refused by name, and a client that only sends such is closed", async () => {
  const { live, session } = await viewer(100);
  for (const junk of ["", "{", "[]", "null", '{"event":"join"}', '{"event":"heartbeat"}']) {
    live.frames.length = 0;
    live.send(junk);
    const { data } = await live.find(({ event }) => event === "error");
    expect(data).toMatchObject({ code: "malformed_request", session_id: null });
  }
  // A good one is still answered.
  live.beat(session.id);
  await live.find(({ event }) => event === "heartbeat" || event === "error");
  for (let i = 0; i < 30; i++) live.send("junk");
  expect((await live.closed).code).toBe(4429);

  for (const [frame, code] of [
    [Buffer.from([1, 2, 3]), 1003],
    ["x".repeat(2_000), 1009],
  ] as const) {
    const again = await open(await sign(gateway.secret, "loud", ["viewer"]));
    again.socket.send(frame);
    expect((await again.closed).code).toBe(code);
  }
});

it("a creator who does not watch may follow, and sends no heartbeats", async () => {
  const { session, live } = await viewer(100);
  await live.close();
  const creator = await open(await sign(gateway.secret, session.creatorId, ["creator"]));
  await creator.find(({ event, data }) => event === "stream" && data.id === session.streamId);
  creator.beat(session.id);
  expect((await creator.find(({ event }) => event === "error")).data.code).toBe("forbidden");
  await creator.close();
});

it("connections and event streams of one person count together, and a closed one makes room", async () => {
  await expect.poll(openPages).toBe(0);
  const { live, token } = await viewer(100);
  const more = [await openEvents(url(), token), await open(token)];
  const refused = await openLive(url(), token);
  expect([refused.status, refused.code]).toEqual([429, "rate_limited"]);
  expect((await openEvents(url(), token)).status).toBe(429);
  await live.close();
  await expect.poll(openPages).toBe(2);
  const again = await open(token);
  expect(again.status).toBe(101);
  for (const one of [...more, again]) await one.close();
});

it("a client that does not read is dropped instead of buffered for", async () => {
  const { token, session, live } = await viewer(1_000_000);
  await live.close();
  await expect.poll(openPages).toBe(0);
  const { hostname, port } = new URL(url());
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  socket.pause();
  socket.write(
    [
      "GET /api/live HTTP/1.1",
      "Host: x",
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      `Authorization: Bearer ${token}`,
      "\r\n",
    ].join("\r\n"),
  );
  await expect.poll(openPages).toBe(1);
  let minute = 1;
  while (minute < 60_000 && (await openPages()) === 1)
    await act.minutes(session, ...Array.from({ length: 2_000 }, () => minute++));
  await expect.poll(openPages).toBe(0);
  socket.destroy();
});

it("clients that hang up at any moment leave nothing behind", async () => {
  const { token, live } = await viewer(100);
  await live.close();
  const { hostname, port } = new URL(url());
  for (let i = 0; i < 6; i++) {
    const socket = connect(Number(port), hostname);
    socket.on("error", () => undefined);
    socket.write(
      `GET /api/live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer ${token}\r\n\r\n`,
    );
    if (i % 2 === 0) await once(socket, "data");
    socket.resetAndDestroy();
  }
  await expect.poll(openPages).toBe(0);
});

it("on SIGTERM connections close with 1012, and the process ends also where a client does not answer", async () => {
  const { live, token } = await viewer(100);
  const mute = await open(token);
  // Reads nothing any more, so it never answers the close.
  mute.socket.pause();
  expect(await gateway.service.stop()).toEqual({ code: 0, signal: null });
  expect((await live.closed).code).toBe(1012);
  mute.socket.terminate();
  expect(gateway.service.lines().filter((line) => line.includes("drain step"))).toEqual([]);
});
