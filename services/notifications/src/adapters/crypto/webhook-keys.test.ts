import { createPublicKey, randomBytes, verify } from "node:crypto";
import { readConfig } from "@metercast/runtime";
import { Webhook } from "standardwebhooks";
import { expect, it } from "vitest";
import { webhooksVariables } from "../../config/webhooks.ts";
import { webhookKeys } from "./webhook-keys.ts";

const [first, second] = [
  { id: "first", key: randomBytes(32) },
  { id: "second", key: randomBytes(32) },
];
const content = { id: "msg_1", timestamp: Math.floor(Date.now() / 1_000), body: '{"type":"ä"}' };
const headers = (signature: string) => ({
  "webhook-id": content.id,
  "webhook-timestamp": String(content.timestamp),
  "webhook-signature": signature,
});

it("npm's library verifies the HMAC, and node the Ed25519 signature", () => {
  const keys = webhookKeys([first]);
  const { hmac, publicKey, ...secret } = keys.create("e", 1);
  const signature = keys.sign([secret], content);
  expect(new Webhook(hmac).verify(content.body, headers(signature))).toEqual({ type: "ä" });
  const raw = Buffer.from(publicKey.replace("whpk_", ""), "base64");
  expect(raw.length).toBe(32);
  const key = createPublicKey({
    key: { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") },
    format: "jwk",
  });
  const [, ed25519 = ""] = signature.split(" v1a,");
  const text = Buffer.from(`${content.id}.${content.timestamp}.${content.body}`);
  expect(verify(null, text, key, Buffer.from(ed25519, "base64"))).toBe(true);
});

it("several secrets sign one after another, the newest first", () => {
  const keys = webhookKeys([first]);
  const [one, two] = [keys.create("e", 1), keys.create("e", 2)];
  const signature = keys.sign([two, one], content);
  expect(signature.split(" ").map((part) => part.split(",")[0])).toEqual(["v1", "v1a", "v1", "v1a"]);
  for (const { hmac } of [one, two]) new Webhook(hmac).verify(content.body, headers(signature));
});

it("a new encryption key seals again what the earlier one sealed; then the earlier one can go", () => {
  const { hmac, publicKey: _, ...secret } = webhookKeys([first]).create("e", 1);
  const both = webhookKeys([second, first]);
  const again = both.sealAgain(secret);
  if (!again) throw new Error("it was not sealed again");
  expect(again.keyId).toBe("second");
  expect(both.sealAgain(again)).toBeUndefined();
  new Webhook(hmac).verify(content.body, headers(webhookKeys([second]).sign([again], content)));
  expect(() => webhookKeys([second]).sign([secret], content)).toThrow("an encryption key is missing");
});

it("a secret that was moved to another endpoint, or changed, does not open", () => {
  const keys = webhookKeys([first]);
  const secret = keys.create("e", 1);
  expect(() => keys.sign([{ ...secret, endpointId: "f" }], content)).toThrow();
  expect(() => keys.sign([{ ...secret, version: 2 }], content)).toThrow();
  const sealed = Buffer.from(secret.sealed);
  sealed[40] = (sealed[40] ?? 0) ^ 1;
  expect(() => keys.sign([{ ...secret, sealed }], content)).toThrow();
});

it("without an encryption key there are no webhooks", () => {
  expect(() => webhookKeys([]).create("e", 1)).toThrow(
    expect.objectContaining({ code: "webhooks_not_available" }),
  );
});

const read = (NOTIFICATIONS_ENCRYPTION_KEYS: string) =>
  readConfig(webhooksVariables, { NOTIFICATIONS_ENCRYPTION_KEYS }).NOTIFICATIONS_ENCRYPTION_KEYS;
const base64 = randomBytes(32).toString("base64");

it("the configuration takes keys of 32 bytes with names of their own", () => {
  expect(read(`b:${base64}, a:${first.key.toString("base64url")}`)).toEqual([
    { id: "b", key: Buffer.from(base64, "base64") },
    { id: "a", key: first.key },
  ]);
  expect(read("")).toEqual([]);
});

it.each([base64, `a:${base64.slice(4)}`, `a:${base64},a:${base64}`, `a b:${base64}`, `a:${base64},`])(
  "the configuration refuses a wrong key without its value (%#)",
  (text) => {
    // A comma too many is no key.
    if (text.endsWith(",")) return expect(read(text)).toHaveLength(1);
    expect(() => read(text)).toThrow(/NOTIFICATIONS_ENCRYPTION_KEYS: must be id:base64/);
    expect(() => read(text)).not.toThrow(base64.slice(4));
  },
);
