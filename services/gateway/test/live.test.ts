import { connect } from "node:net";
import { newUuid, publicId } from "@metercast/contracts";
import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Gateway, openEvents, sign } from "./harness.ts";
import { type Live, startLive } from "./live-events.ts";
import { newStream, setAccount } from "./stub-services.ts";

let live: Live;
let gateway: Gateway;

beforeAll(async () => {
  live = await startLive();
  gateway = live.gateway;
});
afterAll(() => live.stop());

const say: Live["say"] = (type, message) => live.say(type, message);
const posted: Live["posted"] = (...lines) => live.posted(...lines);
const viewer: Live["viewer"] = (tokens) => live.viewer(tokens);

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

it("HEAD and whoever hangs up leave no page behind", async () => {
  const { token, page } = await viewer(100n);
  await page.close();
  for (let i = 0; i < 6; i++)
    await fetch(`${gateway.url}/api/wallet/events`, {
      method: "HEAD",
      headers: { Authorization: `Bearer ${token}` },
    });
  for (let i = 0; i < 6; i++) {
    const abort = new AbortController();
    const asking = fetch(`${gateway.url}/api/wallet/events`, {
      headers: { Authorization: `Bearer ${token}` },
      signal: abort.signal,
    });
    setTimeout(() => abort.abort(), 3);
    await asking.catch(() => undefined);
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
  const metrics = await (await fetch(`${gateway.service.adminUrl}/metrics`)).text();
  expect(metrics).toMatch(/^sse_connections\{.*\} 0$/m);
});

it("whoever doesn't read is dropped instead of buffered for", async () => {
  const { account, token, session, page } = await viewer(100n);
  await page.close();
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  socket.pause();
  socket.write(`GET /api/wallet/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`);
  const open = async () =>
    /^sse_connections\{.*\} 1$/m.test(await (await fetch(`${gateway.service.adminUrl}/metrics`)).text());
  await expect.poll(open, { timeout: 5_000 }).toBe(true);
  // Each line is an event of about 200 bytes; the sockets hold a few megabytes on top of the gateway's own bound.
  let version = 11;
  for (let batch = 0; batch < 60 && (await open()); batch++) {
    const lines = Array.from({ length: 1_000 }, () => ({
      session: session.id,
      account,
      minute: 1,
      posted: 1_000_000 - version,
      version: version++,
    }));
    await posted(...lines);
  }
  await expect.poll(open, { timeout: 5_000 }).toBe(false);
  socket.destroy();
}, 60_000);

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
    await live.broker.jetstream.publish(type, Buffer.from([255, 0, 7, 9]));
    await live.broker.jetstream.publish(type, Buffer.from("{}"));
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
