import { poll } from "@metercast/testkit";
import { createTransport } from "nodemailer";
import { afterAll, beforeAll, expect, it } from "vitest";
import { mailTokens } from "../src/adapters/crypto/mail-tokens.ts";
import {
  addressOf,
  BOUNCES,
  due,
  FROM,
  hurry,
  LINKS,
  type MailStage,
  mailsTo,
  reaches,
  reader,
  rowsOf,
  SECRET,
  startMailStage,
} from "./mail-stage.ts";

let stage: MailStage;
beforeAll(async () => {
  stage = await startMailStage();
});
afterAll(() => stage?.stop());

const PERSON = { roles: ["creator"], language: "de-AT", issuedAt: undefined };
const emailOf = async (userId: string) => (await stage.api.getPreferences({ userId })).email;

it("a new address gets a mail, and is confirmed by its link; a second click finds it confirmed", async () => {
  const userId = "newcomer";
  await stage.api.seePerson({ userId, email: addressOf(userId), ...PERSON });
  await stage.api.seePerson({ userId, email: addressOf(userId), ...PERSON });
  await reaches(stage, userId, [{ state: "sent" }]);
  const [mail, ...others] = await mailsTo(stage, userId);
  expect(others).toEqual([]);
  expect(mail?.subject).toBe("Bestätige deine E-Mail-Adresse");
  const token = new RegExp(`${LINKS}/c/([\\w-]{22})`).exec(mail?.text ?? "")?.[1] ?? "";
  expect(await emailOf(userId)).toMatchObject({ state: "unconfirmed" });
  await expect(stage.api.confirmEmail({ token: `${token}x` })).rejects.toMatchObject({ code: "not_found" });
  for (let click = 0; click < 2; click++)
    expect(await stage.api.confirmEmail({ token })).toEqual({ state: "confirmed" });
  expect(await emailOf(userId)).toMatchObject({ state: "confirmed" });
});

it("a person gets three confirmation mails a day, and only the last one's link works", async () => {
  const userId = "forgetful";
  await stage.api.seePerson({ userId, email: addressOf(userId), ...PERSON });
  for (const count of [2, 3]) {
    await stage.api.requestEmailConfirmation({ userId });
    await poll(async () => expect(await mailsTo(stage, userId)).toHaveLength(count));
  }
  await expect(stage.api.requestEmailConfirmation({ userId })).rejects.toMatchObject({
    code: "rate_limited",
  });
  const tokens = (await mailsTo(stage, userId)).map(
    ({ text = "" }) => /\/c\/([\w-]{22})/.exec(text)?.[1] ?? "",
  );
  await expect(stage.api.confirmEmail({ token: tokens[0] ?? "" })).rejects.toMatchObject({
    code: "not_found",
  });
  expect(await stage.api.confirmEmail({ token: tokens[2] ?? "" })).toEqual({ state: "confirmed" });
});

it("a confirmed address learns of another one, which gets only the mail that confirms it, and then is used", async () => {
  const userId = "mover";
  await reader(stage, userId);
  await stage.api.seePerson({ userId, email: addressOf("mover-new"), ...PERSON });
  await poll(async () => expect(await mailsTo(stage, "mover-new")).toHaveLength(1));
  await poll(async () => expect(await mailsTo(stage, userId)).toHaveLength(1));
  await due(stage, userId, { kind: "payouts_frozen", params: { by: "ada", frozen: true } });
  await poll(async () => expect(await mailsTo(stage, userId)).toHaveLength(2));
  const [mail] = await mailsTo(stage, "mover-new");
  const token = /\/c\/([\w-]{22})/.exec(mail?.text ?? "")?.[1] ?? "";
  for (let click = 0; click < 2; click++) await stage.api.confirmEmail({ token });
  expect(await emailOf(userId)).toMatchObject({ address: addressOf("mover-new"), state: "confirmed" });
  expect(await mailsTo(stage, "mover-new")).toHaveLength(1);
});

it("an address that nobody confirmed gets three mails a day, by however many accounts", async () => {
  const email = addressOf("victim");
  for (let i = 0; i < 4; i++) await stage.api.seePerson({ userId: `bomber-${i}`, email, ...PERSON });
  const states = async () =>
    (
      await stage.query<{ state: string }>(
        "SELECT state FROM delivery WHERE user_id LIKE 'bomber-%' ORDER BY state",
      )
    ).map(({ state }) => state);
  await poll(async () => expect(await states()).toEqual(["sent", "sent", "sent", "suppressed"]));
  expect(await mailsTo(stage, "victim")).toHaveLength(3);
});

