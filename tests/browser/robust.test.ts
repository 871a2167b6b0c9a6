import { credit, poll } from "@metercast/testkit";
import type { BrowserContext, Page, Request, Route } from "playwright-core";
import { expect, it } from "vitest";
import {
  consoleWorld,
  expectNoComplaints,
  keepsNoToken,
  startConsoleWorld,
  type Visit,
  visit,
  visitAs,
} from "./support/console-world.ts";

startConsoleWorld();

/** The tabs that have an event stream open now. */
function streamHolders(context: BrowserContext): { pages(): Page[]; newest(): Request | undefined } {
  const open = new Map<Request, Page>();
  context.on("request", (request) => {
    if (request.url().endsWith("/api/wallet/events")) open.set(request, request.frame().page());
  });
  const end = (request: Request) => void open.delete(request);
  context.on("requestfinished", end);
  context.on("requestfailed", end);
  return {
    pages: () => [...open.values()].filter((page) => !page.isClosed()),
    newest: () => [...open.keys()].at(-1),
  };
}

async function newTab(context: BrowserContext, persona: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(consoleWorld().url);
  await page.getByRole("button", { name: `Demo ${persona}` }).click();
  await page.locator("main#main").waitFor();
  return page;
}

const hasTokens = (page: Page, count: number) =>
  page.locator("header").getByText(`${count} tokens`).waitFor();

/** A headless browser shows all of its pages at once. */
const turn = (page: Page, state: "hidden" | "visible") =>
  page.evaluate(`(() => {
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => "${state}" });
    document.dispatchEvent(new Event("visibilitychange"));
  })()`);

it("eight tabs share one event stream; a tab that closes or hides hands it on; nobody else hears it", async () => {
  const { admin, viewer } = consoleWorld();
  const { context, page: first } = await visit();
  const streams = streamHolders(context);
  await first.getByRole("button", { name: "Demo viewer" }).click();
  await first.locator("main#main").waitFor();
  const others: Page[] = [];
  for (let tab = 2; tab <= 8; tab++) others.push(await newTab(context, "viewer"));
  const [second, third] = others as [Page, Page];
  await expect.poll(() => streams.pages().map((page) => page === first)).toEqual([true]);
  const give = (amount: number) => credit(admin, { user_id: viewer.id, asset: "TOKEN", amount });
  await give(7);
  for (const page of [first, ...others]) await hasTokens(page, 7);

  // The tab with the stream closes: another one has it, and missed nothing.
  await first.close();
  await expect.poll(() => streams.pages().length).toBe(1);
  const holder = streams.pages()[0] as Page;
  await give(4);
  for (const page of others) await hasTokens(page, 11);

  // It is hidden, and another one is looked at: that one takes the stream, and the first lets it go.
  const looked = holder === second ? third : second;
  await turn(holder, "hidden");
  await turn(looked, "hidden");
  for (const page of others) if (page !== holder && page !== looked) await page.close();
  await turn(looked, "visible");
  await expect.poll(() => streams.pages().map((page) => page === looked)).toEqual([true]);
  await give(2);
  await hasTokens(looked, 13);
  await hasTokens(holder, 13);

  // Another person in the same browser has a stream of their own, and hears nothing of this one.
  const creator = await newTab(context, "creator");
  await creator.evaluate(`(() => {
    const own = new BroadcastChannel("metercast.live.person.demo-creator");
    window.heard = [];
    own.onmessage = ({ data }) => window.heard.push(JSON.stringify(data));
  })()`);
  await expect.poll(() => streams.pages().length).toBe(2);
  await give(1);
  await hasTokens(looked, 14);
  const heard = (await creator.evaluate("window.heard.join()")) as string;
  expect(heard).not.toContain('"asset":"TOKEN"');
  await keepsNoToken(looked);

  // Who signs out takes no other tab along; the last one ends the stream.
  await holder.close();
  await looked.getByRole("button", { name: "Demo viewer: settings and sign out" }).click();
  await looked.getByRole("menuitem", { name: "Sign out" }).click();
  await looked.getByText("Welcome to Metercast").waitFor();
  await expect.poll(() => streams.pages().map((page) => page === creator)).toEqual([true]);
  expectNoComplaints();
  await context.close();
});

