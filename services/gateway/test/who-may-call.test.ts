import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROLES, ROUTES, type RouteName, type RouteRule } from "../src/domain/access.ts";
import { call, type Gateway, sign, startGateway } from "./harness.ts";
import { newSession, newStream } from "./stub-services.ts";

let gateway: Gateway;
let ids: { stream: string; session: string };

beforeAll(async () => {
  gateway = await startGateway({ DEMO: "1" });
  const stream = newStream(gateway.stubs.state, "the-creator");
  ids = { stream: stream.id, session: newSession(gateway.stubs.state, stream, "the-viewer").id };
});
afterAll(() => gateway.stop());

const BODIES: Partial<Record<RouteName, unknown>> = {
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
  "POST /api/demo/login": { persona: "viewer" },
};

const names = Object.keys(ROUTES) as RouteName[];
const ofRole = { viewer: "the-viewer", creator: "the-creator", admin: "the-admin" };

async function ask(name: RouteName, token: string | undefined, key = `${name} ${token}`) {
  const [method = "", template = ""] = name.split(" ");
  const path = template.replace("{id}", template.startsWith("/api/streams") ? ids.stream : ids.session);
  const rule: RouteRule = ROUTES[name];
  const headers: Record<string, string> =
    rule.idempotencyKey === "required"
      ? { "Idempotency-Key": String(key.length) + key.slice(-20).replaceAll(" ", "-") }
      : {};
  if (name === "GET /api/wallet/events") return status(path, token);
  return (await call(gateway.url, method, path, { token, body: BODIES[name], headers })).status;
}

/** An event stream does not end by itself. */
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
    expect(answer).toBe(rule.who === "anybody" ? 200 : 401);
  });

  it.each(ROLES)("lets a %s in exactly where the table says so", async (role) => {
    const token = await sign(gateway.secret, ofRole[role], [role]);
    const allowed = typeof rule.who === "string" || rule.who.includes(role);
    const answer = await ask(name, token);
    if (allowed) expect(answer).toBeLessThan(300);
    else expect(answer).toBe(403);
  });
});

it("a stranger's session, stream or entries are not there", async () => {
  const token = await sign(gateway.secret, "a-stranger", ["viewer", "creator"]);
  const paths: [string, string][] = [
    ["GET", `/api/sessions/${ids.session}`],
    ["POST", `/api/sessions/${ids.session}/heartbeat`],
    ["DELETE", `/api/sessions/${ids.session}`],
    ["GET", "/api/wallet/entries?user_id=the-viewer"],
    ["POST", `/api/streams/${ids.stream}/end`],
  ];
  for (const [method, path] of paths) {
    const { status } = await call(gateway.url, method, path, { token });
    expect([method, path, status]).toEqual([method, path, 404]);
  }
});

it("the demo's login exists only with DEMO=1, and its tokens work", async () => {
  const { body } = await call(gateway.url, "POST", "/api/demo/login", { body: { persona: "creator" } });
  const { status } = await call(gateway.url, "GET", "/api/earnings/summary", { token: body.token });
  expect(status).toBe(200);
});