it("a mail has text and HTML, the address of its delivery, and one-click unsubscription", async () => {
  const userId = "formal";
  await reader(stage, userId);
  const [id = ""] = await due(stage, userId, {});
  await reaches(stage, userId, [{ state: "sent", attempts: 1 }]);
  const [mail] = await mailsTo(stage, userId);
  expect(mail?.messageId).toBe(`<${id}@metercast.example>`);
  expect(mail?.from?.text).toBe(`"Metercast" <${FROM}>`);
  expect(mail?.text).toContain("$123.45");
  expect(mail?.html).toContain("$123.45");
  const received = stage.mail.received.find(({ to }) => to === addressOf(userId));
  expect(received?.from).toBe(`${mailTokens(SECRET).returnPath(id)}@${BOUNCES}`);
  const link = /^List-Unsubscribe: <(.+)>\r$/m.exec(received?.raw ?? "")?.[1] ?? "";
  expect(link).toMatch(new RegExp(`^${LINKS}/u/[\\w-]{22}$`));
  expect(received?.raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
  expect(mail?.text).toContain(link);
});

it("unsubscribing switches off the mails of one class, also those that wait, and nothing else", async () => {
  const userId = "leaver";
  await reader(stage, userId);
  await due(stage, userId, {});
  await reaches(stage, userId, [{ state: "sent" }]);
  const [mail] = await mailsTo(stage, userId);
  const token = /\/u\/([\w-]{22})/.exec(mail?.text ?? "")?.[1] ?? "";
  const offOf = async () => (await stage.api.getPreferences({ userId })).preferences?.off;
  expect(await stage.api.getUnsubscription({ token })).toMatchObject({ classes: ["money"], isOff: false });
  expect(await offOf()).toEqual([]);
  for (let click = 0; click < 2; click++) await stage.api.unsubscribe({ token });
  expect(await offOf()).toEqual(["money:email"]);
  expect(await stage.api.getUnsubscription({ token })).toMatchObject({ isOff: true });
  await due(stage, userId, {});
  await reaches(stage, userId, [{ state: "sent" }, { state: "suppressed", error: "switched_off" }]);
  await expect(stage.api.unsubscribe({ token: token.replace(/./, "_") })).rejects.toMatchObject({
    code: "not_found",
  });
});

it("a mail whose acceptance was lost is sent again with the same Message-ID", async () => {
  const userId = "cut";
  await reader(stage, userId);
  stage.mail.script(addressOf(userId), "cut");
  await due(stage, userId, {});
  await reaches(stage, userId, [{ state: "pending", error: "smtp_unconfirmed", maybe_sent: true }]);
  await hurry(stage, userId);
  await reaches(stage, userId, [{ state: "sent", attempts: 2 }]);
  const ids = (await mailsTo(stage, userId)).map(({ messageId }) => messageId);
  expect(ids).toEqual([ids[0], ids[0]]);
});

it("a refusal for now holds up the person's later mails; they leave once, in order", async () => {
  const userId = "greylisted";
  await reader(stage, userId);
  stage.mail.script(addressOf(userId), "451 4.7.1 later", "data: 452 4.3.1 full");
  const ids = await due(stage, userId, {}, {}, {});
  for (const error of ["smtp_451", "smtp_452"]) {
    await reaches(stage, userId, [{ state: "pending", error }, { attempts: 0 }, { attempts: 0 }]);
    await hurry(stage, userId);
  }
  await reaches(stage, userId, [{ state: "sent" }, { state: "sent" }, { state: "sent" }]);
  const accepted = (await mailsTo(stage, userId)).slice(1).map(({ messageId }) => messageId);
  expect(accepted).toEqual(ids.map((id) => `<${id}@metercast.example>`));
});

it("an address that does not exist gets no more mails; its person learns of it in the inbox", async () => {
  const userId = "gone";
  await reader(stage, userId);
  stage.mail.script(addressOf(userId), "550 5.1.1 no such user");
  await due(stage, userId, {}, {});
  await reaches(stage, userId, [
    { state: "suppressed", error: "smtp_550" },
    { state: "suppressed", error: "address_suppressed" },
  ]);
  expect(await emailOf(userId)).toMatchObject({ state: "suppressed", reason: "hard_bounce" });
  const { items } = await stage.api.listInbox({ userId, status: "all", limit: 0, cursor: "", language: "" });
  expect(items.map(({ kind }) => kind)).toContain("email_suppressed");
  // The person says that it exists by now.
  await stage.api.requestEmailConfirmation({ userId });
  await poll(async () => expect(await mailsTo(stage, userId)).toHaveLength(1));
});

it("a refused mail that says nothing about the address is given up, and others are sent", async () => {
  const userId = "spammy";
  await reader(stage, userId);
  stage.mail.script(addressOf(userId), "550 Access denied", "data: 554 5.6.0 bad content");
  await due(stage, userId, {}, {}, {});
  await reaches(stage, userId, [
    { state: "failed", error: "smtp_550" },
    { state: "failed", error: "smtp_554" },
    { state: "sent" },
  ]);
  expect(await emailOf(userId)).toMatchObject({ state: "confirmed" });
});

it("a digest is one mail with all that it collected", async () => {
  const userId = "daily";
  await reader(stage, userId);
  const digest = "daily:2026-12-01";
  await stage.query(
    `WITH n AS (
       INSERT INTO notification (event_id, user_id, kind, params, in_inbox, is_announced, created_at)
       SELECT 'digest' || i, $1, 'withdrawal_requested', jsonb_build_object('amount', (i * 100)::text, 'withdrawal', 'wdr_1'), true, true, now()
       FROM generate_series(1, 3) i RETURNING id)
     INSERT INTO delivery (notification_id, user_id, channel, template, digest, created_at, due_at)
     SELECT id, $1, 'email', 'notification', $2, now(), now() FROM n`,
    [userId, digest],
  );
  await reaches(stage, userId, [{ state: "sent" }, { state: "sent" }, { state: "sent" }]);
  const [mail, ...others] = await mailsTo(stage, userId);
  expect(others).toEqual([]);
  expect(mail?.subject).toBe("Your day on Metercast: 3 messages");
  for (const amount of ["$1.00", "$2.00", "$3.00"]) expect(mail?.text).toContain(amount);
  const token = /\/u\/([\w-]{22})/.exec(mail?.text ?? "")?.[1] ?? "";
  expect((await stage.api.getUnsubscription({ token })).classes.toSorted()).toEqual(["digest", "money"]);
});

const report = (status: string, action = "failed") =>
  [
    "From: mailer-daemon@relay.example",
    "Subject: Undelivered Mail Returned to Sender",
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    "MIME-Version: 1.0",
    "",
    "--b\r\nContent-Type: text/plain\r\n\r\nYour mail did not arrive.\r\n",
    `--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.example\r\n\r\nFinal-Recipient: rfc822; x@reader.example\r\nAction: ${action}\r\nStatus: ${status}\r\n`,
    "--b--",
    "",
  ].join("\r\n");

async function bounce(returnPath: string, raw: string): Promise<void> {
  const transport = createTransport({ host: "127.0.0.1", port: stage.bouncePort, ignoreTLS: true });
  await transport.sendMail({ envelope: { from: "", to: [returnPath] }, raw });
}

it("a report that the address does not exist suppresses it; a delay and a stranger's report do not", async () => {
  const userId = "bounced";
  await reader(stage, userId);
  const [id = ""] = await due(stage, userId, {});
  await reaches(stage, userId, [{ state: "sent" }]);
  const path = `${mailTokens(SECRET).returnPath(id)}@${BOUNCES}`;
  const forged = path.replace(/\.[0-9a-f]{16}@/, ".0000000000000000@");
  for (const wrong of [forged, `postmaster@${BOUNCES}`, path.replace(BOUNCES, "elsewhere.example")])
    await expect(bounce(wrong, report("5.1.1"))).rejects.toMatchObject({ responseCode: 550 });
  await bounce(path, report("4.4.1", "delayed"));
  await bounce(path, "Subject: I am on holiday\r\n\r\nUntil Monday.");
  expect(await emailOf(userId)).toMatchObject({ state: "confirmed" });
  for (let time = 0; time < 2; time++) await bounce(path.toUpperCase(), report("5.1.1"));
  expect(await emailOf(userId)).toMatchObject({ state: "suppressed" });
  expect(await rowsOf(stage, userId)).toMatchObject([{ state: "failed", error: "bounce_5.1.1" }]);
});