it("a browser in which every tab is hidden lets its stream go, and resumes it where it was", async () => {
  const { context, page } = await visit();
  await page.clock.install();
  const streams = streamHolders(context);
  await page.getByRole("button", { name: "Demo viewer" }).click();
  await page.locator("main#main").waitFor();
  await expect.poll(() => streams.pages().length).toBe(1);
  // An event has come: its id is what the next connection begins from.
  await page
    .locator("header")
    .getByText(/tokens/)
    .waitFor();
  await turn(page, "hidden");
  await page.clock.fastForward(120_000);
  await expect.poll(() => streams.pages().length).toBe(0);
  await turn(page, "visible");
  await expect.poll(() => streams.pages().length).toBe(1);
  expect(await streams.newest()?.headerValue("last-event-id")).toMatch(/^-?\d+\.-?\d+\.\d\.\d+$/);
  await context.close();
});

/** The gateway has another build of the console now. */
const deploy = (page: Page) =>
  page.route("**/console.json", (route) => route.fulfill({ json: { build: "the next one" } }));

const DIALOG = "**/assets/DialogBox-*.js";
const NOT_LOADED = "This part of the page did not load";
const typed = (page: Page) => page.getByLabel("Amount").inputValue();
const next = (page: Page) => page.getByRole("button", { name: "Withdraw…" }).click();

/** A creator who has typed an amount. `route` decides what becomes of the code of dialogs. */
async function atWithdrawal(route: (route: Route) => Promise<void>): Promise<Visit> {
  const { admin, creator } = consoleWorld();
  await credit(admin, { user_id: creator.id, asset: "USD", amount: "90.00" });
  const visited = await visit({ path: "/finances" });
  await visited.page.route(DIALOG, route);
  await visited.page.getByRole("button", { name: "Demo creator" }).click();
  await visited.page.getByLabel("Amount").fill("55.50");
  return visited;
}

it("a part that can’t load offline says so, keeps what was typed, and comes with the network; one failure is not said", async () => {
  const { context, page } = await atWithdrawal((route) => route.abort());
  await context.setOffline(true);
  await next(page);
  await page.getByText(NOT_LOADED).waitFor();
  expect(await typed(page)).toBe("55.50");
  await page.unroute(DIALOG);
  // Nobody clicks: the browser is online again.
  await context.setOffline(false);
  await page.getByRole("dialog", { name: "Withdraw $55.50?" }).waitFor();
  await page.getByText(NOT_LOADED).waitFor({ state: "hidden" });

  let failures = 1;
  await page.route(DIALOG, (route) => (failures-- > 0 ? route.abort() : route.continue()));
  await page.reload();
  await page.getByLabel("Amount").waitFor();
  expect(await typed(page)).toBe("55.50");
  await next(page);
  await page.getByRole("dialog", { name: "Withdraw $55.50?" }).waitFor();
  expect(failures).toBeLessThan(1);
  expect(await page.getByText(NOT_LOADED).count()).toBe(0);
  expectNoComplaints();
  await context.close();
});

it("after a deploy the page loads again on its own, once, and what was typed is still there", async () => {
  const { context, page } = await atWithdrawal((route) => route.fulfill({ status: 404, body: "gone" }));
  let loads = 0;
  page.on("load", () => {
    loads += 1;
  });
  await deploy(page);
  await next(page);
  await expect.poll(() => loads).toBe(1);
  await page.getByLabel("Amount").waitFor();
  expect(await typed(page)).toBe("55.50");
  // The file is missing in this build too: no circle of reloads.
  await next(page);
  await page.getByText(NOT_LOADED).waitFor();
  expect([loads, await typed(page)]).toEqual([1, "55.50"]);
  await context.close();
});

