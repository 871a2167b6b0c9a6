import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { type StripeStandin, startStripe } from "@metercast/local-servers";
import { repositoryPath, withClient, withDatabase } from "@metercast/provision";
import {
  give,
  type Person,
  pace,
  person,
  poll,
  startWorld,
  testServers,
  type World,
} from "@metercast/testkit";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, vi } from "vitest";
import { chromiumProgram, launchChromium } from "./chromium.ts";

/** A whole Metercast with its console, one browser, and people with tokens of their own. */
export interface ConsoleWorld {
  world: World;
  browser: Browser;
  url: string;
  admin: Person;
  creator: Person;
  viewer: Person;
}

export type Persona = "viewer" | "creator" | "admin";

let started: (ConsoleWorld & { stripe: StripeStandin }) | undefined;

export function consoleWorld(): ConsoleWorld {
  if (!started) throw new Error("the world has not started");
  return started;
}

/** Build output, not committed: what every page looked like when a test last saw it. */
export const SCREENSHOTS = repositoryPath(".cache", "screenshots");

const SECRETS = { billing: "whsec_for_payments", withdrawals: "whsec_for_payouts" };
/** Money that was at Stripe before the first top-up, cents. */
const OPENING = 500_000;

/** For the head of a test file: all of its tests share one world and one browser. */
export function startConsoleWorld(): void {
  // What people do one after the other takes some seconds here, minutes on a busy machine.
  vi.setConfig({ testTimeout: 300_000 });
  beforeAll(async () => {
    mkdirSync(SCREENSHOTS, { recursive: true });
    const chromium = await prepare();
    const [browser, running] = await Promise.all([launchChromium(chromium), startAll()]);
    started = { browser, ...running };
  }, 180_000);
  afterAll(async () => {
    await started?.browser.close();
    await started?.world.stop();
    await started?.stripe.stop();
  });
}

/**
 * The console as it is now, and the browser's program. The file that comes first builds and unpacks; the
 * others wait, and find it done.
 */
function prepare(): Promise<string> {
  return withClient(withDatabase(testServers().templateUrl, "postgres"), async (client) => {
    await client.query("SELECT pg_advisory_lock(1)");
    const child = spawn(process.execPath, [repositoryPath("scripts", "generate.ts"), "--if-changed"], {
      stdio: ["ignore", "inherit", "inherit"],
    });
    const [code] = await once(child, "exit");
    if (code !== 0) throw new Error("the console could not be built");
    return chromiumProgram();
  });
}

