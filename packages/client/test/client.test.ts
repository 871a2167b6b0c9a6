import { startWorld, type World } from "@metercast/testkit";
import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMetercast, type EventsOf, type Metercast, MetercastApiError } from "../src/index.ts";

let world: World;
let admin: Metercast;

beforeAll(async () => {
  world = await startWorld({ services: ["wallet", "billing", "gateway"] });
  admin = as("the-admin", "admin");
});
afterAll(() => world?.stop());

function tokenOf(sub: string, ...roles: string[]): Promise<string> {
  const token = new SignJWT({ roles }).setProtectedHeader({ alg: "HS256" }).setSubject(sub).setIssuedAt();
  return token.setExpirationTime("1h").sign(new TextEncoder().encode(world.jwtSecret));
}

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
});