it("on a page that is older than the deploy people can sign out, and nothing of theirs stays", async () => {
  const { context, page } = await atWithdrawal((route) => route.continue());
  const menu = page.getByRole("button", { name: "Demo creator: settings and sign out" });
  await menu.click();
  const out = page.getByRole("menuitem", { name: "Sign out" });
  await out.waitFor();
  await deploy(page);
  // What signing out needs. Were other parts missing too, the page might be loading itself again by now.
  await page.route("**/assets/push-*.js", (route) => route.fulfill({ status: 404, body: "gone" }));
  // It finds out that there is another build.
  await context.setOffline(true);
  await context.setOffline(false);
  await page.getByTestId("new-build").waitFor();
  await out.click();
  await page.getByText("Welcome to Metercast").waitFor();
  const kept = "Object.keys(sessionStorage).filter((key) => /draft|persona/.test(key))";
  await poll(async () => expect(await page.evaluate(kept)).toEqual([]));
  await page.unroute("**/assets/push-*.js");
  await page.reload();
  await page.getByText("Welcome to Metercast").waitFor();
  await context.close();
});

it("offline is said within seconds, with the age of what is shown; a newer build is said and taken", async () => {
  const { context, page } = await visitAs("viewer", "/streams");
  const bar = page.getByTestId("offline");
  await context.setOffline(true);
  await bar.waitFor();
  expect(await bar.textContent()).toMatch(/^You are offline · what you see is \d+ (sec|min) old$/);
  await context.setOffline(false);
  await bar.waitFor({ state: "hidden" });
  // The browser knows nothing, but no request comes through.
  await page.route(/\/(api\/|console\.json)/, (route) => route.abort());
  await page.getByRole("link", { name: "Receipts" }).click();
  await bar.waitFor();
  expect(await bar.textContent()).toContain("can’t be reached");
  await page.unroute(/\/(api\/|console\.json)/);
  await bar.waitFor({ state: "hidden" });

  await deploy(page);
  await context.setOffline(true);
  await bar.waitFor();
  await context.setOffline(false);
  await page.getByTestId("new-build").waitFor();
  // The next page is loaded, not only shown.
  const loaded = page.waitForEvent("load");
  await page.getByRole("link", { name: "Live now" }).click();
  await loaded;
  expect(new URL(page.url()).pathname).toBe("/streams");
  await context.close();
});

interface Manifest {
  start_url: string;
  display: string;
  icons: { src: string; type: string; sizes: string }[];
}

it("it can be installed; its worker keeps built files only, and offline it shows no old page", async () => {
  const { url } = consoleWorld();
  const { context, page } = await visit({ workers: true });
  await page.getByRole("button", { name: "Demo viewer" }).waitFor();
  await page.evaluate("navigator.serviceWorker.ready.then(() => undefined)");
  await expect.poll(() => page.evaluate("navigator.serviceWorker.controller !== null")).toBe(true);
  const manifest = await fetch(url + (await page.locator("link[rel=manifest]").getAttribute("href")));
  expect(manifest.headers.get("content-type")).toContain("application/manifest+json");
  const { icons, start_url, display } = (await manifest.json()) as Manifest;
  expect([start_url, display]).toEqual(["/", "standalone"]);
  expect(icons.map(({ sizes }) => sizes)).toEqual(["any", "192x192", "512x512", "512x512"]);
  for (const { src, type } of icons) {
    const answer = await fetch(url + src);
    expect([src, answer.status]).toEqual([src, 200]);
    expect(answer.headers.get("content-type")).toContain(type);
  }
  await page.reload();
  await page.getByRole("button", { name: "Demo viewer" }).click();
  await page.locator("main#main").waitFor();
  const kept = (await page.evaluate(`(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  })()`)) as string[];
  expect(kept.filter((path) => !path.startsWith("/assets/"))).toEqual(["/offline.html"]);
  expect(kept.length).toBeGreaterThan(5);

  await context.setOffline(true);
  await page.reload();
  await page.getByText("You are offline.").waitFor();
  await context.setOffline(false);
  await page.getByRole("link", { name: "Try again" }).click();
  await page.locator("main#main").waitFor();
  await context.close();
});
