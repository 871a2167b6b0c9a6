import { readFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";
import { repositoryPath } from "@metercast/provision";
import { poll } from "@metercast/testkit";
import { describe, expect, it } from "vitest";
import { consoleWorld, expectNoComplaints, startConsoleWorld, visit } from "./support/console-world.ts";

startConsoleWorld();

interface Chunk {
  file: string;
  name?: string;
  src?: string;
  imports?: string[];
  css?: string[];
}

const dist = (...names: string[]) => repositoryPath("apps", "console", "dist", ...names);
const manifest = (): Record<string, Chunk> => JSON.parse(readFileSync(dist("manifest.json"), "utf8"));

const ask = (path: string, headers: Record<string, string> = {}) =>
  fetch(consoleWorld().url + path, { headers });
const page = { accept: "text/html,application/xhtml+xml" };

/** The first page of each role, and what it shows once it is usable. */
const HOMES = [
  ["viewer", "/streams", "Live now"],
  ["creator", "/dashboard", "Home"],
  ["admin", "/admin", "Queue"],
] as const;
/**
 * The most that a first page loads until it is usable: page, scripts, styles and fonts, compressed, with the
 * heads of their responses. It takes three quarters of a second at 1.6 Mbit/s.
 */
const MOST_KB = 150;
/** What comes when a usable page is idle (font, dialogs) is not of the first load, however slow that is. */
const NEVER_IDLE = "window.requestIdleCallback = () => 0; window.cancelIdleCallback = () => undefined;";
/** Each is a round trip of a fifth of a second on a slow network, six at a time. */
const MOST_FILES = 40;

describe("the console is served", () => {
  it.each(HOMES)("the first load of the %s at %s is light", async (role, path, title) => {
    const { context, page } = await visit({ path });
    await page.getByRole("button", { name: `Demo ${role}` }).waitFor();
    await page.addInitScript(NEVER_IDLE);
    // Again and from nothing, with the person already known to the tab: all of it is counted.
    await page.evaluate(`sessionStorage.setItem("metercast.persona", "${role}")`);
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.clearBrowserCache");
    const ours = new Map<string, string>();
    const loaded: { file: string; bytes: number }[] = [];
    session.on("Network.responseReceived", ({ requestId, type, response }) => {
      const { pathname } = new URL(response.url);
      if (type === "Document" || pathname.startsWith("/assets/")) ours.set(requestId, pathname);
    });
    session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      const file = ours.get(requestId);
      if (file !== undefined && encodedDataLength > 0) loaded.push({ file, bytes: encodedDataLength });
    });
    await page.reload();
    await page.getByRole("heading", { level: 1, name: title }).waitFor();
    await expect.poll(() => page.getByRole("status", { name: "Loading" }).count()).toBe(0);
    const bytes = loaded.reduce((sum, one) => sum + one.bytes, 0);
    console.log(
      `console: the ${role}'s first load: ${Math.round(bytes / 1_000)} kB in ${loaded.length} files`,
    );
    expect(bytes).toBeGreaterThan(50_000);
    const list = loaded.map((one) => `${one.bytes} ${one.file}`).join("\n");
    expect(bytes, list).toBeLessThanOrEqual(MOST_KB * 1_000);
    expect(loaded.length).toBeLessThanOrEqual(MOST_FILES);
    await context.close();
  });

  it("something is painted before any script has come", async () => {
    const { context, page } = await visit({ path: "/no-script" });
    await page.route("**/*.js", () => {});
    await page.reload({ waitUntil: "commit" });
    await page.getByText("Metercast", { exact: true }).first().waitFor();
    await expect
      .poll(() => page.evaluate("performance.getEntriesByName('first-contentful-paint').length"))
      .toBe(1);
    await context.close();
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
    const { context, page } = await visit({ workers: true });
    const session = await context.newCDPSession(page);
    const registrations: { registrationId: string; scopeURL: string }[] = [];
    session.on("ServiceWorker.workerRegistrationUpdated", (update) =>
      registrations.push(...update.registrations),
    );
    await session.send("ServiceWorker.enable");
    // The console registers it once its page is there.
    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
    await page.evaluate("navigator.serviceWorker.ready.then(() => undefined)");
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
