import { decodeEvent, publicId, uuidFromBytes, uuidOf } from "@metercast/contracts";
import { type Broker, connectBroker } from "@metercast/outbox";
import { withClient } from "@metercast/provision";
import { createLogger } from "@metercast/runtime";
import { pace, poll, sign } from "@metercast/testkit";
import { DeliverPolicy, type JsMsg } from "@nats-io/jetstream";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { call, callPatiently } from "./harness.ts";
import { act, gateway, MINUTE_MS } from "./watching-world.ts";

let broker: Broker;
/** By session: each has a viewer of its own. */
const tokens = new Map<string, string>();
let messages: JsMsg[] = [];

beforeAll(async () => {
  broker = await connectBroker(gateway.world.nats.url, "test", createLogger("test", "error"));
  const consumer = await broker.jetstream.consumers.get("PRESENCE", { deliver_policy: DeliverPolicy.All });
  const reading = await consumer.consume();
  void (async () => {
    for await (const message of reading) messages.push(message);
  })();
});
afterAll(async () => {
  await broker?.close();
});
beforeEach(() => {
  messages = [];
});

let viewers = 0;

async function open() {
  const viewer = `presence-viewer-${viewers++}`;
  await act.give(viewer, 100_000);
  const session = await act.join(viewer, (await act.stream("the-creator")).id);
  tokens.set(session.id, await sign(gateway.secret, viewer, ["viewer"]));
  return session;
}
/** Who asks about a session: its viewer. */
const tokenOf = (id: string) => tokens.get(id) ?? "";
const heartbeat = (id: string, headers = {}) =>
  call(gateway.url, "POST", `/api/sessions/${id}/heartbeat`, { token: tokenOf(id), headers });

function reports() {
  return messages.flatMap((message) => {
    const { sessionIds, baseMs, offsetsMs, sources } = decodeEvent("gateway.presence.seen.v1", message.data);
    return offsetsMs.map((offset, i) => ({
      session: publicId("session", uuidFromBytes(sessionIds, i * 16)),
      atMs: Number(baseMs) + offset,
      source: sources[i],
    }));
  });
}

it("a heartbeat is answered when JetStream has its report, with the server's time", async () => {
  const session = await open();
  let before = 0;
  const beat = () => {
    before = Date.now();
    return heartbeat(session.id);
  };
  let answer = await beat();
  // Where the broker needs over 2 s for it, noted: the next one is sent as usual.
  for (let beats = 1; answer.status === 503 && beats < 20; beats++) answer = await beat();
  expect([answer.status, answer.body.id, answer.body.status]).toEqual([200, session.id, "active"]);
  const after = Date.now();
  await poll(() => reports().some(({ atMs }) => atMs >= before));
  for (const seen of reports()) expect(seen).toMatchObject({ session: session.id, source: 1 });
  expect(reports().at(-1)?.atMs).toBeLessThanOrEqual(after);
});

it("many at once share messages, and none is missing", async () => {
  const sessions: Awaited<ReturnType<typeof open>>[] = [];
  while (sessions.length < 30) sessions.push(await open());
  const answers = await Promise.all(sessions.map(({ id }) => heartbeat(id)));
  // Or, where the machine needs over 2 s for all of them: noted, and will count.
  for (const { status } of answers) expect([200, 503]).toContain(status);
  await poll(() => reports().length === 30);
  expect(new Set(reports().map(({ session }) => session))).toEqual(new Set(sessions.map(({ id }) => id)));
  expect(messages.length).toBeLessThan(30);
});

it("the message carries its id, CloudEvents headers and the trace of the request", async () => {
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  await heartbeat((await open()).id, { traceparent });
  await poll(() => messages.length === 1);
  const { headers } = messages[0] as JsMsg;
  expect(headers?.get("Nats-Msg-Id")).toBe(headers?.get("ce-id"));
  expect(headers?.get("ce-type")).toBe("gateway.presence.seen.v1");
  expect(headers?.get("traceparent")).toContain("0af7651916cd43dd8448eb211c80319c");
});

it("bill and leave are reports too, at the time that billing receives", async () => {
  const session = await open();
  const token = tokenOf(session.id);
  await pace(MINUTE_MS + 50);
  const billed = await callPatiently(gateway.url, "POST", `/api/streams/${session.streamId}/bill`, { token });
  // One, or one more for each time that it was asked again.
  await poll(() => reports().length > 0);
  await expect.poll(() => lastSeenAt(session.id)).toBe(reports().at(-1)?.atMs);
  const lastAt = reports().at(-1)?.atMs ?? 0;
  const watchedMs = lastAt - (session.startedAt?.getTime() ?? 0);
  expect([billed.status, billed.body.tokens_charged]).toEqual([200, 5 * Math.floor(watchedMs / MINUTE_MS)]);
  const left = await callPatiently(gateway.url, "DELETE", `/api/sessions/${session.id}`, { token });
  expect([left.status, left.body.status, left.body.end_reason]).toEqual([200, "ended", "left"]);
  const endedAt = Date.parse(left.body.ended_at);
  expect(endedAt).toBeGreaterThan(lastAt);
  await poll(() => reports().some(({ atMs }) => atMs === endedAt));
});

/** The latest report that billing counts, once it has written it down. */
async function lastSeenAt(sessionId: string): Promise<number> {
  const { rows } = await withClient(gateway.world.adminUrl, (client) =>
    client.query("SELECT last_seen_at AS at FROM billing.session WHERE id = $1", [
      uuidOf("session", sessionId),
    ]),
  );
  return rows[0].at.getTime();
}

it("an ended session's heartbeat answers it, and is no report", async () => {
  const ended = await open();
  await gateway.billing.endStream({ streamId: ended.streamId, actorId: "the-creator", actorIsAdmin: false });
  const { status, body } = await heartbeat(ended.id);
  expect([status, body.status, body.end_reason]).toEqual([200, "ended", "stream_ended"]);
  // Reports leave in order: had there been one of the ended session, it would be there before this one.
  const other = await open();
  await heartbeat(other.id);
  await poll(() => reports().length > 0);
  expect(reports().map(({ session }) => session)).toEqual([other.id]);
});

it("while billing can't be asked a heartbeat still counts, also after the broker was away: what the gateway knows is enough", async () => {
  const session = await open();
  await expect.poll(async () => (await heartbeat(session.id)).status, { timeout: 60_000 }).toBe(200);
  gateway.network.billing.refuse();
  await gateway.world.nats.stop();
  await gateway.world.nats.restart();
  const before = Date.now();
  await expect.poll(async () => (await heartbeat(session.id)).status, { timeout: 60_000 }).toBe(200);
  await poll(() => reports().some(({ atMs }) => atMs >= before));
  // Nor is this replica taken from the balancer for it.
  expect((await call(gateway.url, "GET", "/readyz")).status).toBe(200);
  gateway.network.billing.resume();
  const body = async () => (await heartbeat(session.id)).body.status;
  await expect.poll(body, { timeout: 60_000 }).toBe("active");
});

it("while the broker is away a heartbeat says 503, and its report comes later with its own time", async () => {
  const session = await open();
  await heartbeat(session.id);
  await poll(() => reports().length === 1);
  await gateway.world.nats.stop();
  const before = Date.now();
  const { status, body } = await heartbeat(session.id);
  expect([status, body.code]).toEqual([503, "unavailable"]);
  const after = Date.now();
  await gateway.world.nats.restart();
  await poll(() => reports().some(({ atMs }) => atMs >= before && atMs <= after));
});
