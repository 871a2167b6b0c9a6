import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createLogger } from "@metercast/runtime";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { tokenVerifier } from "../../services/gateway/src/adapters/http/token-verifier.ts";
import { PLAIN_CLAIMS } from "../../services/gateway/src/domain/identity.ts";

const [ISSUER, AUDIENCE] = ["https://login.example", "metercast"];
/** What an identity provider publishes at the moment. */
let published: JWK[] = [];
let issuer: Server;

beforeAll(async () => {
  issuer = createServer((_, response) => {
    response.setHeader("Content-Type", "application/json").end(JSON.stringify({ keys: published }));
  });
  await new Promise<void>((resolve) => issuer.listen(0, "127.0.0.1", resolve));
});
afterAll(() => issuer.close());
afterEach(() => void vi.useRealTimers());

async function newKey(kid: string) {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const token = () =>
    new SignJWT({ roles: ["viewer"] })
      .setProtectedHeader({ alg: "ES256", kid })
      .setSubject("a-viewer")
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      // Each one is another, so that none is known from before.
      .setJti(crypto.randomUUID())
      .setExpirationTime(Math.floor(Date.now() / 1_000) + 600)
      .sign(privateKey);
  return { jwk: { ...(await exportJWK(publicKey)), kid, alg: "ES256", use: "sig" }, token };
}

describe("tokens' keys", () => {
  it("are rotated without a restart: both are good while both are published, the old one ends when it is taken away", async () => {
    const url = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/jwks.json`;
    const verifier = tokenVerifier(
      {
        secret: undefined,
        issuers: [{ issuer: ISSUER, jwksUrl: url, userPrefix: "" }],
        audiences: [AUDIENCE],
        claims: PLAIN_CLAIMS,
      },
      createLogger("gateway", "error"),
    );
    const [before, after] = [await newKey("2026-10"), await newKey("2026-11")];
    const good = async (key: typeof before) =>
      verifier.verify(await key.token()).then(
        ({ userId }) => userId === "a-viewer",
        () => false,
      );
    vi.useFakeTimers({ toFake: ["Date"] });
    published = [before.jwk];
    expect([await good(before), await good(after)]).toEqual([true, false]);

    published = [before.jwk, after.jwk];
    vi.setSystemTime(Date.now() + 600_000);
    expect([await good(before), await good(after)]).toEqual([true, true]);

    published = [after.jwk];
    vi.setSystemTime(Date.now() + 601_000);
    expect([await good(before), await good(after)]).toEqual([false, true]);
  });
});
