import { expect, it } from "vitest";
import { withoutSecrets } from "./log.ts";

it.each([
  ["a password in a URL", "postgres://metercast_wallet:pa-ss_w0rd@db:5432/x", "pa-ss_w0rd"],
  ["a bearer token", '{"authorization":"Bearer abcdefgh.ijk"}', "abcdefgh"],
  ["a JWT", "token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl expired", "eyJzdWIi"],
  ["Stripe's keys", "sk_live_abc123 rk_test_abc123 whsec_abc123", "abc123"],
  ["an e-mail address", '{"err":"no such user jane.doe+1@mail.example.com"}', "jane.doe"],
  ["an IBAN", "to DE89370400440532013000 failed", "8937040044"],
  ["an IBAN in groups", "to DE89 3704 0044 0532 0130 00 failed", "0044"],
  ["a card's number", "card 4242 4242 4242 4242 declined", "4242"],
])("cuts out %s, and JSON stays JSON", (_, text, secret) => {
  const line = JSON.stringify({ level: 50, msg: text, nested: { text } });
  const clean = withoutSecrets(line);
  expect(clean).not.toContain(secret);
  expect(clean).toContain("[redacted");
  expect(Object.keys(JSON.parse(clean))).toEqual(["level", "msg", "nested"]);
});

it.each([
  "2026-11-24T10:00:00.000Z",
  "019ab3c4-1234-7890-8123-123456789012",
  "ses_019ab3c41234789081231234567890ab",
  "00-5af7183fb1d4cf5f9c2b2d7a1e3c4d5e-b7ad6b7169203331-01",
  "at file:///app/node_modules/@nats-io/transport-node/lib/mod.js:12:3",
  "hono@4.13.19, wallet.v1.WalletService/PostMinutes, http://127.0.0.1:4318/v1/traces",
  '{"level":30,"port":65535,"account":"1234567890123456789"}',
])("leaves %s as it is", (text) => expect(withoutSecrets(text)).toBe(text));

it("a long line costs no more than its length", () => {
  const began = performance.now();
  withoutSecrets(`${"a".repeat(200_000)} ${"1234 ".repeat(40_000)} ${"A1B2C3D4".repeat(25_000)}`);
  // A pattern that looks back and forth would take minutes.
  expect(performance.now() - began).toBeLessThan(20_000);
});
