// docs/runbooks/rotate-secrets.md, tried: every secret of a running Metercast is changed while viewers
// watch, and not a minute is lost or paid twice.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type StripeStandin, startStripe } from "@metercast/local-servers";
import {
  randomSecret,
  repositoryPath,
  SERVICE_NAMES,
  type ServiceName,
  withClient,
} from "@metercast/provision";
import { type Person, pace, person, poll, startWorld, type World } from "@metercast/testkit";
import { connect } from "@nats-io/transport-node";
import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Audience, expectSettled, gather, settle } from "../support/audience.ts";
import { type Certificates, makeCertificates } from "./certificates.ts";

const MINUTE_MS = 1_000;
const VIEWERS = 6;
const rich = () => 100_000;
const SERVICES = SERVICE_NAMES;
const DOORS = { billing: "payments", withdrawals: "payouts" } as const;

const folder = mkdtempSync(join(tmpdir(), "metercast-rotation-"));
let certificates: Certificates;
let stripe: StripeStandin;
let world: World;
let audience: Audience;
let buyer: Person;
/** What has been changed of each service's environment so far. */
const changed: Record<ServiceName, Record<string, string>> = {
  wallet: {},
  billing: {},
  withdrawals: {},
  notifications: {},
  gateway: {},
};

beforeAll(async () => {
  certificates = makeCertificates(folder);
  stripe = await startStripe({ platformBalance: 0 });
  const shared = { STRIPE_SECRET_KEY: stripe.apiKey, STRIPE_API_BASE_URL: stripe.url };
  world = await startWorld({
    // Roles belong to the whole server: their passwords are not changed in a Postgres that others use.
    ownPostgres: true,
    env: {
      METER_MINUTE_SECONDS: "1",
      METER_LOST_AFTER_SECONDS: "120",
      // What was restarted may be looked for a while before it is found again.
      GRPC_DEADLINE_MS: "30000",
      LOG_LEVEL: "warn",
      wallet: certificates.environment("wallet"),
      notifications: certificates.environment("notifications"),
      gateway: certificates.environment("gateway"),
      billing: {
        ...shared,
        ...certificates.environment("billing"),
        STRIPE_WEBHOOK_SECRETS: "whsec_old",
      },
      withdrawals: {
        ...shared,
        ...certificates.environment("withdrawals"),
        STRIPE_WEBHOOK_SECRETS: "whsec_old",
        STRIPE_OPENING_BALANCE_CENTS: "0",
      },
    },
  });
  audience = await gather(world, {
    viewers: VIEWERS,
    tokens: rich,
    heartbeatMs: MINUTE_MS / 4,
    minuteMs: MINUTE_MS,
  });
  buyer = await person(world, "a-buyer", "viewer");
});
afterAll(async () => {
  await world?.stop();
  await stripe?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A replica gets what was changed, as a rolling restart gives it. */
async function restart(name: ServiceName, change: Record<string, string>): Promise<void> {
  Object.assign(changed[name], change);
  await world.restart(name, changed[name]);
}

/** Undefined where nobody could say: a gateway that is just being restarted, say. */
async function paidSoFar(viewer: Person): Promise<number | undefined> {
  const answer = await viewer.get("/api/wallet").catch(() => undefined);
  const account = answer?.body?.accounts?.find((one: { asset: string }) => one.asset === "TOKEN");
  return answer?.status === 200 && account ? rich() - account.available : undefined;
}

/** Everybody pays two more minutes from now on. */
async function expectMinutesToGoOn(): Promise<void> {
  const before: (number | undefined)[] = [];
  const goesOn = async (viewer: Person, i: number) => {
    const now = await paidSoFar(viewer);
    before[i] ??= now;
    return now !== undefined && now >= (before[i] ?? now) + 10;
  };
  // What was sent to the meter's or the wallet's former self is sent again after 30 s.
  await expect
    .poll(async () => (await Promise.all(audience.viewers.map(goesOn))).every(Boolean), {
      timeout: 120_000,
      interval: 200,
    })
    .toBe(true);
}

/** The runbook's command, with what DATABASE_URL and the like say. Gives its exit code. */
async function migrate(args: string[], env: Record<string, string>): Promise<number> {
  const child = spawn(process.execPath, [repositoryPath("scripts", "migrate.ts"), ...args], {
    cwd: repositoryPath(),
    env: { PATH: process.env.PATH, METERCAST_HOME: folder, ...env },
    stdio: "ignore",
  });
  const [code] = (await once(child, "exit")) as [number];
  return code;
}

/** Ends all connections of a service's role, as a restart of Postgres does. */
async function cutOff(name: ServiceName): Promise<void> {
  const sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1";
  await withClient(world.adminUrl, (client) => client.query(sql, [`metercast_${name}`]));
}

const withPassword = (url: string, password: string): string =>
  Object.assign(new URL(url), { password }).toString();

describe("while viewers watch", () => {
  it.each(SERVICES)(
    "%s's passwords of Postgres and NATS: the old ones end, and nobody else's is touched",
    async (name) => {
      const [old, password] = [world.urls[name] ?? "", randomSecret()];
      const variable = `${name.toUpperCase()}_DATABASE_PASSWORD`;
      expect(await migrate([name], { DATABASE_URL: world.adminUrl, [variable]: password })).toBe(0);
      await cutOff(name);
      const nats = new URL(world.nats.urlFor(name));
      await world.nats.setPassword(name, randomSecret());
      await world.nats.restart();
      // Nobody whose URL is the old one can connect; what is to be done meanwhile waits.
      await pace(1.5 * MINUTE_MS);
      await restart(name, {
        [`${name.toUpperCase()}_DATABASE_URL`]: withPassword(old, password),
        NATS_URL: world.nats.urlFor(name),
      });
      await expect(withClient(old, async () => undefined)).rejects.toThrow(/password authentication failed/);
      const login = { servers: nats.host, user: nats.username, pass: nats.password, reconnect: false };
      await expect(connect(login)).rejects.toThrow(/authorization/i);
      await expectMinutesToGoOn();
    },
  );

  it.each(["billing", "withdrawals"] as const)(
    "the secrets of %s's webhooks: both are good in between, the old one is not afterwards",
    async (name) => {
      expect(await webhook(name, "whsec_old")).toBe(200);
      await restart(name, { STRIPE_WEBHOOK_SECRETS: "whsec_new,whsec_old" });
      expect(await webhook(name, "whsec_old")).toBe(200);
      expect(await webhook(name, "whsec_new")).toBe(200);
      await restart(name, { STRIPE_WEBHOOK_SECRETS: "whsec_new" });
      expect(await webhook(name, "whsec_new")).toBe(200);
      expect(await webhook(name, "whsec_old")).toBe(400);
      await expectMinutesToGoOn();
    },
  );

  it("Stripe's API key: rolled with an overlap", async () => {
    expect(await buy("before")).toBe(201);
    const keys = { old: stripe.apiKey, new: "sk_test_rolled" };
    await stripe.control.setApiKeys({ keys: [keys.old, keys.new] });
    for (const name of ["billing", "withdrawals"] as const)
      await restart(name, { STRIPE_SECRET_KEY: keys.new });
    await stripe.control.setApiKeys({ keys: [keys.new] });
    expect(await buy("after")).toBe(201);
    await expectMinutesToGoOn();
  });

  it("the certificates of gRPC and their authority: no restart, both are trusted in between", async () => {
    const servers = ["wallet", "billing", "withdrawals", "notifications"] as const;
    const all = (good: (name: ServiceName, address: string) => Promise<boolean>, expected: boolean) =>
      expect
        .poll(() => Promise.all(servers.map((name) => good(name, world.service(name).grpcAddress ?? ""))))
        .toEqual(servers.map(() => expected));
    await all((...server) => certificates.letsIn(...server, "next"), false);
    certificates.trust("old", "next");
    await all((...server) => certificates.letsIn(...server, "next"), true);
    certificates.use("next");
    await all((...server) => certificates.shows(...server, "next"), true);
    certificates.trust("next");
    await all((...server) => certificates.letsIn(...server, "old"), false);
    await expectMinutesToGoOn();
  });
});

describe("afterwards", () => {
  it("every due minute was paid once, and the books balance", async () => {
    await audience.leave();
    expectSettled(audience, await settle(audience, rich));
  });

  it("AUTH_JWT_SECRET: tokens of the old one are refused, those of the new one are good", async () => {
    const secret = randomSecret(48);
    expect(await statusOf(() => buyer.get("/api/wallet"))).toBe(200);
    await restart("gateway", { AUTH_JWT_SECRET: secret });
    expect(await statusOf(() => buyer.get("/api/wallet"))).toBe(401);
    const again = await person({ gatewayUrl: world.gatewayUrl, jwtSecret: secret }, buyer.id, "viewer");
    expect(await statusOf(() => again.get("/api/wallet"))).toBe(200);
  });
});

/** The status of an answer, once there is one: who has just been restarted may not be found at once. */
const statusOf = (ask: () => Promise<{ status: number }>): Promise<number> =>
  poll(
    async () => (await ask()).status,
    (status) => status < 500,
  );

/** An event that means nothing to us, signed so; gives the status of the answer. */
async function webhook(name: keyof typeof DOORS, secret: string): Promise<number> {
  const object = { id: "cus_1", object: "customer" };
  const event = { id: `evt_${randomSecret()}`, object: "event", type: "customer.created", data: { object } };
  const payload = JSON.stringify(event);
  return statusOf(() =>
    fetch(`${world.gatewayUrl}/webhooks/stripe/${DOORS[name]}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "stripe-signature": Stripe.webhooks.generateTestHeaderString({ payload, secret }),
      },
      body: payload,
    }),
  );
}

/** Opens Stripe's page for the smallest package: a call to Stripe with billing's key. */
async function buy(key: string): Promise<number> {
  const { body } = await poll(
    () => buyer.get("/api/token-packages"),
    ({ status }) => status === 200,
  );
  const asked = { body: { package_id: body.data[0].id }, key: `buy-${key}` };
  return statusOf(() => buyer.post("/api/wallet/top-ups", asked));
}
