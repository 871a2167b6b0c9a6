import { readFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";
import { repositoryPath } from "@metercast/provision";
import { poll } from "@metercast/testkit";
import { describe, expect, it } from "vitest";
import { consoleWorld, expectNoComplaints, startConsoleWorld, visitAs } from "./support/console-world.ts";

startConsoleWorld();

interface Chunk {
  file: string;
  src?: string;
  imports?: string[];
  css?: string[];
}

const dist = (...names: string[]) => repositoryPath("apps", "console", "dist", ...names);
const manifest = (): Record<string, Chunk> => JSON.parse(readFileSync(dist("manifest.json"), "utf8"));

const ask = (path: string, headers: Record<string, string> = {}) =>
  fetch(consoleWorld().url + path, { headers });
const page = { accept: "text/html,application/xhtml+xml" };

/** A chunk and everything that must be there before it can run. */
function closure(chunks: Record<string, Chunk>, keys: string[], found = new Set<string>()): Set<string> {
  for (const key of keys) {
    const chunk = chunks[key];
    if (!chunk || found.has(chunk.file)) continue;
    found.add(chunk.file);
    closure(chunks, chunk.imports ?? [], found);
  }
  return found;
}

/**
 * The first page of each area: what somebody loads who opens it for the first time, what draws its charts
 * included.
 */
const AREAS = {
  viewer: ["src/viewer/Area.tsx", "src/viewer/StreamsPage.tsx", "src/viewer/WatchPage.tsx"],
  creator: [
    "src/creator/Area.tsx",
    "src/creator/HomePage.tsx",
    "src/creator/EarningsChart.tsx",
    "src/creator/PerMinuteLine.tsx",
  ],
  finances: ["src/creator/Area.tsx", "src/creator/FinancesPage.tsx"],
  admin: ["src/admin/Area.tsx", "src/admin/QueuePage.tsx"],
};
const MOST_BYTES = 250_000;

describe("the console is served", () => {
  it("the first load of each area is under 250 kB of compressed JavaScript", () => {
    const chunks = manifest();
    for (const [area, entries] of Object.entries(AREAS)) {
      for (const entry of entries) expect(chunks[entry], entry).toBeDefined();
      const files = [...closure(chunks, ["index.html", ...entries])];
      const bytes = files.reduce((sum, file) => sum + packedSize(file), 0);
      console.log(`console: ${area} loads ${Math.round(bytes / 1_000)} kB of JavaScript (brotli)`);
      expect(bytes, area).toBeGreaterThan(50_000);
      expect(bytes, area).toBeLessThan(MOST_BYTES);
    }
  });

  it("pages carry a policy that allows nothing inline and no frame around them, and are not kept", async () => {
    for (const path of ["/", "/watch/str_1", "/admin/withdrawals", "/no/such/page"]) {
      const answer = await ask(path, page);
      expect([path, answer.status]).toEqual([path, 200]);
      const policy = answer.headers.get("content-security-policy") ?? "";
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain("unsafe");
      expect(answer.headers.get("cache-control")).toBe("no-cache");
      expect(await answer.text()).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=/);
    }
  });

  it("built files are cached permanently and compressed; a missing one is a problem that is not cached", async () => {
    const { file = "" } = manifest()["index.html"] ?? {};
    const answer = await ask(`/${file}`, { "accept-encoding": "br" });
    expect(answer.headers.get("content-encoding")).toBe("br");
    expect(answer.headers.get("cache-control")).toContain("immutable");
    const packed = brotliDecompressSync(readFileSync(dist(`${file}.br`)));
    expect(packed.equals(readFileSync(dist(file)))).toBe(true);
    const missing = await ask("/assets/no-such-file.js", page);
    expect([missing.status, missing.headers.get("cache-control")]).toEqual([404, "no-store"]);
  });

  it("addresses of the API answer problem+json for every client", async () => {
    for (const path of ["/api/no-such-thing", "/api", "/webhooks/stripe/none"]) {
      const answer = await ask(path, page);
      expect([path, answer.status, answer.headers.get("content-type")]).toEqual([
        path,
        404,
        "application/problem+json",
      ]);
    }
    const program = await ask("/no/such/page", { accept: "application/json" });
    expect(program.headers.get("content-type")).toBe("application/problem+json");
    const wrong = await fetch(`${consoleWorld().url}/no/such/page`, { method: "POST", body: "{}" });
    expect(wrong.status).toBe(404);
  });
});

