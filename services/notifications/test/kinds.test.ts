import { EVENTS, type EventType } from "@metercast/contracts";
import { waitUntilQuiet } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EXAMPLES } from "../../../packages/contracts/src/examples.ts";
import { type Stage, startStage } from "./stage.ts";

/** With a mail server mails are planned; nothing listens there, so that they stay. */
const UNREACHABLE_MAIL = {
  SMTP_URL: "smtp://127.0.0.1:1",
  MAIL_FROM: "Metercast <news@example.com>",
  MAIL_SECRET: "a secret of forty characters for the test",
  MAIL_LINK_BASE: "https://example.com",
};

let stage: Stage;
beforeAll(async () => {
  stage = await startStage(UNREACHABLE_MAIL);
});
afterAll(() => stage?.stop());

const REQUESTED = "withdrawals.withdrawal.requested.v1";
const METHOD = "withdrawals.payout_method.changed.v1";

const notificationsOf = (userId: string) =>
  stage.query<{ kind: string; params: Record<string, unknown> }>(
    "SELECT kind, params FROM notifications.notification WHERE user_id = $1 ORDER BY id",
    [userId],
  );
const kindsOf = async (userId: string) => (await notificationsOf(userId)).map(({ kind }) => kind);
const deliveriesOf = (userId: string) =>
  stage.query<{ channel: string; kind: string }>(
    "SELECT d.channel, n.kind FROM notifications.delivery d JOIN notifications.notification n ON n.id = d.notification_id WHERE d.user_id = $1 ORDER BY d.id",
    [userId],
  );
const unreadOf = async (userId: string) =>
  (
    await stage.query<{ unread: number }>("SELECT unread FROM notifications.inbox_state WHERE user_id = $1", [
      userId,
    ])
  )[0]?.unread;
const inboxEvents = (userId: string) =>
  stage.query(
    `SELECT convert_from(payload, 'UTF8')::jsonb ->> 'unread' AS unread FROM notifications.outbox
     WHERE subject = 'notifications.inbox.changed.v1' AND convert_from(payload, 'UTF8')::jsonb ->> 'userId' = $1 ORDER BY id`,
    [userId],
  );
const quiet = () => waitUntilQuiet(stage.world);

/** A person with a confirmed address. */
const confirmed = (userId: string) =>
  stage.query(
    `INSERT INTO notifications.email_address (user_id, address, state, updated_at) VALUES ($1, $1 || '@example.com', 'confirmed', now())`,
    [userId],
  );

it("every public event of billing, wallet and withdrawals has a reader", async () => {
  const isPublic = (type: string) =>
    EVENTS[type as EventType].contentType === "application/json" &&
    /^(billing|wallet|withdrawals)\./.test(type);
  for (const type of Object.keys(EVENTS).filter(isPublic) as EventType[])
    await stage.publish(type, EXAMPLES[type]);
  await quiet();
  const read = await stage.query<{ consumer: string }>("SELECT DISTINCT consumer FROM notifications.inbox");
  expect(read.map(({ consumer }) => consumer).toSorted()).toEqual(
    Object.keys(EVENTS)
      .filter(isPublic)
      .map((type) => `notifications-${type.replaceAll(".", "-")}`)
      .toSorted(),
  );
});

it("an event that comes five times is one notification, one unread and one mail", async () => {
  await confirmed("five-times");
  const message = { ...EXAMPLES[REQUESTED], creatorId: "five-times" };
  const id = await stage.publish(REQUESTED, message);
  for (let again = 1; again < 5; again++) await stage.publish(REQUESTED, message, { id });
  await quiet();
  expect(await notificationsOf("five-times")).toEqual([
    { kind: "withdrawal_requested", params: { amount: "10000", withdrawal: message.withdrawalId } },
  ]);
  expect(await deliveriesOf("five-times")).toEqual([{ channel: "email", kind: "withdrawal_requested" }]);
  expect(await unreadOf("five-times")).toBe(1);
  expect(await inboxEvents("five-times")).toEqual([{ unread: "1" }]);
});

it("killed between the commit and the ack, an event makes one notification", async () => {
  await confirmed("killed");
  const armed = await stage.world.restart("notifications", {
    METERCAST_FAILPOINT: "notifications.committed",
  });
  await stage.publish(METHOD, { ...EXAMPLES[METHOD], creatorId: "killed" });
  expect((await armed.exited).signal).toBe("SIGKILL");
  expect(await kindsOf("killed")).toEqual(["payout_method_changed"]);
  await stage.world.restart("notifications");
  await quiet();
  expect(await kindsOf("killed")).toEqual(["payout_method_changed"]);
  expect(await deliveriesOf("killed")).toEqual([{ channel: "email", kind: "payout_method_changed" }]);
  expect(await unreadOf("killed")).toBe(1);
});
