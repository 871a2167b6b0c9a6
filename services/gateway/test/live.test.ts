import { type EventType, encodeEvent, newUuid, publicId, uuidOf, uuidToBytes } from "@metercast/contracts";
import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { type Broker, connectBroker, ensureStream } from "@metercast/outbox";
import { createLogger } from "@metercast/runtime";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Gateway, openEvents, sign, startGateway } from "./harness.ts";
import { newSession, newStream, setAccount } from "./stub-services.ts";

let gateway: Gateway;
let broker: Broker;
let users = 0;

beforeAll(async () => {
  gateway = await startGateway({ SSE_CONNECTIONS_PER_USER: "3", SSE_HEARTBEAT_SECONDS: "1" });
  broker = await connectBroker(gateway.nats.url, "test", createLogger("test", "error"));
  await ensureStream(broker, "WALLET");
  await ensureStream(broker, "BILLING");
  await feedIsUp();
});
afterAll(async () => {
  await broker.close();
  await gateway.stop();
});

/** The gateway opens its feed once the streams exist (their owners make them). */
async function feedIsUp(): Promise<void> {
  for (const stream of ["WALLET", "BILLING"])
    for (let tries = 0; (await broker.manager.streams.info(stream)).state.consumer_count === 0; tries++) {
      if (tries > 200) throw new Error(`nobody reads ${stream}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
}

// biome-ignore lint/suspicious/noExplicitAny: the codecs check it
async function say(type: EventType, message: any): Promise<void> {
  await broker.jetstream.publish(type, encodeEvent(type, message).payload);
}

interface Line {
  session: string;
  minute: number;
  account: number;
  posted: number;
  version: number;
  outcome?: 0 | 1 | 2;
}

function lines(...all: Line[]): Buffer {
  const bytes = Buffer.alloc(53 * all.length);
  all.forEach(({ session, minute, account, posted, version, outcome = 0 }, i) => {
    const at = 53 * i;
    bytes.set(uuidToBytes(uuidOf("session", session) as string), at);
    bytes.writeUInt32BE(minute, at + 16);
    bytes.writeBigInt64BE(BigInt(account), at + 20);
    bytes.writeBigInt64BE(BigInt(posted), at + 28);
    bytes.writeBigInt64BE(0n, at + 36);
    bytes.writeBigInt64BE(BigInt(version), at + 44);
    bytes.writeUInt8(outcome, at + 52);
  });
  return bytes;
}

const posted = (...all: Line[]) =>
  say("wallet.minutes.posted.v1", { lines: lines(...all), creators: Buffer.alloc(0) });

/** A viewer with an account and an open session, and their open page. */
async function viewer(tokens: bigint, lastEventId?: string, version = 10n) {
  users += 1;
  const user = `viewer-${users}`;
  const account = 1_000 + users;
  const { state } = gateway.stubs;
  setAccount(state, user, Asset.ASSET_TOKEN, account, tokens, version);
  const session = newSession(state, newStream(state, "some-creator"), user);
  const token = await sign(gateway.secret, user, ["viewer"]);
  const page = await openEvents(gateway.url, token, lastEventId);
  return { user, account, session, token, page };
}

it("shows the present on connecting: balances and open sessions", async () => {
  const { page, session } = await viewer(100n);
  const balance = await page.find(({ event }) => event === "balance");
  expect(balance.data).toEqual({
    asset: "TOKEN",
    posted: 100,
    held: 0,
    available: 100,
    version: 10,
    low_balance: false,
  });
  const shown = await page.find(({ event }) => event === "session");
  expect(shown.data).toMatchObject({ id: session.id, status: "active", minutes_billed: 0 });
  await page.close();
});

it("then each newer one and never an older, whatever the order of events", async () => {
  const { page, session, account } = await viewer(100n);
  await page.find(({ event }) => event === "session");
  const minute = (k: number) => ({
    session: session.id,
    account,
    minute: k,
    posted: 100 - 5 * k,
    version: 10 + k,
  });
  await posted(minute(1));
  await posted(minute(3), minute(2));
  await posted(minute(2), minute(1));
  await posted(minute(4));
  await page.find(({ event, data }) => event === "session" && data.minutes_billed === 4);
  for (const kind of ["balance", "session"]) {
    const versions = page.events.filter(({ event }) => event === kind).map(({ data }) => data.version);
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  }
  expect(page.events.findLast(({ event }) => event === "balance")?.data).toMatchObject({
    available: 80,
    version: 14,
  });
  expect(page.events.findLast(({ event }) => event === "session")?.data).toMatchObject({
    tokens_charged: 20,
  });
  await page.close();
});

it("a gap in a batch says nothing about the account", async () => {
  const { page, session, account } = await viewer(50n);
  await posted({ session: session.id, account, minute: 9, posted: 0, version: 99, outcome: 2 });
  await posted({ session: session.id, account, minute: 1, posted: 45, version: 11 });
  const balance = await page.find(({ event, data }) => event === "balance" && data.version === 11);
  expect(balance.data.available).toBe(45);
  expect(page.events.some(({ data }) => data.version === 99)).toBe(false);
  await page.close();
});

it("warns once a crossing, and not again for a duplicate", async () => {
  const { user, page, session, account } = await viewer(12n);
  await page.find(({ event }) => event === "session");
  await posted({ session: session.id, account, minute: 1, posted: 7, version: 11 });
  const low = { userId: user, asset: Asset.ASSET_TOKEN, available: 7n, version: 11n };
  await say("wallet.balance.low.v1", low);
  await say("wallet.balance.low.v1", low);
  await say("wallet.balance.exhausted.v1", { ...low, available: 0n, version: 12n });
  await page.find(({ event }) => event === "insufficient_funds");
  expect(page.events.filter(({ event }) => event === "low_balance").map(({ data }) => data)).toEqual([
    { asset: "TOKEN", available: 7, version: 11, limit: 10 },
  ]);
  await page.close();
});

it("a warning that comes after the recovery is not shown", async () => {
  const { user, page, session, account } = await viewer(12n);
  await page.find(({ event }) => event === "session");
  await posted({ session: session.id, account, minute: 1, posted: 200, version: 30 });
  await page.find(({ data }) => data.version === 30);
  await say("wallet.balance.low.v1", { userId: user, asset: Asset.ASSET_TOKEN, available: 7n, version: 20n });
  await posted({ session: session.id, account, minute: 2, posted: 195, version: 31 });
  await page.find(({ data }) => data.version === 31);
  expect(page.events.some(({ event }) => event === "low_balance")).toBe(false);
  await page.close();
});

it("a warning that was missed comes after a reconnect, and one that was seen does not come again", async () => {
  const first = await viewer(100n);
  const seen = (await first.page.find(({ event }) => event === "session")).id;
  await first.page.close();
  setAccount(gateway.stubs.state, first.user, Asset.ASSET_TOKEN, first.account, 4n, 20n);
  const second = await openEvents(gateway.url, first.token, seen);
  const warning = await second.find(({ event }) => event === "low_balance");
  expect(warning.data).toMatchObject({ available: 4, version: 20 });
  await second.close();
  const third = await openEvents(gateway.url, first.token, warning.id);
  await third.find(({ event }) => event === "session");
  expect(third.events.some(({ event }) => event === "low_balance")).toBe(false);
  await third.close();
  // Sunk further while away: told again, and worse.
  setAccount(gateway.stubs.state, first.user, Asset.ASSET_TOKEN, first.account, 0n, 21n);
  const fourth = await openEvents(gateway.url, first.token, warning.id);
  await fourth.find(({ event }) => event === "insufficient_funds");
  await fourth.close();
});

it("a session that ended while away is shown after a reconnect, with its refusal", async () => {
  const first = await viewer(5n);
  const seen = (await first.page.find(({ event }) => event === "session")).id;
  await first.page.close();
  Object.assign(first.session, {
    status: 2,
    endReason: "insufficient_funds",
    endedAt: new Date(),
    minutesBilled: 1,
  });
  const second = await openEvents(gateway.url, first.token, seen);
  const ended = await second.find(({ event, data }) => event === "session" && data.status === "ended");
  expect(ended.data).toMatchObject({
    id: first.session.id,
    end_reason: "insufficient_funds",
    minutes_billed: 1,
  });
  await second.find(
    ({ event, data }) => event === "insufficient_funds" && data.session_id === first.session.id,
  );
  await second.close();
});

it("an account that was opened after connecting shows too", async () => {
  const token = await sign(gateway.secret, "newcomer", ["viewer"]);
  const page = await openEvents(gateway.url, token);
  const account = {
    userId: "newcomer",
    asset: Asset.ASSET_TOKEN,
    posted: 50n,
    held: 0n,
    available: 50n,
    version: 1n,
    account: 9_001n,
  };
  await say("wallet.transfer.posted.v1", {
    transferId: "trf_x",
    referenceType: "TOP_UP",
    referenceId: "",
    asset: Asset.ASSET_TOKEN,
    amount: 50n,
    debitAccount: "issued_tokens",
    creditAccount: "viewer:newcomer",
    accounts: [account],
    createdAt: new Date(),
    client: "",
    requestId: "",
  });
  await page.find(({ event, data }) => event === "balance" && data.available === 50);
  const session = publicId("session", newUuid(Date.now()));
  await posted({ session, account: 9_001, minute: 1, posted: 45, version: 2 });
  await page.find(({ event, data }) => event === "balance" && data.available === 45);
  await page.close();
});

it("a session's start and end arrive at its viewer, and a late minute still counts after the end", async () => {
  const { user, page, account } = await viewer(100n);
  const sessionId = publicId("session", newUuid(Date.now()));
  const session = { sessionId, streamId: "str_x", viewerId: user, creatorId: "c", startedAt: new Date() };
  await say("billing.session.started.v1", { ...session, tokensPerMinute: 5n, creatorCentsPerMinute: 1_320n });
  await page.find(({ data }) => data.id === sessionId && data.status === "active");
  await say("billing.session.ended.v1", {
    ...session,
    reason: "lost",
    endedAt: new Date(),
    minutesBilled: 0,
    tokensCharged: 0n,
  });
  await page.find(({ data }) => data.id === sessionId && data.status === "ended");
  await posted({ session: sessionId, account, minute: 1, posted: 95, version: 11 });
  const late = await page.find(({ data }) => data.id === sessionId && data.minutes_billed === 1);
  expect(late.data).toMatchObject({ status: "ended", end_reason: "lost", tokens_charged: 5 });
  await page.close();
});

it("a creator sees their live streams with viewers and earnings, again when something changed", async () => {
  const { state } = gateway.stubs;
  const stream = newStream(state, "live-creator");
  setAccount(state, "live-creator", Asset.ASSET_USD, 7_001, 2_640n, 2n);
  const page = await openEvents(gateway.url, await sign(gateway.secret, "live-creator", ["creator"]));
  const first = await page.find(({ event }) => event === "stream");
  expect(first.data).toMatchObject({ id: stream.id, viewers: 0, earnings: { so_far: { amount: "26.40" } } });
  stream.viewers = 3;
  const session = {
    sessionId: "ses_x",
    streamId: stream.id,
    viewerId: "v",
    creatorId: "live-creator",
    startedAt: new Date(),
  };
  await say("billing.session.started.v1", { ...session, tokensPerMinute: 5n, creatorCentsPerMinute: 1_320n });
  const second = await page.find(({ event, data }) => event === "stream" && data.viewers === 3);
  expect(second.data.version).toBeGreaterThan(first.data.version);
  await page.close();
});

it("nobody sees what is another's", async () => {
  const mine = await viewer(100n);
  const theirs = await viewer(100n);
  await posted({ session: theirs.session.id, account: theirs.account, minute: 1, posted: 95, version: 11 });
  await theirs.page.find(({ data }) => data.version === 11);
  expect(JSON.stringify(mine.page.events)).not.toContain(theirs.session.id);
  expect(mine.page.events.some(({ data }) => data.available === 95)).toBe(false);
  await mine.page.close();
  await theirs.page.close();
});

it("a user has at most so many pages open, and a closed one makes room", async () => {
  const { token, page } = await viewer(100n);
  const more = [await openEvents(gateway.url, token), await openEvents(gateway.url, token)];
  const refused = await openEvents(gateway.url, token);
  expect(refused.status).toBe(429);
  await page.close();
  await new Promise((resolve) => setTimeout(resolve, 300));
  const again = await openEvents(gateway.url, token);
  expect(again.status).toBe(200);
  for (const one of [...more, again]) await one.close();
});

it("an event stream ends with its token", async () => {
  const token = await sign(gateway.secret, "short", ["viewer"], { exp: Math.floor(Date.now() / 1_000) + 2 });
  const page = await openEvents(gateway.url, token);
  expect(page.status).toBe(200);
  const began = Date.now();
  await page.ended;
  expect(Date.now() - began).toBeLessThan(4_000);
});

it("junk on the live subjects is skipped, and what comes after it still shows", async () => {
  const { page, session, account } = await viewer(100n);
  await page.find(({ event }) => event === "session");
  for (const type of ["wallet.minutes.posted.v1", "wallet.transfer.posted.v1", "billing.session.ended.v1"]) {
    await broker.jetstream.publish(type, Buffer.from([255, 0, 7, 9]));
    await broker.jetstream.publish(type, Buffer.from("{}"));
  }
  await posted({ session: session.id, account, minute: 1, posted: 95, version: 11 });
  await page.find(({ data }) => data.version === 11);
  await page.close();
});

it("after the broker was away every page is brought up to the present", async () => {
  const { user, account, page } = await viewer(100n);
  await page.find(({ event }) => event === "session");
  await gateway.nats.stop();
  setAccount(gateway.stubs.state, user, Asset.ASSET_TOKEN, account, 60n, 18n);
  await gateway.nats.restart();
  const shown = await page.find(({ event, data }) => event === "balance" && data.version === 18);
  expect(shown.data.available).toBe(60);
  await page.close();
});

it("on SIGTERM open pages are closed and the process ends by itself", async () => {
  const { page } = await viewer(100n);
  await page.find(({ event }) => event === "session");
  const began = Date.now();
  expect(await gateway.service.stop()).toEqual({ code: 0, signal: null });
  await page.ended;
  expect(Date.now() - began).toBeLessThan(5_000);
});
