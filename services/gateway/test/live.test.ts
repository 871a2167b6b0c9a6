import { once } from "node:events";
import { connect } from "node:net";
import { connectBroker } from "@metercast/outbox";
import { withClient } from "@metercast/provision";
import { createLogger } from "@metercast/runtime";
import { eventHeaders, sign } from "@metercast/testkit";
import { expect, it } from "vitest";
import { openEvents } from "./harness.ts";
import { act, gateway } from "./live-world.ts";

const SUBJECTS = {
  wallet: ["wallet.minutes.posted.v1", "wallet.transfer.posted.v1"],
  billing: ["billing.session.ended.v1"],
} as const;

/** How many pages the gateway counts as open. */
async function openPages(): Promise<number> {
  const metrics = await (await fetch(`${gateway.service.adminUrl}/metrics`)).text();
  return Number(/^metercast_sse_connections\{.*\} (\d+)$/m.exec(metrics)?.[1]);
}

it("shows the present on connecting: balances and open sessions", async () => {
  const { page, session } = await act.viewer(100);
  const balance = await page.find(({ event }) => event === "balance");
  expect(balance.data).toEqual({
    asset: "TOKEN",
    posted: 100,
    held: 0,
    available: 100,
    version: 1,
    low_balance: false,
  });
  const shown = await page.find(({ event }) => event === "session");
  expect(shown.data).toMatchObject({ id: session.id, status: "active", minutes_billed: 0 });
  await page.close();
});

it("then each newer one and never an older, whatever the order of events", async () => {
  const { page, session } = await act.viewer(100);
  await page.find(({ event }) => event === "session");
  await act.minutes(session, 1);
  await act.minutes(session, 3, 2);
  // Decided minutes are answered again as they were then: what is said now is older than what was said
  // before.
  await act.minutes(session, 2, 1, 4);
  await act.minutes(session, 3, 5, 1);
  await page.find(({ event, data }) => event === "session" && data.minutes_billed === 5);
  for (const kind of ["balance", "session"]) {
    const versions = page.events.filter(({ event }) => event === kind).map(({ data }) => data.version);
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  }
  expect(page.events.findLast(({ event }) => event === "balance")?.data).toMatchObject({
    available: 75,
    version: 6,
  });
  expect(page.events.findLast(({ event }) => event === "session")?.data).toMatchObject({
    tokens_charged: 25,
  });
  await page.close();
});

it("a gap in a batch says nothing about the account", async () => {
  const { page, session } = await act.viewer(50);
  await page.find(({ event }) => event === "session");
  // Minute 9 can't be decided before minute 2: the wallet answers it with a gap.
  await act.minutes(session, 9, 1);
  const balance = await page.find(({ event, data }) => event === "balance" && data.version === 2);
  expect(balance.data.available).toBe(45);
  await act.minutes(session, 2);
  await page.find(({ event, data }) => event === "session" && data.minutes_billed === 2);
  const shown = page.events.filter(({ event }) => event === "session").map(({ data }) => data.minutes_billed);
  expect(shown).toEqual([0, 1, 2]);
  await page.close();
});

it("an account that was opened after connecting shows too", async () => {
  const token = await sign(gateway.secret, "newcomer", ["viewer"]);
  const page = await openEvents(gateway.url, token);
  await act.give("newcomer", 50);
  await page.find(({ event, data }) => event === "balance" && data.available === 50);
  const { id } = await act.stream("a-creator");
  await act.minutes(await act.join("newcomer", id), 1);
  await page.find(({ event, data }) => event === "balance" && data.available === 45);
  await page.close();
});

it("a new creator's first minute shows like each later one, with the page open since before the stream", async () => {
  const page = await openEvents(gateway.url, await sign(gateway.secret, "first-evening", ["creator"]));
  const stream = await act.stream("first-evening");
  await page.find(({ event, data }) => event === "stream" && data.id === stream.id);
  await act.give("first-fan", 100);
  const session = await act.join("first-fan", stream.id);
  for (const [minute, earned] of [
    [1, "13.20"],
    [2, "26.40"],
  ] as const) {
    await act.minutes(session, minute);
    await page.find(({ event, data }) => event === "balance" && data.posted.amount === earned);
    await page.find(({ event, data }) => event === "stream" && data.earnings.so_far.amount === earned);
  }
  await page.close();
});

it("a session's start and end arrive at its viewer, and a late minute still counts after the end", async () => {
  const { user, page } = await act.viewer(100);
  const { id } = await act.stream("a-creator");
  const session = await act.join(user, id);
  await page.find(({ data }) => data.id === session.id && data.status === "active");
  await gateway.billing.endStream({ streamId: id, actorId: "a-creator", actorIsAdmin: false });
  await page.find(({ data }) => data.id === session.id && data.status === "ended");
  await act.minutes(session, 1);
  const late = await page.find(({ data }) => data.id === session.id && data.minutes_billed === 1);
  expect(late.data).toMatchObject({ status: "ended", end_reason: "stream_ended", tokens_charged: 5 });
  await page.close();
});

it("a creator sees their live streams with viewers and earnings, again when something changed", async () => {
  const stream = await act.stream("live-creator");
  await act.give("a-fan", 100);
  await act.minutes(await act.join("a-fan", stream.id), 1, 2);
  const page = await openEvents(gateway.url, await sign(gateway.secret, "live-creator", ["creator"]));
  const first = await page.find(({ event }) => event === "stream");
  expect(first.data).toMatchObject({ id: stream.id, viewers: 1, earnings: { so_far: { amount: "26.40" } } });
  await act.give("another-fan", 100);
  await act.minutes(await act.join("another-fan", stream.id), 1);
  const isNewer = (data: { viewers: number; earnings: { so_far: { amount: string } } }) =>
    data.viewers === 2 && data.earnings.so_far.amount === "39.60";
  const second = await page.find(({ event, data }) => event === "stream" && isNewer(data));
  expect(second.data.version).toBeGreaterThan(first.data.version);
  await page.close();
});

