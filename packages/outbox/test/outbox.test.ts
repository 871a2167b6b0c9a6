import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AnyEvent, decodeEvent, MalformedEvent, STREAMS } from "@metercast/contracts";
import { Asset } from "@metercast/contracts/common/v1/money.ts";
import type { Nats } from "@metercast/local-servers";
import type { Sql } from "@metercast/postgres";
import { createLogger, MetercastError } from "@metercast/runtime";
import { createTestDatabase, poll, startTestNats, type TestDatabase } from "@metercast/testkit";
import { DeliverPolicy, type JsMsg } from "@nats-io/jetstream";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import {
  appendEvents,
  type Broker,
  type Consumer,
  connectBroker,
  ensureStream,
  firstTime,
  type Handler,
  type Incoming,
  type Relay,
  replayOutbox,
  startConsumer,
  startRelay,
} from "../src/index.ts";

const log = createLogger("test", "fatal");
let folder: string;
let nats: Nats;
let broker: Broker;
let database: TestDatabase;
let pool: pg.Pool;
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "metercast-outbox-"));
  nats = await startTestNats(folder);
  broker = await connectBroker(nats.url, "test", log);
  await ensureStream(broker, "WALLET");
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.urls.wallet, max: 6 });
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
afterAll(async () => {
  await broker?.close();
  await nats?.remove();
  await pool?.end();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

const sqlOf = (client: pg.Pool | pg.PoolClient): Sql => ({
  $queryRawUnsafe: async <T>(text: string, ...values: unknown[]) =>
    (await client.query(text, values)).rows as T,
  $executeRawUnsafe: async (text, ...values) => (await client.query(text, values)).rowCount ?? 0,
});

async function transaction(work: (tx: Sql) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await work(sqlOf(client));
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}

function relay(through = broker): Relay {
  const started = startRelay({ service: "wallet", sql: sqlOf(pool), broker: through, log });
  stops.push(() => started.stop());
  return started;
}

let durables = 0;
function consumer(handle: Handler, options: { concurrency?: number } = {}): Consumer {
  const settings = {
    service: "wallet",
    durable: `test-${durables++}`,
    type: "wallet.balance.low.v1",
    broker,
    log,
  } as const;
  const started = startConsumer({ ...settings, handle, concurrency: options.concurrency ?? 2 });
  stops.push(() => started.stop());
  return started;
}

const low = (userId: string): AnyEvent => ({
  type: "wallet.balance.low.v1",
  message: { userId, asset: Asset.ASSET_TOKEN, available: 5n, version: 1n },
});
const userOf = ({ data }: { data: Uint8Array }) => decodeEvent("wallet.balance.low.v1", data).userId;

async function published(subject = "wallet.balance.low.v1"): Promise<JsMsg[]> {
  const reader = await broker.jetstream.consumers.get("WALLET", {
    filter_subjects: subject,
    deliver_policy: DeliverPolicy.All,
  });
  const found: JsMsg[] = [];
  const { num_pending: pending } = await reader.info();
  if (pending === 0) return found;
  for await (const message of await reader.fetch({ max_messages: pending, expires: 60_000 }))
    found.push(message);
  return found;
}
const usersPublished = async () => (await published()).map(userOf);

it("what commits is published with its id, type and time; what rolls back never is", async () => {
  // Times have milliseconds.
  const began = Date.now() - 1;
  await transaction((tx) => appendEvents(tx, [low("committed")]));
  await transaction(async (tx) => {
    await appendEvents(tx, [low("rolled-back")]);
    throw new Error("no");
  }).catch(() => undefined);
  relay();
  await poll(async () => (await usersPublished()).includes("committed"));
  const [message] = (await published()).filter((candidate) => userOf(candidate) === "committed");
  expect(message?.headers?.get("Nats-Msg-Id")).toBe(message?.headers?.get("ce-id"));
  expect(message?.headers?.get("ce-type")).toBe("wallet.balance.low.v1");
  expect(message?.headers?.get("Content-Type")).toBe("application/json");
  expect(Date.parse(message?.headers?.get("ce-time") ?? "")).toBeGreaterThanOrEqual(began);
  expect(await usersPublished()).not.toContain("rolled-back");
});

it("while the broker is away nothing is marked as sent, and all of it leaves when it is back", async () => {
  relay();
  await nats.stop();
  const names = Array.from({ length: 150 }, (_, i) => `away-${i}`);
  for (const name of names) await transaction((tx) => appendEvents(tx, [low(name)]));
  await nats.restart();
  await poll(async () => (await usersPublished()).filter((user) => user.startsWith("away-")).length >= 150);
  const users = await usersPublished();
  expect(new Set(users.filter((user) => user.startsWith("away-"))).size).toBe(150);
});

it("two relays share the work and lose nothing", async () => {
  relay();
  relay();
  for (let i = 0; i < 40; i++)
    await transaction((tx) => appendEvents(tx, [low(`shared-${i}-a`), low(`shared-${i}-b`)]));
  await poll(async () => (await usersPublished()).filter((user) => user.startsWith("shared-")).length >= 80);
  const users = (await usersPublished()).filter((user) => user.startsWith("shared-"));
  expect(new Set(users).size).toBe(80);
  expect(users).toHaveLength(80);
});

it("what a relay claimed and never sent is sent by another when the claim has run out", async () => {
  await transaction((tx) => appendEvents(tx, [low("claimed")]));
  await pool.query("UPDATE outbox SET claimed_until = now() + interval '1 second' WHERE sent_at IS NULL");
  relay();
  await poll(async () => (await usersPublished()).includes("claimed"));
});

it("a replay sends again, under the same ids, what the broker forgot; an inbox lets none of it have a second effect", async () => {
  const forgetful = relay();
  await transaction((tx) => appendEvents(tx, [low("forgotten")]));
  await poll(async () => (await usersPublished()).includes("forgotten"));
  const id = (await published()).find((message) => userOf(message) === "forgotten")?.headers?.get("ce-id");
  let effects = 0;
  const seen: string[] = [];
  consumer(async (message) => {
    await transaction(async (tx) => {
      if (await firstTime(tx, "replay-test", message.id)) effects += userOf(message) === "forgotten" ? 1 : 0;
    });
    if (userOf(message) === "forgotten") seen.push(message.id);
  });
  for (const round of [1, 2]) {
    // A store put back to nothing: messages, consumers and the window of ids are gone.
    await broker.manager.streams.delete("WALLET");
    await ensureStream(broker, "WALLET");
    await replayOutbox(sqlOf(pool), new Date(Date.now() - 3_600_000));
    forgetful.wake();
    await poll(() => seen.length >= round);
  }
  expect(new Set(seen)).toEqual(new Set([id]));
  expect(effects).toBe(1);
});

it("what a relay has published and not yet marked as sent when the broker forgets it is replayed too", async () => {
  // Each of its publishes is acknowledged, and the answer stays on the way until it is let through.
  const { promise: letThrough, resolve: goOn } = Promise.withResolvers<void>();
  let acknowledged = 0;
  const publish: Broker["jetstream"]["publish"] = async (...message) => {
    const ack = await broker.jetstream.publish(...message);
    acknowledged += 1;
    await letThrough;
    return ack;
  };
  relay({ ...broker, jetstream: Object.create(broker.jetstream, { publish: { value: publish } }) });
  await transaction((tx) => appendEvents(tx, [low("under-way")]));
  await poll(() => acknowledged >= 1);
  await broker.manager.streams.delete("WALLET");
  await ensureStream(broker, "WALLET");
  await replayOutbox(sqlOf(pool), new Date(Date.now() - 3_600_000));
  goOn();
  await poll(async () => (await usersPublished()).includes("under-way"));
});

it("a wrong message is a dead letter after three tries, with its reason and body, and holds nobody up", async () => {
  const tries: string[] = [];
  const good: string[] = [];
  consumer(async (message) => {
    const user = userOf(message);
    if (user.startsWith("wrong")) {
      tries.push(user);
      throw user === "wrong-1"
        ? new MalformedEvent("broken")
        : new MetercastError("invalid_request", "said\r\nno\0");
    }
    if (user.startsWith("right")) good.push(user);
  });
  relay().wake();
  await transaction((tx) =>
    appendEvents(tx, [low("wrong-1"), low("right-1"), low("wrong-2"), low("right-2")]),
  );
  await poll(async () => (await published("wallet.message.rejected.v1")).length >= 2);
  await poll(() => good.length >= 2);
  expect(good.sort()).toEqual(["right-1", "right-2"]);
  expect(tries.filter((user) => user === "wrong-1")).toHaveLength(3);
  const letters = await published("wallet.message.rejected.v1");
  expect(letters.map((letter) => [userOf(letter), letter.headers?.get("Metercast-Reason")]).sort()).toEqual([
    ["wrong-1", "malformed: broken"],
    ["wrong-2", "invalid_request: said no"],
  ]);
});

it("while the infrastructure fails a message is tried again for as long as it takes and never becomes a dead letter", async () => {
  const before = (await published("wallet.message.rejected.v1")).length;
  let failures = 0;
  let handled = false;
  consumer(async (message) => {
    if (userOf(message) !== "patient") return;
    failures += 1;
    if (failures <= 6) throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    handled = true;
  });
  relay();
  await transaction((tx) => appendEvents(tx, [low("patient")]));
  await poll(() => handled);
  expect(failures).toBeGreaterThanOrEqual(7);
  expect(await published("wallet.message.rejected.v1")).toHaveLength(before);
});

it("an outage costs a message none of its tries: a refusal after many postponed deliveries is its first", async () => {
  const outcomes: (Error | undefined)[] = [
    ...Array.from({ length: 5 }, () => new MetercastError("unavailable")),
    new Error("one of a race"),
    new MetercastError("unavailable"),
    new Error("and one more"),
    undefined,
  ];
  const before = (await published("wallet.message.rejected.v1")).length;
  let calls = 0;
  let done = false;
  consumer(async (message) => {
    if (userOf(message) !== "late") return;
    const error = outcomes[calls++];
    if (error) throw error;
    done = true;
  });
  await transaction((tx) => appendEvents(tx, [low("late")]));
  relay();
  await poll(() => done);
  expect(calls).toBe(outcomes.length);
  expect((await published("wallet.message.rejected.v1")).length).toBe(before);
});

it("what a consumer that died had taken is handled by another", async () => {
  const durable = {
    service: "wallet",
    durable: "stalled",
    type: "wallet.balance.low.v1",
    broker,
    log,
    concurrency: 1,
  } as const;
  await broker.manager.streams.purge("WALLET");
  relay();
  await transaction((tx) => appendEvents(tx, [low("stalled")]));
  await poll(async () => (await usersPublished()).includes("stalled"));
  // Takes the message as a consumer does and dies with it: no ack, no sign of life.
  await broker.manager.consumers.add("WALLET", {
    durable_name: "stalled",
    filter_subject: durable.type,
    ack_policy: "explicit",
    ack_wait: 5e9,
    max_deliver: -1,
    max_ack_pending: 16,
  });
  const dead = await broker.jetstream.consumers.get("WALLET", "stalled");
  for await (const message of await dead.fetch({ max_messages: 1, expires: 60_000 })) void message;
  const taken: Incoming[] = [];
  const second = startConsumer({ ...durable, handle: async (message) => void taken.push(message) });
  stops.push(() => second.stop());
  await poll(() => taken.some((message) => userOf(message) === "stalled"));
  expect(taken.find((message) => userOf(message) === "stalled")?.delivery).toBe(2);
});

it("a stream takes as many times its bytes as the installation is set up for, also one that is there already", async () => {
  await ensureStream({ ...broker, streams: { replicas: 1, scale: 3 } }, "BILLING");
  const { config } = await broker.manager.streams.info("BILLING");
  expect(config.max_bytes).toBe(3 * STREAMS.BILLING.maxBytes);
  await ensureStream({ ...broker, streams: { replicas: 1, scale: 4 } }, "BILLING");
  expect((await broker.manager.streams.info("BILLING")).config.max_bytes).toBe(4 * STREAMS.BILLING.maxBytes);
});
