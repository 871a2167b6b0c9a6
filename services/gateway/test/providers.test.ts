import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { parseEnv } from "node:util";
import { repositoryPath } from "@metercast/provision";
import { type Logger, readConfig } from "@metercast/runtime";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tokenVerifier } from "../src/adapters/http/token-verifier.ts";
import { type Identity, identityVariables, readIdentity } from "../src/identity-config.ts";

/** Tokens as each provider's own documents show them, without what is the same in all: iat, exp and nbf. */
const TOKENS: Record<string, { claims: Record<string, unknown>; person: object }> = {
  Keycloak: {
    claims: {
      iss: "https://login.example.com/realms/acme",
      aud: ["metercast", "account"],
      sub: "3b0d1c52-6a54-4a43-9d0b-6a6f3a1f7c11",
      typ: "Bearer",
      azp: "metercast-console",
      acr: "1",
      realm_access: {
        roles: ["default-roles-acme", "offline_access", "uma_authorization", "creator", "admin"],
      },
      resource_access: { account: { roles: ["manage-account", "view-profile"] } },
      scope: "openid profile email",
      email_verified: true,
      name: "Carla Creator",
      preferred_username: "carla",
      email: "carla@example.com",
    },
    person: {
      userId: "3b0d1c52-6a54-4a43-9d0b-6a6f3a1f7c11",
      roles: ["creator"],
      name: "Carla Creator",
      email: "carla@example.com",
    },
  },
  Auth0: {
    claims: {
      "https://acme.example.com/roles": ["creator"],
      iss: "https://acme.eu.auth0.com/",
      sub: "auth0|65f1c0ffee0123456789abcd",
      aud: ["https://api.acme.example.com", "https://acme.eu.auth0.com/userinfo"],
      azp: "Q2xpZW50SWRPZkF1dGgw",
      scope: "openid profile email",
      permissions: [],
    },
    person: { userId: "auth0|65f1c0ffee0123456789abcd", roles: ["viewer", "creator"] },
  },
  "Amazon Cognito": {
    claims: {
      sub: "c2e5a4d4-0091-70c8-6e5b-1f2a3b4c5d6e",
      "cognito:groups": ["streamers"],
      iss: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example01",
      version: 2,
      client_id: "4exampleclientid9example01",
      token_use: "access",
      scope: "openid email",
      username: "carla",
    },
    person: { userId: "c2e5a4d4-0091-70c8-6e5b-1f2a3b4c5d6e", roles: ["viewer", "creator"], name: "" },
  },
  "Microsoft Entra ID": {
    claims: {
      aud: "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
      iss: "https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555/v2.0",
      azp: "99999999-bbbb-4ccc-8ddd-eeeeeeeeeeee",
      azpacr: "0",
      name: "Carla Creator",
      oid: "77777777-0000-4000-8000-000000000001",
      preferred_username: "carla@acme.example.com",
      roles: ["Metercast.Admin", "Reports.Reader"],
      scp: "access",
      sub: "pairwise-AAAAAAAAAAAAAAAAAAAAAA",
      tid: "11111111-2222-4333-8444-555555555555",
      ver: "2.0",
    },
    person: { userId: "77777777-0000-4000-8000-000000000001", roles: ["viewer", "admin"] },
  },
  "Firebase Authentication": {
    claims: {
      creator: true,
      admin: false,
      iss: "https://securetoken.google.com/acme-live",
      aud: "acme-live",
      user_id: "Zk3exampleexampleexample1234",
      sub: "Zk3exampleexampleexample1234",
      email: "carla@example.com",
      email_verified: true,
      firebase: { identities: { email: ["carla@example.com"] }, sign_in_provider: "password" },
    },
    person: { userId: "Zk3exampleexampleexample1234", roles: ["viewer", "creator"] },
  },
  Supabase: {
    claims: {
      aud: "authenticated",
      iss: "https://abcdefghijklmnopqrst.supabase.co/auth/v1",
      sub: "0d9f6b8e-3c0a-4c8e-9a6d-0f4a7d1b2c3d",
      email: "carla@example.com",
      phone: "",
      app_metadata: { provider: "email", providers: ["email"], roles: ["creator"] },
      user_metadata: { roles: ["admin"] },
      role: "authenticated",
      aal: "aal1",
      is_anonymous: false,
    },
    person: { userId: "0d9f6b8e-3c0a-4c8e-9a6d-0f4a7d1b2c3d", roles: ["viewer", "creator"] },
  },
  Clerk: {
    claims: {
      azp: "https://app.acme.example.com",
      iss: "https://clerk.acme.example.com",
      sid: "sess_2exampleexampleexample",
      sts: "active",
      sub: "user_2exampleexampleexample",
      v: 2,
      metadata: { roles: ["creator"] },
    },
    person: { userId: "user_2exampleexampleexample", roles: ["viewer", "creator"] },
  },
};

