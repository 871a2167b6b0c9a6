import { type Service, startService } from "@metercast/local-servers";
import { sign } from "@metercast/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gateway } from "./api-world.ts";
import { call } from "./harness.ts";

const ADDRESS_PER_MINUTE = 40;
const SUBJECT_PER_MINUTE = 10;

let limited: Service;
let base: string;

beforeAll(async () => {
  limited = await startService("gateway", {
    ...gateway.env,
    RATE_LIMIT_ADDRESS_PER_MINUTE: String(ADDRESS_PER_MINUTE),
    RATE_LIMIT_SUBJECT_PER_MINUTE: String(SUBJECT_PER_MINUTE),
    TRUSTED_PROXIES: "1",
    HTTP_CONNECTIONS_PER_ADDRESS: "3",
    RATE_LIMIT_WEBHOOK_FAILURES_PER_MINUTE: "3",
  });
  base = limited.baseUrl as string;
});
afterAll(() => limited?.stop());

let addresses = 0;
const newAddress = () => `203.0.113.${++addresses}`;
const from = (address: string) => ({ "X-Forwarded-For": address });

it("one person may ask so often and is then told when to come back; others are not stopped", async () => {
  const [one, other] = [
    await sign(gateway.secret, "in-a-hurry", ["viewer"]),
    await sign(gateway.secret, "at-ease", ["viewer"]),
  ];
  const ask = (token: string) => call(base, "GET", "/api/wallet", { token, headers: from(newAddress()) });
  const answers = [];
  for (let i = 0; i < SUBJECT_PER_MINUTE + 1; i++) answers.push(await ask(one));
  expect(answers.map(({ status }) => status)).toEqual([...Array(SUBJECT_PER_MINUTE).fill(200), 429]);
  const refused = answers.at(-1);
  expect(refused?.body.code).toBe("rate_limited");
  const reset = Number(refused?.headers.get("retry-after"));
  expect(reset).toBeGreaterThanOrEqual(1);
  expect(reset).toBeLessThanOrEqual(60);
  expect(refused?.headers.get("ratelimit")).toBe(`"address";r=39;t=60, "subject";r=0;t=${reset}`);
  expect((await ask(other)).status).toBe(200);
});

it("every answer says the rules and how much is left of them, a report counts for several", async () => {
  const token = await sign(gateway.secret, "accountant", ["viewer"]);
  const headers = from(newAddress());
  const { headers: said } = await call(base, "GET", "/api/wallet", { token, headers });
  expect(said.get("ratelimit-policy")).toBe('"address";q=40;w=60, "subject";q=10;w=60');
  expect(said.get("ratelimit")).toMatch(/^"address";r=39;t=60, "subject";r=9;t=(60|59)$/);
  // A statement costs more than all that is left.
  const report = await call(base, "GET", "/api/wallet/statement?month=2026-11", { token, headers });
  expect([report.status, report.body.code]).toEqual([429, "rate_limited"]);
});

it("one address may ask so often, before anybody looks at its tokens, and a header from outside does not help", async () => {
  const address = newAddress();
  const statuses: number[] = [];
  for (let i = 0; i < ADDRESS_PER_MINUTE + 1; i++) {
    const forged = { "X-Forwarded-For": `198.51.100.${i}, ${address}` };
    statuses.push((await call(base, "GET", "/api/wallet", { token: `guess-${i}`, headers: forged })).status);
  }
  expect(statuses).toEqual([...Array(ADDRESS_PER_MINUTE).fill(401), 429]);
  // The login, the webhooks and what does not exist are behind the same limit.
  for (const path of ["/api/demo/login", "/webhooks/stripe/payments", "/nothing"]) {
    const { status } = await call(base, "POST", path, { headers: from(address) });
    expect([path, status]).toEqual([path, 429]);
  }
});

