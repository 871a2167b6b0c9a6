import { afterEach, beforeEach, expect, it, vi } from "vitest";

const ENDPOINT = "https://push.example/browser";
/** SHA-256 of it, base64url. */
const HASH = Buffer.from(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(ENDPOINT))).toString(
  "base64url",
);
const KEY = "AQID";

let subscribed: boolean;
let asked: string[];
let platformKey: () => Response;
const json = (body: unknown, status = 200) => Response.json(body, { status });

/** A browser with a subscription that the platform knows as the person's. */
beforeEach(() => {
  subscribed = true;
  asked = [];
  platformKey = () => json({ public_key: KEY });
  const subscription = {
    endpoint: ENDPOINT,
    options: { applicationServerKey: Uint8Array.of(1, 2, 3).buffer },
    async unsubscribe() {
      subscribed = false;
      return true;
    },
  };
  const pushManager = { getSubscription: async () => (subscribed ? subscription : null) };
  vi.stubGlobal("location", { origin: "http://console.example" });
  vi.stubGlobal("navigator", { serviceWorker: { getRegistration: async () => ({ pushManager }) } });
  vi.stubGlobal("window", { PushManager: class {}, Notification: class {} });
  vi.stubGlobal("Notification", { permission: "granted" });
  vi.stubGlobal("fetch", async ({ url, method }: Request) => {
    const { pathname } = new URL(url);
    asked.push(`${method} ${pathname}`);
    if (pathname === "/api/push/key") return platformKey();
    if (method === "DELETE") return new Response(null, { status: 204 });
    const one = { id: "psh_1", user_agent: "", created_at: "2026-12-01T00:00:00Z", endpoint_hash: HASH };
    return json({ data: [one] });
  });
});
afterEach(() => vi.unstubAllGlobals());

// After the globals: the client reads the page's address when it is loaded.
const push = () => import("./push.ts");

it("a browser that subscribed with the platform's key is on", async () => {
  expect(await (await push()).readPushState()).toBe("on");
});

it("a browser that subscribed with an earlier key is off, and so is one of a platform without keys", async () => {
  platformKey = () => json({ public_key: "BAUG" });
  expect(await (await push()).readPushState()).toBe("off");
  platformKey = () => json({ code: "push_not_available", status: 409, title: "No pushes" }, 409);
  expect(await (await push()).readPushState()).toBe("off");
});

it("signing out removes the subscription from the platform and from the browser", async () => {
  await (await push()).leavePush();
  expect(asked).toContain("DELETE /api/push/subscriptions/psh_1");
  expect(subscribed).toBe(false);
});

it("signing out ends the subscription in the browser although the platform does not answer", async () => {
  vi.stubGlobal("fetch", () => new Promise(() => {}));
  void (await push()).leavePush();
  await expect.poll(() => subscribed).toBe(false);
});
