import { decodeEvent, publicId, uuidFromBytes } from "@metercast/contracts";
import { type Broker, connectBroker } from "@metercast/outbox";
import { createLogger } from "@metercast/runtime";
import { DeliverPolicy, type JsMsg } from "@nats-io/jetstream";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { call, type Gateway, sign, startGateway } from "./harness.ts";
import { newSession, newStream } from "./stub-services.ts";

let gateway: Gateway;
let broker: Broker;
let token: string;
let messages: JsMsg[] = [];

beforeAll(async () => {
  gateway = await startGateway({ PRESENCE_FLUSH_MS: "50" });
  token = await sign(gateway.secret, "the-viewer", ["viewer"]);
  broker = await connectBroker(gateway.nats.url, "test", createLogger("test", "error"));
  const consumer = await broker.jetstream.consumers.get("PRESENCE", { deliver_policy: DeliverPolicy.All });
  const reading = await consumer.consume();
  void (async () => {
    for await (const message of reading) messages.push(message);
  })();
});
afterAll(async () => {
  await broker.close();
  await gateway.stop();
});
beforeEach(() => {
  messages = [];
});

const open = () => newSession(gateway.stubs.state, newStream(gateway.stubs.state, "c"), "the-viewer");
const heartbeat = (id: string, headers = {}) =>
  call(gateway.url, "POST", `/api/sessions/${id}/heartbeat`, { token, headers });

function sightings() {
  return messages.flatMap((message) => {
    const { sessionIds, baseMs, offsetsMs, sources } = decodeEvent("gateway.presence.seen.v1", message.data);
    return offsetsMs.map((offset, i) => ({
      session: publicId("session", uuidFromBytes(sessionIds, i * 16)),
      atMs: Number(baseMs) + offset,
      source: sources[i],
    }));
  });
}

async function until(done: () => boolean): Promise<void> {
  for (let waited = 0; !done(); waited += 20) {
    if (waited > 8_000) throw new Error(`only ${JSON.stringify(sightings())}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

it("a heartbeat is answered when JetStream has its sighting, with the server's time", async () => {
  const session = open();
  const before = Date.now();
  const { status, body } = await heartbeat(session.id);
  expect([status, body.id, body.status]).toEqual([200, session.id, "active"]);
  await until(() => sightings().length === 1);
  const [seen] = sightings();
  expect(seen).toMatchObject({ session: session.id, source: 1 });
  expect(seen?.atMs).toBeGreaterThanOrEqual(before);
  expect(seen?.atMs).toBeLessThanOrEqual(Date.now());
});

it("many at once share messages, and none is missing", async () => {
  const sessions = Array.from({ length: 60 }, open);
  const answers = await Promise.all(sessions.map(({ id }) => heartbeat(id)));
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  await until(() => sightings().length === 60);
  expect(new Set(sightings().map(({ session }) => session))).toEqual(new Set(sessions.map(({ id }) => id)));
  expect(messages.length).toBeLessThan(30);
});

it("the message carries its id, CloudEvents headers and the trace of the request", async () => {
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  await heartbeat(open().id, { traceparent });
  await until(() => messages.length === 1);
  const { headers } = messages[0] as JsMsg;
  expect(headers?.get("Nats-Msg-Id")).toBe(headers?.get("ce-id"));
  expect(headers?.get("ce-type")).toBe("gateway.presence.seen.v1");
  expect(headers?.get("traceparent")).toContain("0af7651916cd43dd8448eb211c80319c");
});

it("bill and leave are sightings too, at the time that billing is told", async () => {
  const session = open();
  const billed = await call(gateway.url, "POST", `/api/streams/${session.streamId}/bill`, { token });
  expect([billed.status, billed.body.tokens_charged_now]).toEqual([200, 5]);
  await until(() => sightings().length === 1);
  const left = await call(gateway.url, "DELETE", `/api/sessions/${session.id}`, { token });
  expect([left.status, left.body.status, left.body.end_reason]).toEqual([200, "ended", "left"]);
  await until(() => sightings().length === 2);
  const told = gateway.stubs.state.calls
    .filter(({ method }) => method === "billSession" || method === "leaveSession")
    .map(({ request }) => (request as { seenAt: Date }).seenAt.getTime());
  expect(sightings().map(({ atMs }) => atMs)).toEqual(told);
});

it("an ended session's heartbeat answers it, and is no sighting", async () => {
  const session = open();
  Object.assign(session, { status: 2, endReason: "lost", endedAt: new Date() });
  const { status, body } = await heartbeat(session.id);
  expect([status, body.status, body.end_reason]).toEqual([200, "ended", "lost"]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(sightings()).toEqual([]);
});

it("while the broker is away a heartbeat says 503, and its sighting comes later with its own time", async () => {
  const session = open();
  await heartbeat(session.id);
  await until(() => sightings().length === 1);
  await gateway.nats.stop();
  const before = Date.now();
  const { status, body } = await heartbeat(session.id);
  expect([status, body.code]).toEqual([503, "unavailable"]);
  expect(Date.now() - before).toBeLessThan(4_000);
  const after = Date.now();
  await gateway.nats.restart();
  await until(() => sightings().some(({ atMs }) => atMs >= before && atMs <= after));
}, 30_000);
