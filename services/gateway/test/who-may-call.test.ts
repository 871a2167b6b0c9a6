import { sign } from "@metercast/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { isSigned, ROLES, ROUTES, type RouteName, type RouteRule } from "../src/domain/access.ts";
import { act, gateway } from "./api-world.ts";
import { call, callPatiently } from "./harness.ts";
import { APP_ORIGIN, hasty } from "./hasty.ts";

let ids: { stream: string; session: string };

beforeAll(async () => {
  await act.give("the-viewer", 1_000_000);
  ids = await watched();
});

/** A live stream of the creator with an open session of the viewer. */
async function watched(): Promise<typeof ids> {
  const stream = await act.stream("the-creator");
  return { stream: stream.id, session: (await act.join("the-viewer", stream.id)).id };
}

const BODIES: Partial<Record<RouteName, unknown>> = {
  "POST /api/admin/people/{id}/notes": { text: "called twice" },
  "PUT /api/spending-limits": { day_tokens: null, month_tokens: null, zone: "UTC" },
  "POST /api/streams": { title: "Evening walk" },
  "POST /api/admin/adjustments": {
    user_id: "somebody",
    asset: "TOKEN",
    direction: "credit",
    amount: 5,
    reason: "a gift",
  },
  "PUT /api/admin/rates": {
    scope: "platform",
    tokens_per_minute: 5,
    creator_per_minute: "13.20",
    reason: "spring",
  },
  "PUT /api/admin/policies/earnings": {
    scope: "platform",
    hold_days: 0,
    new_creator_days: 0,
    new_creator_hold_days: 0,
    reserve_percent: 0,
    reserve_days: 0,
    reason: "as it is",
  },
  "POST /api/admin/acts/{id}/decline": { reason: "no" },
  "POST /api/demo/login": { persona: "viewer" },
};

/** What a read must be asked for. */
const QUERIES: Partial<Record<RouteName, string>> = {
  "GET /api/wallet/statement": `?month=${new Date().toISOString().slice(0, 7)}`,
  "GET /api/admin/search": "?q=the-viewer",
  "GET /api/statements": "?from=2026-11-01&to=2026-11-30",
};

const names = Object.keys(ROUTES) as RouteName[];
/**
 * Payouts, notifications and Stripe are not part of this world: a caller who is let in here is known by what
 * stands behind the door, and tests of their own go through it.
 */
const ELSEWHERE =
  /withdrawal|payout|auto-approval|rails|top-ups|token-packages|acts|trace|notification|webhook-e|push|email-c|cases|reject-reasons|saved-views|\/[cu]\//;
const ofRole = { viewer: "the-viewer", creator: "the-creator", admin: "the-admin" };

let keys = 0;

async function ask(name: RouteName, token: string | undefined): Promise<number> {
  const [method = "", template = ""] = name.split(" ");
  const id = template.startsWith("/api/streams") ? ids.stream : ids.session;
  const path = template.replace("{id}", id).replace("{rail}", "stripe") + (QUERIES[name] ?? "");
  const rule: RouteRule = ROUTES[name];
  const headers: Record<string, string> =
    rule.idempotencyKey === "required" ? { "Idempotency-Key": `ask-${keys++}` } : {};
  if (name.endsWith("/events")) return status(path, token);
  // Of what is not part of this world a 503 is the right answer.
  const send = ELSEWHERE.test(name) ? call : callPatiently;
  return (await send(gateway.url, method, path, { token, body: BODIES[name], headers })).status;
}

/** An event stream does not end on its own. */
async function status(path: string, token: string | undefined): Promise<number> {
  const abort = new AbortController();
  const headers = { ...(token !== undefined && { Authorization: `Bearer ${token}` }) };
  const response = await fetch(gateway.url + path, { signal: abort.signal, headers });
  abort.abort();
  return response.status;
}

describe.each(names)("%s", (name) => {
  const rule: RouteRule = ROUTES[name];

  it("asks for a token unless it is open to anybody", async () => {
    const answer = await ask(name, undefined);
    // Stripe and LiveKit show a signature instead.
    const signed = isSigned(rule) ? 400 : 401;
    if (rule.who === "anybody" && ELSEWHERE.test(name)) expect([401, 403, 500]).not.toContain(answer);
    else expect(answer).toBe(rule.who === "anybody" ? 200 : signed);
  });

  it.each(ROLES)("lets a %s in exactly where the table says so", async (role) => {
    const token = await sign(gateway.secret, ofRole[role], [role]);
    const allowed = typeof rule.who === "string" || rule.who.includes(role);
    // A caller who is let in may end it.
    if (allowed && name.includes("{id}") && !ELSEWHERE.test(name)) ids = await watched();
    const answer = await ask(name, token);
    if (isSigned(rule)) expect(answer).toBe(400);
    else if (!allowed) expect(answer).toBe(403);
    else if (ELSEWHERE.test(name)) expect([401, 403, 500]).not.toContain(answer);
    else expect([name, answer < 300]).toEqual([name, true]);
  });
});