let keys: Awaited<ReturnType<typeof generateKeyPair>>;
let provider: Server;
let jwksUrl: string;
const lines: { fields: Record<string, unknown>; text: string }[] = [];
const log = {
  info: (fields: Record<string, unknown>, text: string) => lines.push({ fields, text }),
} as unknown as Logger;

beforeAll(async () => {
  keys = await generateKeyPair("RS256");
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: "k1", use: "sig" };
  provider = createServer((_, response) => void response.end(JSON.stringify({ keys: [jwk] })));
  await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve));
  jwksUrl = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/keys`;
});
afterAll(() => void provider?.close());

const now = () => Math.floor(Date.now() / 1_000);
const sign = (claims: Record<string, unknown>) =>
  new SignJWT({ iat: now(), nbf: now() - 10, exp: now() + 600, ...claims })
    .setProtectedHeader({ alg: "RS256", kid: "k1", typ: "JWT" })
    .sign(keys.privateKey);

/** The settings as the gateway would read them, but with keys that these tests hold. */
function identityOf(env: Record<string, string | undefined>, urls = jwksUrl): Identity {
  return readIdentity(readConfig(identityVariables, { ...env, AUTH_JWKS_URL: urls }));
}
const verify = async (env: Record<string, string | undefined>, claims: Record<string, unknown>) =>
  tokenVerifier(identityOf(env), log).verify(await sign(claims));

const page = readFileSync(repositoryPath("docs", "IDENTITY.md"), "utf8");
/** What docs/IDENTITY.md says under a provider's name. */
function documented(name: string): Record<string, string | undefined> {
  const block = new RegExp(`^### ${name}\\n[^#]*?\`\`\`sh\\n(.*?)\`\`\``, "ms").exec(page)?.[1];
  return parseEnv(block ?? "");
}

