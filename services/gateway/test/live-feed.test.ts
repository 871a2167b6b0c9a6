import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Nats } from "@metercast/local-servers";
import { type Broker, connectBroker, ensureStream } from "@metercast/outbox";
import { createLogger } from "@metercast/runtime";
import { eventHeaders, startTestNats } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Feed, startFeed } from "../src/adapters/nats/live-feed.ts";

const SUBJECTS = { WALLET: ["wallet.minutes.posted.v1"], BILLING: ["billing.session.ended.v1"] };
const RESULTS = 200;

const log = createLogger("test", "error");
const folder = mkdtempSync(join(tmpdir(), "metercast-feeds-"));
let nats: Nats;
let admin: Broker;
const brokers: Broker[] = [];
const feeds: Feed[] = [];

beforeAll(async () => {
  nats = await startTestNats(folder);
  admin = await connectBroker(nats.urlFor("admin"), "test", log);
  await ensureStream(admin, "WALLET");
  await ensureStream(admin, "BILLING");
});
afterAll(async () => {
  for (const feed of feeds) await feed.stop();
  for (const broker of [...brokers, admin]) await broker?.close();
  await nats?.remove();
  rmSync(folder, { recursive: true, force: true });
});

/**
 * The feed of one more replica, as wire.ts starts it: all replicas have the same settings and the same
 * user.
 */
async function replica() {
  const broker = await connectBroker(nats.urlFor("gateway"), "gateway", log);
  brokers.push(broker);
  const heard: string[] = [];
  let gaps = 0;
  const feed = startFeed({
    name: "gateway-live",
    broker,
    log,
    subjects: SUBJECTS,
    handle: (subject, data) => heard.push(`${subject} ${Buffer.from(data)}`),
    gap: async () => {
      gaps += 1;
    },
  });
  feeds.push(feed);
  await expect.poll(() => feed.isUp()).toBe(true);
  return { feed, heard, gaps: () => gaps };
}

/** The longest that the broker took for a message. */
let slowestMs = 0;

/** What the owners say; gives it as a feed hears it, sorted. */
async function say(tag: string): Promise<string[]> {
  const said: string[] = [];
  for (let i = 0; i < RESULTS; i++)
    for (const [subject = ""] of Object.values(SUBJECTS)) {
      const began = performance.now();
      await admin.jetstream.publish(subject, `${tag}-${i}`, { headers: eventHeaders(subject) });
      slowestMs = Math.max(slowestMs, performance.now() - began);
      said.push(`${subject} ${tag}-${i}`);
    }
  return said.sort();
}

const consumersOf = async (stream: string) => {
  const names: string[] = [];
  for await (const { name } of admin.manager.consumers.list(stream)) names.push(name);
  return names;
};

it("two replicas hear every result each, once and undisturbed; where one ends the other goes on", async () => {
  const [one, two] = [await replica(), await replica()];
  for (const stream of Object.keys(SUBJECTS)) expect(await consumersOf(stream)).toHaveLength(2);
  const both = await say("both");
  for (const { heard } of [one, two]) await expect.poll(() => heard.toSorted()).toEqual(both);
  await one.feed.stop();
  const alone = await say("alone");
  await expect.poll(() => two.heard.slice(both.length).toSorted()).toEqual(alone);
  expect(two.feed.isUp()).toBe(true);
  expect(one.heard).toHaveLength(both.length);
  // Nothing had to be recreated because of another: only for a broker that stood still, two seconds of
  // which are taken for its death.
  if (slowestMs < 1_000) expect([one.gaps(), two.gaps()]).toEqual([0, 0]);
});
