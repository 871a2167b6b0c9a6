import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Service, startService } from "@metercast/local-servers";
import { readConfig } from "@metercast/runtime";
import { clockReaches, sign } from "@metercast/testkit";
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { derive, variables } from "../src/config.ts";
import { gateway } from "./api-world.ts";
import { callPatiently } from "./harness.ts";

const ISSUER = "https://login.example";
const AUDIENCE = "metercast";

/** The gateway that knows the issuer. */
let keyed: Service;
let keys: Awaited<ReturnType<typeof generateKeyPair>>;
let issuer: ReturnType<typeof createServer>;
let jwksUrl: string;
let asked = 0;

beforeAll(async () => {
  keys = await generateKeyPair("ES256");
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: "k1", alg: "ES256", use: "sig" };
  issuer = createServer((_, response) => {
    asked += 1;
    response.setHeader("Content-Type", "application/json").end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise<void>((resolve) => issuer.listen(0, "127.0.0.1", resolve));
  jwksUrl = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/jwks.json`;
  const auth = { AUTH_JWKS_URL: jwksUrl, AUTH_ISSUER: ISSUER, AUTH_AUDIENCE: AUDIENCE };
  keyed = await startService("gateway", { ...gateway.env, ...auth, DEMO: "0" });
});
afterAll(async () => {
  await keyed?.stop();
  issuer?.close();
});

const now = () => Math.floor(Date.now() / 1_000);
const ask = (token: string) => callPatiently(keyed.baseUrl as string, "GET", "/api/wallet", { token });

/** A token as the issuer would sign it, with one thing changed. */
function issued(
  change: Record<string, unknown> = {},
  header: Record<string, string> = {},
  key = keys.privateKey,
) {
  const claims = {
    sub: "a-viewer",
    roles: ["viewer"],
    iss: ISSUER,
    aud: AUDIENCE,
    exp: now() + 600,
    ...change,
  };
  return new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid: "k1", ...header }).sign(key);
}

async function expectRefused(token: string): Promise<void> {
  const { status, body, headers } = await ask(token);
  expect([status, body.code]).toEqual([401, "unauthenticated"]);
  expect(headers.get("www-authenticate")).toContain("Bearer");
}

describe("by the issuer's keys", () => {
  it("takes a token of the issuer, for this audience", async () => {
    expect((await ask(await issued())).status).toBe(200);
    expect((await ask(await issued({ aud: ["other", AUDIENCE] }))).status).toBe(200);
  });

  it.each([
    ["expired", { exp: 1_700_000_000 }],
    ["without an end", { exp: undefined }],
    ["not valid yet", { nbf: 4_000_000_000 }],
    ["of another issuer", { iss: "https://elsewhere.example" }],
    ["for another audience", { aud: "another-app" }],
    ["without a sub", { sub: undefined }],
    ["with a sub that is no user id", { sub: "a b" }],
  ])("refuses one that is %s", async (_, change) => expectRefused(await issued(change)));

  it.each([
    ["an unknown role beside a known one", ["viewer", "root"], 200],
    ["only unknown roles", ["root"], 403],
    ["roles of another kind", [["viewer"]], 403],
    ["no roles", undefined, 403],
  ])("with %s it counts as who it is for, and is never refused for them", async (_, roles, status) => {
    expect((await ask(await issued({ roles }))).status).toBe(status);
  });

  it("tells whose token it is, as the settings say", async () => {
    const token = await issued({ name: "Vera", exp: 4_000_000_000 });
    const { body } = await callPatiently(keyed.baseUrl as string, "GET", "/api/me", { token });
    expect(body).toEqual({
      id: "a-viewer",
      name: "Vera",
      roles: ["viewer"],
      expires_at: "2096-10-02T07:06:40.000Z",
    });
  });

  it("refuses one signed by another key, or naming an unknown one", async () => {
    const other = await generateKeyPair("ES256");
    await expectRefused(await issued({}, {}, other.privateKey));
    await expectRefused(await issued({}, { kid: "k2" }));
  });

  it("refuses one whose signature or claims were changed", async () => {
    const [header, claims = "", signature = ""] = (await issued()).split(".");
    const admin = Buffer.from(claims, "base64url").toString().replace('viewer"]', 'admin"]');
    await expectRefused(`${header}.${Buffer.from(admin).toString("base64url")}.${signature}`);
    // The first character: not all bits of the last one count.
    const first = signature.startsWith("A") ? "B" : "A";
    await expectRefused(`${header}.${claims}.${first}${signature.slice(1)}`);
  });

  it("refuses HS256 signed with the public key", async () => {
    const publicText = JSON.stringify(await exportJWK(keys.publicKey));
    const token = new SignJWT({
      sub: "a-viewer",
      roles: ["admin"],
      iss: ISSUER,
      aud: AUDIENCE,
      exp: now() + 600,
    });
    await expectRefused(
      await token.setProtectedHeader({ alg: "HS256", kid: "k1" }).sign(Buffer.from(publicText)),
    );
  });

  it("asks for the keys once, not for each token", async () => {
    const before = asked;
    for (let i = 0; i < 20; i++) await ask(await issued({ n: i }));
    expect(asked - before).toBeLessThanOrEqual(1);
  });
});

describe("by the secret", () => {
  it("takes HS256, and refuses another secret or algorithm", async () => {
    expect((await ask(await sign(gateway.secret, "a-viewer", ["viewer"]))).status).toBe(200);
    await expectRefused(await sign("x".repeat(48), "a-viewer", ["viewer"]));
    const key = new TextEncoder().encode(gateway.secret);
    await expectRefused(
      await new SignJWT({ sub: "a", roles: ["viewer"], exp: now() + 600 })
        .setProtectedHeader({ alg: "HS512" })
        .sign(key),
    );
  });

  it("refuses one without an end", async () => {
    const endless = new SignJWT({ sub: "a-viewer", roles: ["viewer"] }).setProtectedHeader({ alg: "HS256" });
    await expectRefused(await endless.sign(new TextEncoder().encode(gateway.secret)));
  });

  it("a token that is cached still ends with its time", async () => {
    const issue = async (seconds: number) => {
      const exp = now() + seconds;
      const token = await sign(gateway.secret, "a-viewer", ["viewer"], { exp });
      return { exp, token, status: (await ask(token)).status };
    };
    // Where the machine stood still for longer than the token lasted, one that lasts longer.
    let { exp, token, status } = await issue(4);
    for (let seconds = 8; status === 401 && seconds < 100; seconds *= 2)
      ({ exp, token, status } = await issue(seconds));
    expect(status).toBe(200);
    await clockReaches(exp * 1_000 + 20);
    await expectRefused(token);
  });

  it("refuses one that has expired or isn't valid yet", async () => {
    await expectRefused(await sign(gateway.secret, "a-viewer", ["viewer"], { exp: now() - 5 }));
    await expectRefused(await sign(gateway.secret, "a-viewer", ["viewer"], { nbf: now() + 60 }));
  });
});

it("refuses alg none in every spelling", async () => {
  const unsigned = new UnsecuredJWT({ sub: "a-viewer", roles: ["admin"], exp: now() + 600 }).encode();
  await expectRefused(unsigned);
  for (const alg of ["None", "NONE", "nOnE", ""]) {
    const header = Buffer.from(JSON.stringify({ alg })).toString("base64url");
    await expectRefused(`${header}.${unsigned.split(".")[1]}.`);
  }
});

it.each(["x", "a.b", "a.b.c", "....", "e30.e30.e30", "🙂".repeat(3), "Bearer", `${"a".repeat(9_000)}.b.c`])(
  "refuses what is no token (%#)",
  async (junk) => {
    const { status } = await callPatiently(keyed.baseUrl as string, "GET", "/api/wallet", {
      headers: { Authorization: `Bearer ${Buffer.from(junk).toString("latin1")}` },
    });
    expect(status).toBe(401);
  },
);

it.each(["", "Basic YTpi", "Bearer", "Bearer ", "bearer  two tokens"])(
  "refuses the scheme %j",
  async (value) => {
    const { status } = await callPatiently(keyed.baseUrl as string, "GET", "/api/wallet", {
      headers: { Authorization: value },
    });
    expect(status).toBe(401);
  },
);

describe("the gateway refuses to start", () => {
  const without = (name: string) =>
    Object.fromEntries(Object.entries(gateway.env).filter(([key]) => !key.startsWith(name)));

  it.each([
    ["when nobody could be recognized", {}, /AUTH_JWKS_URL or AUTH_JWT_SECRET/],
    [
      "with a secret that could be guessed",
      { AUTH_JWT_SECRET: "x".repeat(31) },
      /AUTH_JWT_SECRET: must have at least 32 bytes/,
    ],
    [
      "with keys for anybody",
      { DEMO: "0", AUTH_JWKS_URL: "https://login.example/jwks" },
      /AUTH_ISSUER, AUTH_AUDIENCE/,
    ],
    [
      "with a demo whose roles nobody reads",
      { DEMO: "1", AUTH_ROLES_CLAIM: "groups", AUTH_JWT_SECRET: "x".repeat(48) },
      /AUTH_ROLES_CLAIM/,
    ],
    [
      "with a demo that can't sign",
      { DEMO: "1", AUTH_JWKS_URL: "https://a.example", AUTH_ISSUER: "a", AUTH_AUDIENCE: "b" },
      /DEMO=1/,
    ],
    [
      "with a demo beside real people",
      { DEMO: "1", AUTH_JWKS_URL: "https://a.example", AUTH_JWT_SECRET: "x".repeat(32) },
      /DEMO=1 .*AUTH_JWKS_URL/,
    ],
    [
      "with a demo that other machines reach",
      { DEMO: "1", AUTH_JWT_SECRET: "x".repeat(32), HTTP_LISTEN_HOST: "0.0.0.0" },
      /DEMO=1 .*HTTP_LISTEN_HOST/,
    ],
  ])("%s", (_, env, words) => {
    expect(() => derive(readConfig(variables, { ...without("AUTH_"), ...env }))).toThrow(words);
  });

  it("with one sentence as its last word", async () => {
    await expect(startService("gateway", without("AUTH_"))).rejects.toThrow(
      /ended with code 1\nconfiguration: AUTH_JWKS_URL or AUTH_JWT_SECRET[^\n]*$/,
    );
  });
});

it("no token is ever written to the log", async () => {
  const token = await issued({ sub: "a b" });
  await ask(token);
  expect(keyed.lines().join("\n")).not.toContain(token.slice(-40));
});
