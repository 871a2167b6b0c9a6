import { withClient } from "@metercast/provision";
import { poll } from "@metercast/testkit";
import { connect } from "@nats-io/transport-node";
import { SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { MARKS, SECRET } from "./secrets.ts";
import { stage } from "./world.ts";

interface Line {
  level: number;
  time: string;
  service: string;
  msg: string;
  trace_id?: string;
  err?: { message?: string };
}

/** What has been logged so far; a line that is still being written is left out. */
const lines = () => stage.logs();
const parsed = () => lines().map((line) => JSON.parse(line) as Line);
const logged = async (service: string, text: RegExp) => {
  const found = () => parsed().filter((line) => line.service === service && text.test(JSON.stringify(line)));
  await poll(() => found().length > 0);
};

describe("logs", () => {
  it("every door is tried with marked secrets, rightly, wrongly and while everything fails", async () => {
    const token = await tokenOf(stage.world.jwtSecret);
    await rightly(token);
    await wrongly(token);
    await whileStripeFails(token);
    await logged("withdrawals", /Stripe|outcome|account/i);
    await whileServersFail();
    await logged("wallet", /password authentication failed/);
    await logged("billing", /terminat|Connection/i);
    await logged("wallet", /dead letter/);
  });

  it("every line is one JSON object with level, time, service and message; requests' lines carry their trace", () => {
    for (const line of parsed()) {
      expect(line).toMatchObject({
        level: expect.any(Number),
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        service: expect.stringMatching(/^(gateway|billing|wallet|withdrawals|notifications)$/),
        msg: expect.any(String),
      });
    }
    const traced = parsed().filter(({ trace_id }) => /^[0-9a-f]{32}$/.test(trace_id ?? ""));
    expect(traced.length).toBeGreaterThan(0);
  });

  it("no line holds a token, a key, a password, an e-mail address, a name or an account number", async () => {
    const { world, admin, creator, viewer } = stage;
    const passwords = [...Object.values(world.urls), world.nats.url, world.nats.urlFor("wallet")].map(
      (url) => new URL(url).password,
    );
    const tokens = [admin, creator, viewer].map((person) => person.token.slice(-40));
    const secrets = [
      ...MARKS,
      ...passwords,
      ...tokens,
      world.jwtSecret,
      (await tokenOf(world.jwtSecret)).slice(0, 60),
    ];
    for (const secret of secrets) expect(lines().filter((line) => line.includes(secret))).toEqual([]);
  });

  it("nor does any span", () => {
    const spans = JSON.stringify(stage.collector.spans);
    expect(spans.length).toBeGreaterThan(1_000);
    for (const mark of MARKS) expect(spans).not.toContain(mark);
  });
});

function tokenOf(secret: string): Promise<string> {
  return new SignJWT({ roles: ["creator", "viewer"], name: SECRET.name, email: SECRET.email })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject("marked-user")
    .setIssuedAt(1_795_000_000)
    .setExpirationTime(4_000_000_000)
    .sign(new TextEncoder().encode(secret));
}

const ask = (
  method: string,
  path: string,
  token: string,
  body?: string,
  headers: Record<string, string> = {},
) =>
  fetch(stage.world.gatewayUrl + path, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
    ...(body !== undefined && { body }),
    redirect: "manual",
  });

async function rightly(token: string): Promise<void> {
  const key = { "idempotency-key": SECRET.idempotencyKey };
  const method = JSON.stringify({ kind: "manual", details: SECRET.payoutDetails });
  expect((await ask("POST", "/api/payout-methods", token, method, key)).status).toBe(201);
  const onboarding = await ask("POST", "/api/payout-methods/stripe/onboarding", token, "{}");
  expect(onboarding.status).toBeLessThan(300);
  expect((await ask("GET", `/api/wallet?token=${token}`, token)).status).toBeLessThan(500);
}

async function wrongly(token: string): Promise<void> {
  const all = JSON.stringify(SECRET);
  expect((await ask("GET", "/api/wallet", SECRET.forgedToken)).status).toBe(401);
  expect((await ask("POST", "/api/streams", token, all)).status).toBe(422);
  expect((await ask("POST", "/api/streams", token, all.slice(0, -5))).status).toBe(400);
  for (const door of ["payments", "payouts"]) {
    const signature = { "stripe-signature": `t=1,v1=${SECRET.paymentsSecret}` };
    expect((await ask("POST", `/webhooks/stripe/${door}`, "none", all, signature)).status).toBe(400);
  }
  const { user, pass, server } = natsParts(stage.world.nats.url);
  const nats = await connect({ servers: server, user, pass });
  nats.publish("platform.demo.credit.requested.v1", `{"requestId":"${SECRET.email}","userId":${all}`);
  await nats.drain();
}

async function whileStripeFails(token: string): Promise<void> {
  const fail = (path: string, effect: "saved_500" | "503_before") =>
    stage.stripe.control.addFault({ match: { path }, effect, times: 2 });
  await fail("/v1/accounts*", "saved_500");
  await fail("/v1/checkout/sessions", "503_before");
  const another = await new SignJWT({ roles: ["creator"], name: SECRET.name, email: SECRET.email })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject("marked-user-2")
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(stage.world.jwtSecret));
  await ask("POST", "/api/payout-methods/stripe/onboarding", another, "{}");
  const packages = (await (await ask("GET", "/api/token-packages", token)).json()) as {
    data: { id: string }[];
  };
  const body = JSON.stringify({ package_id: packages.data[0]?.id });
  await ask("POST", "/api/wallet/top-ups", token, body, { "idempotency-key": SECRET.idempotencyKey });
}

/** Connections to Postgres and NATS break, and a wallet is started with the wrong password. */
async function whileServersFail(): Promise<void> {
  const { world } = stage;
  await withClient(world.adminUrl, (client) =>
    client.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    ),
  );
  await world.nats.restart();
  const wrong = new URL(world.urls.wallet as string);
  wrong.password = "markedPaymentsSecret-as-password";
  const start = world.startAnother(
    "wallet",
    { WALLET_DATABASE_URL: wrong.toString() },
    { hopelessAfter: /password authentication failed/ },
  );
  await expect(start).rejects.toThrow(/did not become ready/);
}

function natsParts(url: string): { user: string; pass: string; server: string } {
  const { username, password, host } = new URL(url);
  return { user: username, pass: password, server: host };
}