it("a stranger's session, entries and stream to end are not there", async () => {
  const token = await sign(gateway.secret, "a-stranger", ["viewer", "creator"]);
  // Streams are there for everybody to see, and for their creators to end.
  const answers: [string, string, string][] = [
    ["GET", `/api/sessions/${ids.session}`, "session_not_found"],
    ["POST", `/api/sessions/${ids.session}/heartbeat`, "session_not_found"],
    ["DELETE", `/api/sessions/${ids.session}`, "session_not_found"],
    ["GET", "/api/wallet/entries?user_id=the-viewer", "not_found"],
    ["POST", `/api/streams/${ids.stream}/end`, "stream_not_found"],
  ];
  for (const [method, path, code] of answers) {
    const { status, body } = await call(gateway.url, method, path, { token });
    expect([method, path, status, body.code]).toEqual([method, path, 404, code]);
  }
  const admin = await sign(gateway.secret, "the-admin", ["admin"]);
  const ended = await call(gateway.url, "POST", `/api/streams/${ids.stream}/end`, { token: admin });
  expect([ended.status, ended.body.status]).toEqual([200, "ended"]);
});

it("the demo's login exists only with DEMO=1, and its tokens work", async () => {
  const { body } = await call(gateway.url, "POST", "/api/demo/login", { body: { persona: "creator" } });
  const { status } = await callPatiently(gateway.url, "GET", "/api/earnings/summary", { token: body.token });
  expect(status).toBe(200);
});

const preflight = (base: string, origin: string) =>
  call(base, "OPTIONS", "/api/wallet/top-ups", {
    headers: {
      Origin: origin,
      "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
    },
  });
const words = (text: string | null) => (text ?? "").toLowerCase().split(/\s*,\s*/);

describe("a page of another origin", () => {
  it("may send what the API takes, and read what it answers, where its origin is configured", async () => {
    const { status, headers } = await preflight(hasty.baseUrl as string, APP_ORIGIN);
    expect([status, headers.get("access-control-allow-origin")]).toEqual([204, APP_ORIGIN]);
    expect(headers.get("access-control-allow-credentials")).toBeNull();
    expect(words(headers.get("access-control-allow-headers"))).toEqual(
      expect.arrayContaining(["authorization", "content-type", "idempotency-key", "last-event-id"]),
    );
    expect(words(headers.get("access-control-allow-methods"))).toEqual(
      expect.arrayContaining(["get", "post", "put", "patch", "delete"]),
    );

    const token = await sign(gateway.secret, "on-another-page", ["viewer"]);
    // Errors too: a page must be able to read why.
    for (const [one, expected] of [
      [token, 200],
      ["junk", 401],
    ] as const) {
      const answer = await call(hasty.baseUrl as string, "GET", "/api/wallet", {
        token: one,
        headers: { Origin: APP_ORIGIN },
      });
      expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([
        expected,
        APP_ORIGIN,
      ]);
      expect(words(answer.headers.get("access-control-expose-headers"))).toEqual(
        expect.arrayContaining(["request-id", "idempotent-replayed", "location", "retry-after"]),
      );
      expect(words(answer.headers.get("vary"))).toContain("origin");
    }
  });

  it.each(["https://evil.example", "https://app.example.evil.example", "http://app.example", "null"])(
    "gets nothing of it as %s",
    async (origin) => {
      for (const base of [hasty.baseUrl as string, gateway.url]) {
        const { status, headers } = await preflight(base, origin);
        expect([status, headers.get("access-control-allow-origin")]).toEqual([405, null]);
      }
    },
  );

  it("gets nothing of it where no origin is configured", async () => {
    const { status, headers } = await preflight(gateway.url, APP_ORIGIN);
    expect([status, headers.get("access-control-allow-origin")]).toEqual([405, null]);
  });
});

describe("Stripe's page leads back to this platform only", () => {
  const ask = async (base: string, path: string, return_url: string) =>
    call(base, "POST", path, {
      token: await sign(gateway.secret, "led-back", ["viewer", "creator"]),
      body: { package_id: "tokens_100", return_url },
      headers: { "Idempotency-Key": return_url },
    });

  it("so a top-up that names another address is refused", async () => {
    const answer = await ask(gateway.url, "/api/wallet/top-ups", "https://evil.example/");
    expect([answer.status, answer.body.errors?.[0]?.field]).toEqual([422, "return_url"]);
  });

  it("and so is an onboarding", async () => {
    const answer = await ask(
      gateway.url,
      "/api/payout-methods/stripe/onboarding",
      "https://127.0.0.1.evil.example/",
    );
    expect([answer.status, answer.body.errors?.[0]?.field]).toEqual([422, "return_url"]);
  });

  it("while an origin whose pages call the API is one of its own", async () => {
    const { body } = await ask(hasty.baseUrl as string, "/api/wallet/top-ups", `${APP_ORIGIN}/wallet`);
    // Nothing is sold here: it came past the address.
    expect(body.errors?.[0]?.field).not.toBe("return_url");
  });
});