async function startAll() {
  const stripe = await startStripe({ platformBalance: OPENING, payoutDelayMs: 300 });
  const shared = { STRIPE_SECRET_KEY: stripe.apiKey, STRIPE_API_BASE_URL: stripe.url };
  const world = await startWorld({
    env: {
      METER_MINUTE_SECONDS: "1",
      METER_LOST_AFTER_SECONDS: "30",
      // Who has given up on an answer would be told 503: on a busy machine they wait.
      gateway: { DEMO: "1", TOKEN_PRICE_CENTS: "290", GRPC_DEADLINE_MS: "25000" },
      billing: { ...shared, STRIPE_WEBHOOK_SECRETS: SECRETS.billing },
      withdrawals: {
        ...shared,
        TOKEN_PRICE_CENTS: "290",
        STRIPE_WEBHOOK_SECRETS: SECRETS.withdrawals,
        WALLET_WAIT_SECONDS: "10",
        STRIPE_OPENING_BALANCE_CENTS: String(OPENING),
        PAYOUT_METHOD_LOCK_HOURS: "72",
      },
      // A test's webhook endpoint is on this machine.
      notifications: {
        EGRESS_ALLOW_PRIVATE: "1",
        NOTIFICATIONS_ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString("base64")}`,
      },
    },
  });
  const door = `${world.gatewayUrl}/webhooks/stripe`;
  await stripe.control.setWebhooks({
    endpoints: [
      { url: `${door}/payments`, secrets: [SECRETS.billing], connect: false },
      { url: `${door}/payouts`, secrets: [SECRETS.withdrawals], connect: true },
    ],
  });
  return {
    stripe,
    world,
    url: world.gatewayUrl,
    admin: await person(world, "demo-admin", "admin"),
    creator: await person(world, "demo-creator", "creator"),
    viewer: await person(world, "demo-viewer", "viewer"),
  };
}

/**
 * What went wrong in a page that nobody saw: errors, and whatever its policy kept from running or loading.
 */
const complaints: string[] = [];

export interface Visit {
  context: BrowserContext;
  page: Page;
}

/** A browser of somebody's own, at the door. */
export async function visit(
  options: {
    width?: number;
    height?: number;
    at?: string;
    path?: string;
    locale?: string;
    zone?: string;
    workers?: boolean;
  } = {},
): Promise<Visit> {
  const { browser, url } = consoleWorld();
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1_280, height: options.height ?? 900 },
    reducedMotion: "reduce",
    ...(options.locale !== undefined && { locale: options.locale }),
    ...(options.zone !== undefined && { timezoneId: options.zone }),
    // A worker's answers pass by what a test puts between page and gateway.
    serviceWorkers: options.workers ? "allow" : "block",
  });
  context.setDefaultTimeout(90_000);
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    if (/content security policy|trusted/i.test(message.text())) complaints.push(message.text());
  });
  await page.goto((options.at ?? url) + (options.path ?? "/"));
  return { context, page };
}

/** At the door a persona is chosen; then the page asked for is shown. */
export async function visitAs(persona: Persona, path?: string, width?: number): Promise<Visit> {
  const visited = await visit({ ...(path !== undefined && { path }), ...(width !== undefined && { width }) });
  await visited.page.getByRole("button", { name: `Demo ${persona}` }).click();
  await visited.page.locator("main#main").waitFor();
  return visited;
}

/** The token is in memory only: a tab's and a browser's storage, and every address, know nothing of it. */
export async function keepsNoToken(page: Page): Promise<void> {
  const stored = await page.evaluate(
    "JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href, document.cookie])",
  );
  expect(stored).toContain("metercast.");
  expect(stored).not.toContain("eyJ");
}

export function expectNoComplaints(): void {
  expect(complaints).toEqual([]);
}

/**
 * What a screen reader announced since, one after the other; or what an element has said, however soon it
 * said something else.
 */
export async function said(page: Page, where = "#announcer"): Promise<() => Promise<string[]>> {
  const name = JSON.stringify(where);
  await page.evaluate(`(() => {
    const region = document.querySelector(${name});
    const texts = [];
    (window.said ??= {})[${name}] = texts;
    new MutationObserver(() => region.textContent && texts.push(region.textContent))
      .observe(region, { childList: true, characterData: true, subtree: true });
  })()`);
  return () => page.evaluate(`window.said[${name}]`) as Promise<string[]>;
}

/** The keyboard focus is still on the page, not at its beginning. */
export async function focusIsKept(page: Page): Promise<void> {
  const focused = "document.activeElement === document.body ? 'nowhere' : 'somewhere'";
  await expect.poll(() => page.evaluate(focused)).toBe("somewhere");
}

/** What stands beside the field that has the focus. */
export function describedBy(page: Page): Promise<string> {
  const script = `(() => {
    const id = document.activeElement?.getAttribute("aria-describedby");
    return id ? (document.getElementById(id)?.textContent ?? "") : "";
  })()`;
  return page.evaluate(script) as Promise<string>;
}

/** Viewers who watch a stream through the API until told to stop, so that its creator earns. */
export async function audience(streamId: string, count: number): Promise<{ leave(): Promise<void> }> {
  const { world, admin } = consoleWorld();
  let watching = true;
  const watch = async (number: number) => {
    const viewer = await person(world, `fan-${streamId.slice(-6)}-${number}`, "viewer");
    await give(admin, viewer, 5_000);
    // A busy wallet may need to be asked again.
    const join = () => viewer.post(`/api/streams/${streamId}/sessions`);
    const { body: session } = await poll(join, ({ status }) => status < 300);
    while (watching) {
      await viewer.post(`/api/sessions/${session.id}/heartbeat`).catch(() => undefined);
      await pace(400);
    }
    await viewer.delete(`/api/sessions/${session.id}`);
  };
  const all = Array.from({ length: count }, (_, number) => watch(number));
  return {
    async leave() {
      watching = false;
      await Promise.all(all);
    },
  };
}

/** The creator has at least this much to withdraw, dollars. */
export async function earned(dollars: number): Promise<void> {
  const { creator } = consoleWorld();
  await poll(
    () => creator.get("/api/earnings/summary"),
    ({ body }) => Number(body.available?.amount ?? 0) >= dollars,
  );
}
