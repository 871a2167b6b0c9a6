import { generateKeyPairSync } from "node:crypto";
import { type MailServer, startMail } from "@metercast/local-servers";
import { dkimVerify } from "mailauth/lib/dkim/verify.js";
import { afterAll, beforeAll, expect, it } from "vitest";
import { mailTokens } from "../crypto/mail-tokens.ts";
import { outcomeOf, smtpMailer } from "./mailer.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", {
  modulusLength: 2_048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
const record = publicKey.replaceAll(/-----[^-]+-----|\s/g, "");
const TOKENS = mailTokens("a secret of the mailer's tests, 32 characters");
const MAIL = {
  id: "0193a611-7f1b-7e3c-8d2a-4b5c6d7e8f92",
  to: "ada@reader.example",
  subject: "Your withdrawal was paid",
  text: "Größe €12, 漢字 🦊\nand a line of text that is longer than any line of SMTP should be, so it is folded\n",
  html: "<p>Größe</p>",
  unsubscribeUrl: "https://app.example/u/pYk3vQ0mB7sXc9dWzT1aRg",
};

let server: MailServer;
beforeAll(async () => {
  server = await startMail();
});
afterAll(() => server?.stop());

it("DKIM verifies and covers both headers of one-click unsubscription", async () => {
  const mailer = smtpMailer(
    {
      url: server.url,
      connections: 1,
      plaintext: false,
      from: "Metercast <no-reply@metercast.example>",
      dkim: { domainName: "metercast.example", keySelector: "k1", privateKey },
    },
    TOKENS,
  );
  expect(await mailer.send(MAIL)).toEqual({ outcome: "sent" });
  mailer.close();
  const raw = server.received.at(-1)?.raw ?? "";
  const { results } = await dkimVerify(raw, {
    resolver: async (name: string) => {
      expect(name).toBe("k1._domainkey.metercast.example");
      return [[`v=DKIM1; k=rsa; p=${record}`]];
    },
  });
  expect(results.map(({ status }: { status: { result: string } }) => status.result)).toEqual(["pass"]);
  const signed =
    /\bh=([^;]+);/i
      .exec(raw.replaceAll(/\r\n\s+/g, ""))?.[1]
      ?.toLowerCase()
      .split(":") ?? [];
  expect(signed).toEqual(
    expect.arrayContaining(["list-unsubscribe", "list-unsubscribe-post", "from", "subject"]),
  );
});

it.each([
  ["nobody listens there", "smtp://127.0.0.1:1"],
  ["there is no STARTTLS", "smtp://[::ffff:127.0.0.1]"],
])("a server is unreachable where %s", async (_why, url) => {
  const target = url.endsWith(":1") ? url : `${url}:${server.port}`;
  const before = server.received.length;
  const mailer = smtpMailer(
    { url: target, connections: 1, plaintext: false, from: "no-reply@metercast.example" },
    TOKENS,
  );
  expect(await mailer.send(MAIL)).toMatchObject({ outcome: "retry", unreachable: true });
  expect(server.received).toHaveLength(before);
  mailer.close();
});

const answer = (command: string, response: string) =>
  outcomeOf(
    Object.assign(new Error(response), { command, response, responseCode: Number(response.slice(0, 3)) }),
    false,
  );

it.each([
  "550 5.1.1 no such user",
  "550-5.1.1 The account\n550 5.1.1 does not exist",
  "550 5.1.2 no such domain",
  "501 5.1.3 no address",
  "551 5.1.6 moved",
  "556 5.1.10 takes no mail",
  "550 5.2.1 disabled",
])("an address is suppressed by the answer %j to it, and not to the mail", (response) => {
  expect(answer("RCPT TO", response)).toMatchObject({ outcome: "suppressed" });
  expect(answer("DATA", response)).toMatchObject({ outcome: "failed" });
});

it.each(["550 Access denied", "550 relay not permitted", "553 sorry", "550 5.0.0 no", "552 5.2.2 full"])(
  "one mail is given up after %j, and its address stays",
  (response) => {
    expect(answer("RCPT TO", response)).toMatchObject({ outcome: "failed" });
  },
);

it.each([
  "503 need AUTH",
  "530 log in first",
  "535 wrong password",
  "554 5.7.1 relay access denied",
  "550 5.7.26 not authenticated",
  "553 5.1.8 sender's domain",
])("%j is about the sender: mails wait for the operator, and the channel pauses", (response) => {
  for (const command of ["RCPT TO", "DATA"])
    expect(answer(command, response)).toMatchObject({ outcome: "retry", unreachable: true });
});
