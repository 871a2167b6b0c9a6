import { describe, expect, it } from "vitest";
import { APP_ORIGIN, gateway, hasty } from "./api-world.ts";
import { call, sign } from "./harness.ts";

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