describe("docs/IDENTITY.md", () => {
  it("shows settings for as many providers as there are tokens here", () => {
    expect([...page.matchAll(/^### (.+)$/gm)].map(([, name]) => name)).toEqual(Object.keys(TOKENS));
  });

  it.each(Object.entries(TOKENS))("works for %s as it stands", async (name, { claims, person }) => {
    const env = documented(name);
    expect(Object.keys(env)).toContain("AUTH_JWKS_URL");
    expect(await verify(env, claims)).toMatchObject(person);
  });

  it.each(Object.entries(TOKENS))("keeps %s's tokens for others out", async (name, { claims }) => {
    const env = documented(name);
    const elsewhere = {
      ...claims,
      ...(claims.aud ? { aud: "other" } : { client_id: "other", azp: "other" }),
    };
    await expect(verify(env, elsewhere)).rejects.toThrow("the token is for other, not for this API");
    await expect(verify(env, { ...claims, iss: "https://elsewhere.example" })).rejects.toThrow("not valid");
  });
});

const PLAIN = { AUTH_ISSUER: "https://a.example", AUTH_AUDIENCE: "metercast" };
const plain = (change: Record<string, unknown> = {}) => ({
  iss: "https://a.example",
  aud: "metercast",
  sub: "carla",
  roles: ["viewer"],
  ...change,
});

describe("a refusal", () => {
  it.each([
    ["another audience", { aud: "shop" }, "the token is for shop, not for this API"],
    ["no audience", { aud: undefined }, "the token names no audience, not for this API"],
    ["its end", { exp: 1_700_000_000 }, "the token has expired at 2023-11-14T22:13:20.000Z; here it is 20"],
    ["its beginning", { nbf: 4_000_000_000 }, "the token is not valid before 2096-10-02T07:06:40.000Z; here"],
  ])("by %s is explained in the answer and in the log", async (_, change, words) => {
    lines.length = 0;
    await expect(verify(PLAIN, plain(change))).rejects.toMatchObject({
      code: "unauthenticated",
      message: expect.stringContaining(words),
    });
    expect(lines).toEqual([
      {
        text: "token refused",
        fields: expect.objectContaining({
          reason: expect.stringContaining(words),
          alg: "RS256",
          kid: "k1",
          iss: "https://a.example",
        }),
      },
    ]);
  });

  it("by its issuer is explained in the log only", async () => {
    lines.length = 0;
    await expect(verify(PLAIN, plain({ iss: "https://b.example" }))).rejects.toThrow(
      /^the token is not valid$/,
    );
    expect(lines[0]?.fields).toMatchObject({
      reason: expect.stringContaining("AUTH_ISSUER"),
      iss: "https://b.example",
    });
  });

  it("of a flood of tokens costs the log 60 lines a minute, and none has the token", async () => {
    lines.length = 0;
    const verifier = tokenVerifier(identityOf(PLAIN), log);
    for (let i = 0; i < 100; i++) await verifier.verify(`x.${i}.y`).catch(() => undefined);
    expect(lines.length).toBeLessThanOrEqual(2 * 60);
    expect(lines.length).toBeGreaterThanOrEqual(60);
    expect(JSON.stringify(lines)).not.toContain("x.1.y");
  });
});

it("a token without a role is taken, and the log says where roles were looked for", async () => {
  lines.length = 0;
  expect(await verify(PLAIN, plain({ roles: ["offline_access"] }))).toMatchObject({ roles: [] });
  expect(lines[0]?.fields.reason).toContain("none of them a role");
});

it("a token is good five seconds before its nbf, so that clocks may differ, and never after its exp", async () => {
  expect(await verify(PLAIN, plain({ nbf: now() + 3 }))).toMatchObject({ userId: "carla" });
  await expect(verify(PLAIN, plain({ nbf: now() + 600 }))).rejects.toThrow("not valid before");
  await expect(verify(PLAIN, plain({ exp: now() - 1 }))).rejects.toThrow("has expired");
});

describe("several issuers", () => {
  const two = { ...PLAIN, AUTH_ISSUER: "https://a.example,https://b.example" };

  it("differ by their prefix, where both could give one id", async () => {
    const env = { ...two, AUTH_USER_PREFIX: ",b-" };
    expect((await verify(env, plain())).userId).toBe("carla");
    expect((await verify(env, plain({ iss: "https://b.example" }))).userId).toBe("b-carla");
  });

  it("each sign with their own keys: one can't speak for the other", async () => {
    const other = await generateKeyPair("RS256");
    const jwk = { ...(await exportJWK(other.publicKey)), kid: "k1", use: "sig" };
    const server = createServer((_, response) => void response.end(JSON.stringify({ keys: [jwk] })));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const second = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
    const verifier = tokenVerifier(identityOf(two, `${jwksUrl},${second}`), log);
    expect((await verifier.verify(await sign(plain()))).userId).toBe("carla");
    await expect(verifier.verify(await sign(plain({ iss: "https://b.example" })))).rejects.toThrow(
      "not valid",
    );
    server.close();
  });
});

describe("settings that can't work are refused", () => {
  it.each([
    [{ AUTH_ROLE_MAP: "streamer" }, 'AUTH_ROLE_MAP: "streamer" is not name=role'],
    [{ AUTH_ROLE_MAP: "streamer=root" }, 'AUTH_ROLE_MAP: "root" is not one of'],
    [{ AUTH_DEFAULT_ROLES: "viewer,admin" }, "AUTH_DEFAULT_ROLES: nobody is an admin by default"],
    [{ AUTH_DEFAULT_ROLES: "watcher" }, 'AUTH_DEFAULT_ROLES: "watcher" is not one of'],
    [{ AUTH_USER_PREFIX: "a-,b-" }, "AUTH_USER_PREFIX: has 2 prefixes for 1 issuers"],
    [{ AUTH_AUDIENCE: " , " }, "AUTH_ISSUER, AUTH_AUDIENCE: needed with AUTH_JWKS_URL"],
    [{ AUTH_JWKS_URL: "https://a.example/k,https://b.example/k" }, "has 2 URLs for 1 issuers"],
    [{ AUTH_JWKS_URL: "ftp://a.example" }, "AUTH_JWKS_URL: must be URLs"],
  ])("%j", (change, words) => {
    const env = { AUTH_JWKS_URL: "https://a.example/keys", ...PLAIN, ...change };
    expect(() => readIdentity(readConfig(identityVariables, env))).toThrow(words);
  });
});
