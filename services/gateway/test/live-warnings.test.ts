import { startService } from "@metercast/local-servers";
import { type Broker, connectBroker } from "@metercast/outbox";
import { createLogger } from "@metercast/runtime";
import { eventHeaders } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openEvents } from "./harness.ts";
import { act, gateway } from "./live-world.ts";

let wallet: Broker;

beforeAll(async () => {
  wallet = await connectBroker(gateway.world.nats.urlFor("wallet"), "test", createLogger("test", "error"));
});
afterAll(() => wallet?.close());

/**
 * Says the wallet's last word on a subject once more, as the wallet: its relay does so after a crash
 * between the broker's ack and its own note of it, which no test can hit for sure.
 */
async function sayAgain(subject: string): Promise<void> {
  const said = await wallet.manager.streams.getMessage("WALLET", { last_by_subj: subject });
  if (said === null) throw new Error(`nothing was said on ${subject}`);
  await wallet.jetstream.publish(subject, said.data, { headers: eventHeaders(subject) });
}

const endOf = async (sessionId: string) =>
  (await gateway.billing.getSession({ sessionId })).session?.endReason;

it("warns once a crossing, and not again for a duplicate", async () => {
  const { page, session } = await act.viewer(12);
  await page.find(({ event }) => event === "session");
  await act.minutes(session, 1);
  await page.find(({ event }) => event === "low_balance");
  await sayAgain("wallet.balance.low.v1");
  await act.take(session.viewerId, 7);
  await page.find(({ event }) => event === "insufficient_funds");
  await sayAgain("wallet.balance.exhausted.v1");
  await act.give(session.viewerId, 50);
  await page.find(({ event, data }) => event === "balance" && data.available === 50);
  expect(page.events.filter(({ event }) => event === "low_balance").map(({ data }) => data)).toEqual([
    { asset: "TOKEN", available: 7, version: 2, limit: 10 },
  ]);
  expect(page.events.filter(({ event }) => event === "insufficient_funds").length).toBe(1);
  await page.close();
});

it("a warning that comes after the recovery is not shown", async () => {
  const first = await act.viewer(12);
  await act.minutes(first.session, 1);
  await first.page.find(({ event }) => event === "low_balance");
  await first.page.close();
  await act.give(first.user, 200);
  const page = await openEvents(gateway.url, first.token);
  await page.find(({ event, data }) => event === "balance" && data.available === 207);
  await sayAgain("wallet.balance.low.v1");
  await act.minutes(first.session, 2);
  await page.find(({ event, data }) => event === "balance" && data.available === 202);
  expect(page.events.some(({ event }) => event === "low_balance")).toBe(false);
  await page.close();
});

it("a warning that was missed comes after a reconnect, and one that was seen does not come again", async () => {
  const first = await act.viewer(100);
  const seen = (await first.page.find(({ event }) => event === "session")).id;
  await first.page.close();
  const other = await openEvents(gateway.url, first.token);
  await other.find(({ event }) => event === "session");
  await act.take(first.user, 96);
  // The feed has gone by: from here on only coming back can tell of it.
  await other.find(({ event }) => event === "low_balance");
  const second = await openEvents(gateway.url, first.token, seen);
  const warning = await second.find(({ event }) => event === "low_balance");
  expect(warning.data).toMatchObject({ available: 4, version: 2 });
  await second.close();
  const third = await openEvents(gateway.url, first.token, warning.id);
  await third.find(({ event }) => event === "session");
  // Nor where the feed says it once more.
  await sayAgain("wallet.balance.low.v1");
  await act.take(first.user, 1);
  await third.find(({ event, data }) => event === "balance" && data.available === 3);
  expect(third.events.some(({ event }) => event === "low_balance")).toBe(false);
  await third.close();
  // Sunk further while away: told again, and worse.
  await act.take(first.user, 3);
  const fourth = await openEvents(gateway.url, first.token, warning.id);
  await fourth.find(({ event }) => event === "insufficient_funds");
  await fourth.close();
  await other.close();
});

it("a session that ended while away is shown after a reconnect, with its refusal", async () => {
  const first = await act.viewer(5);
  const seen = (await first.page.find(({ event }) => event === "session")).id;
  await first.page.close();
  // The second minute can't be paid: the wallet refuses it, and billing ends the session for that.
  await act.minutes(first.session, 1, 2);
  await expect.poll(() => endOf(first.session.id)).toBe("insufficient_funds");
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

it("with its gateway killed a page goes on at another one, and misses no warning", async () => {
  const { user, token, page } = await act.viewer(100);
  await page.close();
  const [doomed, other] = await Promise.all([
    startService("gateway", gateway.env),
    startService("gateway", gateway.env),
  ]);
  const before = await openEvents(doomed.baseUrl as string, token);
  const seen = (await before.find(({ event }) => event === "session")).id;
  doomed.kill();
  await before.ended;
  await act.take(user, 97);
  const again = await openEvents(other.baseUrl as string, token, seen);
  expect((await again.find(({ event }) => event === "balance")).data.version).toBe(2);
  await again.find(({ event }) => event === "low_balance");
  await again.close();
  await other.stop();
});
