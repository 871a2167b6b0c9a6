import { waitUntilQuiet } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EXAMPLES } from "../../../packages/contracts/src/examples.ts";
import { type Stage, startStage } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage?.stop());

const REQUESTED = "withdrawals.withdrawal.requested.v1";
const notificationsOf = (userId: string) =>
  stage.query<{ kind: string; params: unknown }>(
    "SELECT kind, params FROM notifications.notification WHERE user_id = $1 ORDER BY id",
    [userId],
  );

it("an event that comes five times is one notification and one unread", async () => {
  const message = { ...EXAMPLES[REQUESTED], creatorId: "five-times" };
  const id = await stage.publish(REQUESTED, message);
  for (let again = 1; again < 5; again++) await stage.publish(REQUESTED, message, { id });
  await waitUntilQuiet(stage.world);
  expect(await notificationsOf("five-times")).toEqual([
    { kind: "withdrawal_requested", params: { amount: "10000", withdrawal: message.withdrawalId } },
  ]);
  const unread = await stage.query(
    "SELECT unread FROM notifications.inbox_state WHERE user_id = 'five-times'",
  );
  expect(unread).toEqual([{ unread: 1 }]);
});
