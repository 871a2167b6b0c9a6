import { afterAll, beforeAll, expect, it } from "vitest";
import { EXAMPLES } from "../../../packages/contracts/src/examples.ts";
import { announceOldRequests } from "../src/usecases/announce-old-requests.ts";
import { purgeNotifications } from "../src/usecases/purge-notifications.ts";
import { recordEarnings } from "../src/usecases/record-earnings.ts";
import { summarizeEarnings } from "../src/usecases/summarize-earnings.ts";
import { type NotifyStage, startNotifyStage } from "./notify-stage.ts";

let stage: NotifyStage;
beforeAll(async () => {
  stage = await startNotifyStage("2026-12-01T12:00:00Z");
});
afterAll(() => stage?.stop());

const REQUESTED = "withdrawals.withdrawal.requested.v1";
const APPROVED = "withdrawals.withdrawal.approved.v1";
const LOW = "wallet.balance.low.v1";
const FROZEN = "withdrawals.freeze.changed.v1";
const STARTED = "billing.stream.started.v1";

const requested = (creatorId: string, more: object = {}) =>
  stage.happen(REQUESTED, { ...EXAMPLES[REQUESTED], creatorId, withdrawalId: `wdr_${creatorId}`, ...more });
const low = (userId: string, version: bigint) => stage.happen(LOW, { ...EXAMPLES[LOW], userId, version });

it("admins who were seen of late learn of large withdrawals; others do not", async () => {
  await stage.person("admin-1", { roles: ["admin"] });
  await stage.person("admin-left", { roles: ["admin"], seenDaysAgo: 8 });
  await stage.person("viewer-1", { roles: ["viewer"] });
  await requested("large", { amount: 100_000n });
  await requested("small", { amount: 99_999n });
  expect(await stage.notificationsOf("admin-1")).toMatchObject([
    { kind: "large_request", params: { creator: "large", amount: "100000" } },
  ]);
  expect(await stage.kindsOf("admin-left")).toEqual([]);
  expect(await stage.kindsOf("viewer-1")).toEqual([]);
  expect(await stage.kindsOf("small")).toEqual(["withdrawal_requested"]);
});

it("what teeters announces itself so often an hour; the rest is in the inbox only", async () => {
  await stage.person("admin-2", { roles: ["admin"] });
  const flip = (frozen: boolean) => stage.happen(FROZEN, { ...EXAMPLES[FROZEN], frozen });
  for (const frozen of [true, false, true, false, true, false]) await flip(frozen);
  expect(await stage.kindsOf("admin-2")).toHaveLength(6);
  expect(await stage.mailsOf("admin-2")).toBe(4);
  stage.passHours(1.01);
  await flip(true);
  expect(await stage.mailsOf("admin-2")).toBe(5);
});

it("a balance at its limit warns once an hour", async () => {
  await stage.person("teeter");
  for (const version of [1n, 3n, 5n]) await low("teeter", version);
  expect(await stage.kindsOf("teeter")).toEqual(["balance_low"]);
  stage.passHours(1.01);
  await low("teeter", 7n);
  expect(await stage.kindsOf("teeter")).toEqual(["balance_low", "balance_low"]);
});

it("a warning that arrives after the balance recovered, or after a top-up, is no news", async () => {
  const recovered = "wallet.balance.recovered.v1";
  const posted = "wallet.transfer.posted.v1";
  await stage.happen(recovered, { ...EXAMPLES[recovered], userId: "recovered", version: 9n });
  const account = { ...EXAMPLES[LOW], posted: 100n, held: 0n, account: 7n, version: 9n, userId: "bought" };
  await stage.happen(posted, { ...EXAMPLES[posted], referenceType: "TOP_UP", accounts: [account] });
  for (const userId of ["recovered", "bought"]) await low(userId, 8n);
  expect(await stage.kindsOf("recovered")).toEqual([]);
  expect(await stage.kindsOf("bought")).toEqual(["top_up_done"]);
  await low("recovered", 10n);
  expect(await stage.kindsOf("recovered")).toEqual(["balance_low"]);
});

it("two events of one person at the same time are two unread, with a bound that holds", async () => {
  await stage.person("busy");
  const stopped = "billing.session.ended.v1";
  const ended = { ...EXAMPLES[stopped], viewerId: "busy", reason: "insufficient_funds" };
  await Promise.all(Array.from({ length: 8 }, () => stage.happen(stopped, ended)));
  expect(await stage.unreadOf("busy")).toBe(8);
  expect(await stage.mailsOf("busy")).toBe(3);
});