/** As every browser of today gets it; small files are served as they are. */
function packedSize(file: string): number {
  try {
    return readFileSync(dist(`${file}.br`)).length;
  } catch {
    return readFileSync(dist(file)).length;
  }
}

/** Registers the worker as the console does; its page's policy wants a trusted address. */
const REGISTER = `(async () => {
  const policy = trustedTypes.createPolicy("test", { createScriptURL: (url) => url });
  await navigator.serviceWorker.register(policy.createScriptURL("/sw.js"));
  await navigator.serviceWorker.ready;
})()`;
/** Headless Chromium's shell shows no notifications: what the worker shows and opens is kept in it. */
const RECORD = `(() => {
  self.seen = [];
  ServiceWorkerRegistration.prototype.showNotification = async (title, options) =>
    void self.seen.push({ title, ...options });
  self.opened = [];
  const post = WindowClient.prototype.postMessage;
  WindowClient.prototype.postMessage = function (message, ...rest) {
    self.opened.push(message.open);
    return post.call(this, message, ...rest);
  };
  self.clients.openWindow = async (url) => void self.opened.push(url);
})()`;
const click = (link: string) => `(() => {
  const event = new ExtendableEvent("notificationclick");
  const done = new Promise((resolve) => { event.waitUntil = resolve; });
  event.notification = { close() {}, data: { link: ${JSON.stringify(link)} } };
  self.dispatchEvent(event);
  return done.then((work) => work).catch(() => undefined);
})()`;

describe("the worker that shows pushes", () => {
  it("shows what Chromium delivers, and a click opens its link in the console", async () => {
    const { context, page } = await visitAs("creator");
    const session = await context.newCDPSession(page);
    const registrations: { registrationId: string; scopeURL: string }[] = [];
    session.on("ServiceWorker.workerRegistrationUpdated", (update) =>
      registrations.push(...update.registrations),
    );
    await session.send("ServiceWorker.enable");
    const started = context.waitForEvent("serviceworker");
    await page.evaluate(REGISTER);
    const worker = await started;
    await worker.evaluate(RECORD);
    const { registrationId = "" } = await poll(
      () =>
        registrations.find(({ scopeURL }) => scopeURL.startsWith(consoleWorld().url)) ?? {
          registrationId: "",
        },
      (one) => one.registrationId !== "",
    );
    const origin = consoleWorld().url;
    const push = {
      id: "ntf_1",
      kind: "payout_paid",
      title: "Paid",
      body: "Open it.",
      link: "/finances",
      lang: "en",
    };
    for (const data of [JSON.stringify(push), "not JSON"])
      await session.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data });
    const seen = () => worker.evaluate("self.seen") as Promise<Record<string, unknown>[]>;
    const shown = await poll(seen, (all) => all.length === 2);
    expect(shown[0]).toMatchObject({
      title: "Paid",
      body: "Open it.",
      tag: "ntf_1",
      data: { link: "/finances" },
    });
    expect(shown[1]).toMatchObject({ title: "Metercast", data: { link: "/" } });
    await worker.evaluate(click("https://example.com/elsewhere"));
    await worker.evaluate(click("/finances"));
    await page.waitForURL(`${origin}/finances`);
    // A link to another site opens the console.
    expect(await worker.evaluate("self.opened")).toEqual(["/", "/finances"]);
    expect(context.pages().map((one) => new URL(one.url()).origin)).toEqual([origin]);
    expectNoComplaints();
    await context.close();
  });
});
