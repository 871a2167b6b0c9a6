import { createPublicKey } from "node:crypto";
import { expect, it } from "vitest";
import { WEBHOOKS_EXAMPLES } from "./webhooks.ts";

const { hmac, public_key } = WEBHOOKS_EXAMPLES.WebhookEndpointWithSecret.secrets;
const bytesOf = (text: string, prefix: string) => {
  expect(text.startsWith(prefix)).toBe(true);
  return Buffer.from(text.slice(prefix.length), "base64");
};

it("the examples of secrets have the form of real ones: 32 raw bytes", () => {
  expect(bytesOf(hmac, "whsec_").length).toBe(32);
  const raw = bytesOf(public_key, "whpk_");
  expect(raw.length).toBe(32);
  const jwk = { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") };
  expect(createPublicKey({ key: jwk, format: "jwk" }).asymmetricKeyType).toBe("ed25519");
});
