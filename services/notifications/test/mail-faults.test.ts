import { startMail } from "@metercast/local-servers";
import { poll } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { due, hurry, type MailStage, mailsTo, reaches, reader, startMailStage } from "./mail-stage.ts";

let stage: MailStage;
beforeAll(async () => {
  stage = await startMailStage();
});
afterAll(() => stage?.stop());

const idsOf = async (userId: string) => (await mailsTo(stage, userId)).map(({ messageId }) => messageId);
const messageIds = (ids: readonly string[]) => ids.map((id) => `<${id}@metercast.example>`);

it.each([
  ["notifications.before_send", 1],
  ["notifications.before_settle", 2],
])("killed at %s: the mail leaves after the restart, %s in all with one Message-ID", async (point, times) => {
  const userId = point.replace("notifications.", "");
  await reader(stage, userId);
  const armed = await stage.world.arm("notifications", point);
  const ids = await due(stage, userId, {});
  expect((await armed.exited).signal).toBe("SIGKILL");
  await stage.world.restart("notifications");
  await hurry(stage, userId);
  await reaches(stage, userId, [{ state: "sent", maybe_sent: true }]);
  expect(await idsOf(userId)).toEqual(Array.from({ length: times }, () => messageIds(ids)[0]));
});

it("while the mail server is away all mails wait; then each leaves once, in the order of its person", async () => {
  const people = ["first", "second", "third"];
  for (const userId of people) await reader(stage, userId);
  await stage.mail.stop();
  const ids = new Map<string, string[]>();
  for (const userId of people) ids.set(userId, await due(stage, userId, {}, {}, {}));
  await poll(async () => {
    const failed = await stage.query("SELECT FROM delivery WHERE error = 'smtp_unreachable'");
    expect(failed.length).toBeGreaterThan(0);
  });
  stage.mail = await startMail({ port: stage.mail.port });
  await poll(async () => {
    // As if their pauses had passed. A claim stays as it is: its mail is on its way.
    await stage.query("UPDATE delivery SET due_at = now() WHERE state = 'pending' AND claimed_until IS NULL");
    for (const userId of people) expect(await idsOf(userId)).toHaveLength(3);
  });
  for (const userId of people) {
    await reaches(stage, userId, [{ state: "sent" }, { state: "sent" }, { state: "sent" }]);
    expect(await idsOf(userId)).toEqual(messageIds(ids.get(userId) ?? []));
  }
});