it("nobody sees what is another's", async () => {
  const mine = await act.viewer(100);
  const theirs = await act.viewer(100);
  await mine.page.find(({ event }) => event === "session");
  await theirs.page.find(({ event }) => event === "session");
  await act.minutes(theirs.session, 1);
  await theirs.page.find(({ data }) => data.available === 95);
  // One feed serves both: what comes after their minute is read after it.
  await act.minutes(mine.session, 1, 2);
  await mine.page.find(({ data }) => data.available === 90);
  expect(JSON.stringify(mine.page.events)).not.toContain(theirs.session.id);
  const seen = mine.page.events.filter(({ event }) => event === "balance").map(({ data }) => data.version);
  expect(seen).toEqual([1, 2, 3]);
  await mine.page.close();
  await theirs.page.close();
});

it("a user has at most so many pages open, and a closed one makes room", async () => {
  // The gateway hears a little later of those that other tests have closed.
  await expect.poll(openPages).toBe(0);
  const { token, page } = await act.viewer(100);
  const more = [await openEvents(gateway.url, token), await openEvents(gateway.url, token)];
  const refused = await openEvents(gateway.url, token);
  expect(refused.status).toBe(429);
  const before = await openPages();
  await page.close();
  await expect.poll(openPages).toBe(before - 1);
  const again = await openEvents(gateway.url, token);
  expect(again.status).toBe(200);
  for (const one of [...more, again]) await one.close();
});

it("HEAD and clients that hang up leave no page behind", async () => {
  const { token, page } = await act.viewer(100);
  await page.close();
  for (let i = 0; i < 6; i++)
    await fetch(`${gateway.url}/api/wallet/events`, {
      method: "HEAD",
      headers: { Authorization: `Bearer ${token}` },
    });
  for (let i = 0; i < 6; i++) {
    const headers = { Authorization: `Bearer ${token}` };
    const signal = AbortSignal.timeout(3);
    await fetch(`${gateway.url}/api/wallet/events`, { headers, signal }).catch(() => undefined);
  }
  await expect.poll(openPages).toBe(0);
});

it("a client that does not read is dropped instead of buffered for", async () => {
  const { token, session, page } = await act.viewer(1_000_000);
  await page.close();
  await expect.poll(openPages).toBe(0);
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  socket.pause();
  socket.write(`GET /api/wallet/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`);
  await expect.poll(openPages).toBe(1);
  // Each minute is a balance and a session, 500 bytes together; the sockets hold a few megabytes on top of
  // the gateway's own bound.
  let minute = 1;
  while (minute < 60_000 && (await openPages()) === 1)
    await act.minutes(session, ...Array.from({ length: 2_000 }, () => minute++));
  await expect.poll(openPages).toBe(0);
  socket.destroy();
});

it("an event stream ends with its token", async () => {
  const open = async (seconds: number) => {
    const exp = Math.floor(Date.now() / 1_000) + seconds;
    const token = await sign(gateway.secret, "short", ["viewer"], { exp });
    return { exp, page: await openEvents(gateway.url, token) };
  };
  // Where the machine stood still for longer than the token lasted, with one that lasts longer.
  let { exp, page } = await open(4);
  for (let seconds = 8; page.status === 401 && seconds < 100; seconds *= 2)
    ({ exp, page } = await open(seconds));
  expect(page.status).toBe(200);
  await page.ended;
  // A timer counts from the beginning of its turn of the event loop, which may be some milliseconds ago.
  expect(Date.now()).toBeGreaterThan(exp * 1_000 - 500);
});

it("junk on the live subjects is skipped, and what comes after it still shows", async () => {
  const { page, session } = await act.viewer(100);
  await page.find(({ event }) => event === "session");
  // No wallet and no billing says such things, so the test does, as them.
  for (const [name, types] of Object.entries(SUBJECTS)) {
    const url = gateway.world.nats.urlFor(name as keyof typeof SUBJECTS);
    const broker = await connectBroker(url, "test", createLogger("test", "error"));
    for (const type of types)
      for (const junk of [Buffer.from([255, 0, 7, 9]), Buffer.from("{}")])
        await broker.jetstream.publish(type, junk, { headers: eventHeaders(type) });
    await broker.close();
  }
  await act.minutes(session, 1);
  await page.find(({ data }) => data.available === 95);
  await page.close();
});

it("after the broker was away every page is brought up to the present", async () => {
  const { user, page } = await act.viewer(100);
  await page.find(({ event }) => event === "session");
  await gateway.world.nats.stop();
  await act.take(user, 40);
  // What the wallet would say of it afterwards never comes: only asking the wallet can tell.
  await withClient(gateway.world.adminUrl, (client) =>
    client.query("DELETE FROM wallet.outbox WHERE sent_at IS NULL"),
  );
  await gateway.world.nats.restart();
  const shown = await page.find(({ event, data }) => event === "balance" && data.version === 2);
  expect(shown.data.available).toBe(60);
  await page.close();
});

it("on SIGTERM open pages are closed and the process ends, also with clients connected", async () => {
  const { page } = await act.viewer(100);
  await page.find(({ event }) => event === "session");
  // As browsers do: a connection in advance that asks nothing.
  const silent = connect(Number(new URL(gateway.url).port), "127.0.0.1");
  await once(silent, "connect");
  expect(await gateway.service.stop()).toEqual({ code: 0, signal: null });
  await page.ended;
  // On its own, and not because the time of a step was up.
  expect(gateway.service.lines().filter((line) => line.includes("drain step"))).toEqual([]);
  silent.destroy();
});
