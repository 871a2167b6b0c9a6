import { sign, startTcpProxy, startWorld, type TcpProxy, type World } from "@metercast/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMetercast, type EventsOf, type Metercast, MetercastApiError } from "../src/index.ts";

let world: World;
let admin: Metercast;
let tokenOf: (sub: string, ...roles: string[]) => Promise<string>;
/** The line between an app and the gateway, which a test may cut. */
let line: TcpProxy;

beforeAll(async () => {
  world = await startWorld({ services: ["wallet", "billing", "gateway"] });
  tokenOf = (sub, ...roles) => sign(world.jwtSecret, sub, roles);
  line = await startTcpProxy({ targetPort: Number(new URL(world.gatewayUrl).port) });
  admin = as("the-admin", "admin");
});
afterAll(async () => {
  await line?.stop();
  await world?.stop();
});

const as = (sub: string, ...roles: string[]) =>
  createMetercast({ baseUrl: world.gatewayUrl, token: () => tokenOf(sub, ...roles) });

const credit = (user_id: string, amount: number, idempotencyKey?: string) =>
  admin.post("/api/admin/adjustments", {
    body: { user_id, asset: "TOKEN", direction: "credit", amount, reason: "for a test" },
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  });

describe("a call", () => {
  it("gives the typed answer with its status and request id", async () => {
    const creator = as("creator-1", "creator");
    const { data, status, requestId, replayed } = await creator.post("/api/streams", {
      body: { title: "Evening walk" },
    });
    expect([data.title, data.rate.creator_per_minute.amount, status, replayed]).toEqual([
      "Evening walk",
      "13.20",
      201,
      false,
    ]);
    expect(requestId).toMatch(/^req_/);
    const { data: page } = await creator.get("/api/streams", {
      params: { query: { creator_id: "creator-1" } },
    });
    expect(page.data.map(({ id }) => id)).toEqual([data.id]);
  });

  it("makes an Idempotency-Key of its own, so that two calls are two intents", async () => {
    const first = await credit("viewer-1", 5);
    const second = await credit("viewer-1", 5);
    expect(second.data.id).not.toBe(first.data.id);
  });

  it("with a key that was kept is the same intent again", async () => {
    const first = await credit("viewer-2", 5, "kept");
    const again = await credit("viewer-2", 5, "kept");
    expect([again.data, again.replayed]).toEqual([first.data, true]);
  });

  it("rejects with the API's code, status, request id and the fields that are wrong", async () => {
    const error = await credit("viewer-3", -1).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MetercastApiError);
    expect(error).toMatchObject({
      code: "invalid_request",
      status: 422,
      requestId: expect.stringMatching(/^req_/),
      fields: [{ field: "amount", message: expect.any(String) }],
    });
  });

  it("aborted by its signal rejects with the signal's reason", async () => {
    const abort = new AbortController();
    abort.abort(new Error("changed my mind"));
    await expect(admin.get("/api/admin/rates", { signal: abort.signal })).rejects.toThrow("changed my mind");
  });
});

describe("events", () => {
  it("come typed, one after the other, until the reader leaves", async () => {
    await credit("viewer-4", 50);
    const states: string[] = [];
    const seen: EventsOf<"/api/wallet/events">[] = [];
    const options = { onState: ({ status }: { status: string }) => states.push(status) };
    for await (const event of as("viewer-4", "viewer").events("/api/wallet/events", options)) {
      seen.push(event);
      if (event.event !== "balance") continue;
      if (event.data.available === 50) await credit("viewer-4", 1);
      else break;
    }
    expect(seen.map(({ data }) => ("available" in data ? data.available : undefined))).toEqual([50, 51]);
    expect(states[0]).toBe("connecting");
    expect(states[1]).toBe("connected");
    expect(states.at(-1)).toBe("closed");
  });

  it("go on after the line broke, from where they were, with the state told", async () => {
    await credit("viewer-5", 50);
    const states: string[] = [];
    const balances: unknown[] = [];
    const app = createMetercast({ baseUrl: lineUrl(), token: () => tokenOf("viewer-5", "viewer") });
    const onState = ({ status }: { status: string }) => {
      if (states.at(-1) !== status) states.push(status);
    };
    for await (const { event, data } of app.events("/api/wallet/events", { onState })) {
      if (event !== "balance") continue;
      balances.push(data.available);
      if (data.available === 51) break;
      if (states.includes("reconnecting")) continue;
      line.cut();
      await credit("viewer-5", 1);
    }
    // Where the line is back before the credit is there, the page begins with what it has shown already.
    expect([...new Set(balances)]).toEqual([50, 51]);
    expect(states).toEqual(["connecting", "connected", "reconnecting", "connected", "closed"]);
  });

  it("ask for a new token once, and end with the API's error where that doesn't help", async () => {
    const asked: boolean[] = [];
    const token = ({ rejected }: { rejected: boolean }) => {
      asked.push(rejected);
      return "junk";
    };
    const read = async () => {
      for await (const _ of createMetercast({ baseUrl: world.gatewayUrl, token }).events(
        "/api/wallet/events",
      ));
    };
    await expect(read()).rejects.toMatchObject({ code: "unauthenticated", status: 401 });
    expect(asked).toEqual([false, true]);
  });
});

describe("when the line breaks", () => {
  it("a write whose answer was lost is sent again under its key, and has one effect", async () => {
    const lossy = losingAnswers(1);
    const app = createMetercast({
      baseUrl: world.gatewayUrl,
      token: () => tokenOf("the-admin", "admin"),
      fetch: lossy.fetch,
    });
    const answer = await app.post("/api/admin/adjustments", {
      body: { user_id: "viewer-6", asset: "TOKEN", direction: "credit", amount: 5, reason: "for a test" },
    });
    const { account } = "account" in answer.data ? answer.data : { account: null };
    expect([answer.replayed, account?.available, lossy.keys.size]).toEqual([true, 5, 1]);
    const { data } = await as("viewer-6", "viewer").get("/api/wallet");
    expect(data.accounts[0]?.available).toBe(5);
  });

  it("a token that has ended is replaced once", async () => {
    const token = ({ rejected }: { rejected: boolean }) =>
      rejected ? tokenOf("the-admin", "admin") : "junk";
    const app = createMetercast({ baseUrl: world.gatewayUrl, token });
    expect((await app.get("/api/admin/rates")).status).toBe(200);
  });

  it("what can't be reached, or takes too long, is an error that says so", async () => {
    const nowhere = createMetercast({
      baseUrl: "http://127.0.0.1:1",
      retry: { attempts: 2, baseDelayMs: 1 },
    });
    await expect(nowhere.get("/healthz")).rejects.toMatchObject({ code: "unreachable", status: 0 });
    const silent = createMetercast({
      baseUrl: world.gatewayUrl,
      timeoutMs: 20,
      retry: { attempts: 1 },
      fetch: ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    });
    await expect(silent.get("/healthz")).rejects.toMatchObject({ code: "timed_out", status: 0 });
  });
});

const lineUrl = () => `http://127.0.0.1:${line.port}`;

/** The platform's fetch on a line that loses the first answers: what they tell has happened. */
function losingAnswers(count: number) {
  let lost = 0;
  const keys = new Set<string | null>();
  return {
    keys,
    async fetch(request: Request): Promise<Response> {
      keys.add(request.headers.get("Idempotency-Key"));
      const response = await fetch(request);
      if (lost++ >= count) return response;
      throw new TypeError("the line broke");
    },
  };
}