it("a class that is switched off in the inbox counts as no unread", async () => {
  await stage.person("no-inbox", { off: "{money:in_app}" });
  await requested("no-inbox");
  expect(await stage.mailsOf("no-inbox")).toBe(1);
  expect(await stage.unreadOf("no-inbox")).toBe(0);
});

it("old news makes no mail", async () => {
  await stage.person("late");
  const at = new Date(stage.now().getTime() - 25 * 3_600_000);
  await stage.happen(
    REQUESTED,
    { ...EXAMPLES[REQUESTED], creatorId: "late", withdrawalId: "wdr_late" },
    { at },
  );
  expect(await stage.kindsOf("late")).toEqual(["withdrawal_requested"]);
  expect(await stage.mailsOf("late")).toBe(0);
});

it("admins learn once of a withdrawal that nobody has decided, in whichever order events arrived", async () => {
  await stage.query("UPDATE open_request SET closed_at = now()");
  await stage.person("admin-3", { roles: ["admin"] });
  const approved = (creatorId: string) =>
    stage.happen(APPROVED, { ...EXAMPLES[APPROVED], creatorId, withdrawalId: `wdr_${creatorId}` });
  const occurredAt = stage.now();
  await requested("waits", { occurredAt });
  await requested("decided", { occurredAt });
  await approved("decided");
  await approved("overtaken");
  await requested("overtaken", { occurredAt });
  const announce = () => announceOldRequests({ ...stage.ports, oldRequestHours: 48 });
  stage.passHours(47.9);
  await announce();
  expect(await stage.kindsOf("admin-3")).toEqual([]);
  stage.passHours(0.2);
  await announce();
  await announce();
  expect(await stage.notificationsOf("admin-3")).toMatchObject([
    { kind: "old_request", params: { creator: "waits", withdrawal: "wdr_waits" } },
  ]);
});

it("a creator reads the week's earnings on Monday at nine, once and in the creator's zone", async () => {
  stage.setTime("2026-12-08T12:00:00Z");
  await stage.person("earner", { zone: "America/New_York" });
  const uuid = "01932f4e-1c6a-7d1e-8a3b-5c7d9e0f1a2b";
  const earn = (at: string, cents: bigint, id = at) =>
    recordEarnings(stage.ports, {
      message: { consumer: "minutes", id },
      earnings: [{ streamId: uuid, minutes: 3, cents }],
      at: new Date(at),
    });
  // Minutes may arrive before the stream is known. Twice is once.
  await earn("2026-12-07T04:59:00Z", 1n);
  await earn("2026-12-07T05:01:00Z", 100n);
  await earn("2026-12-07T05:01:00Z", 100n);
  await stage.happen(STARTED, { ...EXAMPLES[STARTED], creatorId: "earner" });
  await earn("2026-12-14T04:59:00Z", 20n);
  await earn("2026-12-14T05:00:00Z", 3n);
  const summarize = () => summarizeEarnings(stage.ports);
  stage.setTime("2026-12-14T13:59:00Z");
  await summarize();
  expect(await stage.kindsOf("earner")).toEqual([]);
  stage.setTime("2026-12-14T14:00:00Z");
  await summarize();
  stage.passHours(100);
  await summarize();
  expect(await stage.notificationsOf("earner")).toEqual([
    {
      kind: "earnings_summary",
      params: {
        cents: "120",
        minutes: 6,
        streams: 1,
        from: "2026-12-07T05:00:00.000Z",
        to: "2026-12-14T04:59:59.999Z",
      },
    },
  ]);
  stage.setTime("2026-12-21T14:00:00Z");
  await summarize();
  expect((await stage.notificationsOf("earner"))[1]).toMatchObject({ params: { cents: "3" } });
  // A week without earnings has no summary.
  stage.setTime("2026-12-28T14:00:00Z");
  await summarize();
  expect(await stage.kindsOf("earner")).toHaveLength(2);
});

it("old notifications go, and unread ones leave the count", async () => {
  await stage.person("purged");
  await requested("purged");
  stage.passHours(24 * 8);
  await requested("purged", { withdrawalId: "wdr_purged_2" });
  expect(await stage.unreadOf("purged")).toBe(2);
  await purgeNotifications({ ...stage.ports, retentionDays: 7 });
  expect(await stage.unreadOf("purged")).toBe(1);
  expect(await stage.notificationsOf("purged")).toMatchObject([{ params: { withdrawal: "wdr_purged_2" } }]);
  expect(await stage.mailsOf("purged")).toBe(1);
});
