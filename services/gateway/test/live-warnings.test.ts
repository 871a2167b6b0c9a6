import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { startService } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Gateway, openEvents } from "./harness.ts";
import { type Live, startLive } from "./live-events.ts";
import { setAccount } from "./stub-services.ts";

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

it("with its gateway killed a page goes on at another one, and misses no warning", async () => {
  const { user, account, token, page } = await viewer(100n);
  const seen = (await page.find(({ event }) => event === "session")).id;
  const other = await startService("gateway", gateway.env);
  gateway.service.kill();
  await page.ended;
  setAccount(gateway.stubs.state, user, Asset.ASSET_TOKEN, account, 3n, 30n);
  const again = await openEvents(other.baseUrl as string, token, seen);
  expect((await again.find(({ event }) => event === "balance")).data.version).toBe(30);
  await again.find(({ event }) => event === "low_balance");
  await again.close();
  await other.stop();
});
