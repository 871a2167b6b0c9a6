import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clientStream, clientStreamName, encodeEvent } from "@metercast/contracts";
import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { type Nats, startNats } from "@metercast/local-servers";
import { createLogger } from "@metercast/runtime";
import { eventHeaders, testServers } from "@metercast/testkit";
import { jetstream } from "@nats-io/jetstream";
import { connect, headers, type NatsConnection } from "@nats-io/transport-node";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Broker, connectBroker, ensureStream, ensureStreamAs, startConsumer } from "../src/index.ts";

const log = createLogger("test", "fatal");
const folder = mkdtempSync(join(tmpdir(), "metercast-foreign-"));
const LOW = "wallet.balance.low.v1";
const low = (userId: string) =>
  encodeEvent(LOW, { userId, asset: Asset.ASSET_TOKEN, available: 5n, version: 1n }).payload;
let nats: Nats;
let broker: Broker;
const clients: Record<string, NatsConnection> = {};

beforeAll(async () => {
  nats = await startNats({ binary: testServers().natsBinary, folder, clients: ["tips"] });
  broker = await connectBroker(nats.url, "test", log);
  await ensureStream(broker, "WALLET");
  for (const client of ["demo", "tips"]) {
    await ensureStreamAs(broker, clientStreamName(client), clientStream(client));
    const { host, username: user, password: pass } = new URL(nats.urlFor(`platform-${client}`));
    clients[client] = await connect({ servers: host, user, pass, inboxPrefix: `_INBOX_${user}` });
  }
});
afterAll(async () => {
  for (const client of Object.values(clients)) await client.close();
  await broker?.close();
  await nats?.remove();
  rmSync(folder, { recursive: true, force: true });
});

const as = (client: string) => jetstream(clients[client] as NatsConnection, { timeout: 60_000 });
const request = (client: string) => `platform.${client}.credit.requested.v1`;
const withId = (id: string) => {
  const header = headers();
  header.set("Nats-Msg-Id", id);
  return { headers: header };
};

it("the owner of a subject alone is read: everything else is dropped at once, no dead letter, no second try", async () => {
  const api = await jetstream(broker.connection).publish(
    LOW,
    '{"type":"io.nats.jetstream.api.v1.account_info_response"}',
  );
  await broker.jetstream.publish(LOW, low("no type"), { headers: eventHeaders(LOW, { "ce-type": "" }) });
  await broker.jetstream.publish(LOW, low("led here"), {
    headers: eventHeaders("wallet.balance.recovered.v1"),
  });
  await broker.jetstream.publish(LOW, low("said by another"), {
    headers: eventHeaders(LOW, { "ce-source": "billing" }),
  });
  const last = await broker.jetstream.publish(LOW, low("said by its owner"), { headers: eventHeaders(LOW) });
  const handled: string[] = [];
  const consumer = startConsumer({
    ...{ service: "wallet", durable: "foreign", type: LOW, broker, log, concurrency: 1 },
    handle: async ({ data }) => void handled.push(Buffer.from(data).toString()),
  });
  const info = () => broker.manager.consumers.info("WALLET", "foreign");
  await expect.poll(async () => (await info()).ack_floor.stream_seq, { timeout: 60_000 }).toBe(last.seq);
  await consumer.stop();
  expect(handled).toEqual([Buffer.from(low("said by its owner")).toString()]);
  // Delivered once each.
  expect((await info()).delivered.consumer_seq).toBe(last.seq - api.seq + 1);
  const { state } = await broker.manager.streams.info("WALLET", { subjects_filter: "*.message.rejected.v1" });
  expect(state.subjects ?? {}).toEqual({});
});

it("settings that bypass permissions are removed from a stream when it is opened", async () => {
  const republish = { src: "wallet.message.rejected.v1", dest: "billing.minutes.due.v1" };
  await broker.manager.streams.update("WALLET", { republish, allow_rollup_hdrs: true });
  await ensureStream(broker, "WALLET");
  const { config } = await broker.manager.streams.info("WALLET");
  expect([config.republish, config.allow_rollup_hdrs]).toEqual([undefined, false]);
});

it("one client's message id swallows nothing of another's", async () => {
  expect(await as("demo").publish(request("demo"), "{}", withId("same"))).toMatchObject({ duplicate: false });
  expect(await as("tips").publish(request("tips"), "{}", withId("same"))).toMatchObject({ duplicate: false });
  expect(await as("demo").publish(request("demo"), "{}", withId("same"))).toMatchObject({ duplicate: true });
});

it("what is too large, or more than may wait, is refused to the client that sends it, and to nobody else", async () => {
  const { maxMessageBytes, maxMessages } = clientStream("demo");
  await expect(as("demo").publish(request("demo"), new Uint8Array(maxMessageBytes + 1))).rejects.toThrow(
    /size exceeds/,
  );
  await expect(as("demo").publish(request("demo"), new Uint8Array(1_000_000))).rejects.toThrow(/max_payload/);
  const flood = clients.demo as NatsConnection;
  for (let sent = 0; sent < maxMessages; sent++) flood.publish(request("demo"), "{}");
  await flood.flush();
  await expect(as("demo").publish(request("demo"), "{}")).rejects.toThrow(/maximum messages exceeded/);
  expect(await as("tips").publish(request("tips"), "{}")).toMatchObject({ stream: "PLATFORM_TIPS" });
  expect((await broker.manager.streams.info("PLATFORM_DEMO")).state.messages).toBe(maxMessages);
});

it("a client reaches no subject, stream or consumer of another client", async () => {
  await expect(as("demo").publish(request("tips"), "{}")).rejects.toThrow(/permission/i);
  const manager = jetstream(clients.demo as NatsConnection, { domain: "metercast", timeout: 60_000 });
  await expect(manager.consumers.get("WALLET", "platform-tips")).rejects.toThrow(/permission/i);
});