it("a 429 is not stored: the same key runs once there is room", async () => {
  const admin = await sign(gateway.secret, "busy-admin", ["admin"]);
  const headers = { ...from(newAddress()), "Idempotency-Key": "once-more" };
  const body = { user_id: "somebody", asset: "TOKEN", direction: "credit", amount: 1, reason: "a gift" };
  for (let i = 0; i < SUBJECT_PER_MINUTE; i++)
    await call(base, "GET", "/api/admin/rates", { token: admin, headers: from(newAddress()) });
  const refused = await call(base, "POST", "/api/admin/adjustments", { token: admin, body, headers });
  expect(refused.status).toBe(429);
  // Another replica has counts of its own.
  const done = await call(gateway.url, "POST", "/api/admin/adjustments", { token: admin, body, headers });
  expect([done.status, done.headers.get("idempotent-replayed")]).toEqual([201, null]);
});

describe("webhooks that are not signed", () => {
  const now = () => Math.floor(Date.now() / 1_000);
  const send = (address: string, signature: string | undefined, raw = '{"id":"evt_1"}') =>
    call(base, "POST", "/webhooks/stripe/payments", {
      raw,
      headers: { ...from(address), ...(signature !== undefined && { "Stripe-Signature": signature }) },
    });
  const forged = () => `t=${now()},v1=${"ab".repeat(32)}`;

  it("are refused by their form and age, before anybody is asked", async () => {
    gateway.network.billing.refuse();
    try {
      for (const [signature, raw] of [
        [undefined, undefined],
        ["t=now,v1=abc", undefined],
        [`t=${now() - 3_600},v1=${"ab".repeat(32)}`, undefined],
        [forged(), "no event"],
      ]) {
        const { status, body } = await send(newAddress(), signature, raw);
        expect([status, body.code]).toEqual([400, "invalid_signature"]);
      }
    } finally {
      gateway.network.billing.resume();
    }
  });

  it("are read so often from one address, and those of others are still read", async () => {
    const address = newAddress();
    for (let i = 0; i < 3; i++) expect((await send(address, "t=now")).status).toBe(400);
    const refused = await send(address, forged());
    expect([refused.status, refused.body.code]).toEqual([429, "rate_limited"]);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect((await send(newAddress(), "t=now")).status).toBe(400);
    // Only webhooks are refused it.
    expect((await call(base, "GET", "/openapi.json", { headers: from(address) })).status).toBe(200);
  });
});

it("one address may have so many requests at once, and closing one makes room", async () => {
  const address = newAddress();
  const open = async (user: string) => {
    const token = await sign(gateway.secret, user, ["viewer"]);
    const abort = new AbortController();
    const headers = { Authorization: `Bearer ${token}`, ...from(address) };
    const response = await fetch(`${base}/api/wallet/events`, { headers, signal: abort.signal });
    // Held: fetch ends a stream whose response was collected as garbage.
    return { response, status: response.status, close: () => abort.abort() };
  };
  const pages = [await open("page-1"), await open("page-2"), await open("page-3")];
  expect(pages.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect((await open("page-4")).status).toBe(429);
  pages[0]?.close();
  await expect.poll(async () => (await open("page-5")).status, { timeout: 60_000 }).toBe(200);
  for (const page of pages) page.close();
});

it("browsers get the order to come by https where a proxy of our own says that they did", async () => {
  const ask = async (proto: string) => {
    const headers = { ...from(newAddress()), "X-Forwarded-Proto": proto };
    return (await call(base, "GET", "/openapi.json", { headers })).headers.get("strict-transport-security");
  };
  expect(await ask("https")).toBe("max-age=31536000");
  expect(await ask("https, http")).toBeNull();
  expect(await ask("http")).toBeNull();
  const untrusted = await call(gateway.url, "GET", "/openapi.json", {
    headers: { "X-Forwarded-Proto": "https" },
  });
  expect(untrusted.headers.get("strict-transport-security")).toBeNull();
});

it("a proxy that nobody trusts is warned of, once", async () => {
  const warnings = () => gateway.service.lines().filter((line) => line.includes("TRUSTED_PROXIES is 0"));
  for (let i = 0; i < 3; i++)
    await call(gateway.url, "GET", "/openapi.json", { headers: from(newAddress()) });
  await expect.poll(() => warnings().length, { timeout: 60_000 }).toBe(1);
});
