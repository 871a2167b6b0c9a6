import { startWorld } from "@metercast/testkit";
import type { Browser } from "playwright-core";
import { chromiumProgram, launchChromium } from "../tests/browser/support/chromium.ts";
import { allBooks, type Bench, type Figure } from "./support/bench.ts";
import { booksOf, walletOf } from "./support/people.ts";

/** Lighthouse's "slow 4G" and its slower processor. */
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 204_800, uploadThroughput: 93_750 };
const CPU_SLOWDOWN = 4;
const LIMIT_MS = 2_500;

const HOMES = { viewer: "/streams", creator: "/dashboard", admin: "/admin" } as const;

/** The largest paint of each role's first page, from an empty cache, on a slow phone with a slow network. */
export const consolePaint: Bench = async ({ setting, progress }) => {
  const runs = setting("runs", 5, 1);
  const world = await startWorld({ env: { gateway: { DEMO: "1" } } });
  const browser = await launchChromium(await chromiumProgram());
  try {
    const figures: Figure[] = [];
    for (const [role, path] of Object.entries(HOMES)) {
      progress(`${runs} first visits of the ${role}`);
      const visits: Paints[] = [];
      for (let run = 0; run < runs; run++)
        visits.push(await firstVisit(browser, world.gatewayUrl + path, role));
      figures.push({ name: `${role}_first_paint_ms`, value: middle(visits.map(({ first }) => first)) });
      const value = middle(visits.map(({ largest }) => largest));
      figures.push({ name: `${role}_largest_paint_ms`, value, target: { below: LIMIT_MS } });
    }
    return {
      figures,
      settings: { runs, latency_ms: SLOW_4G.latency, cpu_slowdown: CPU_SLOWDOWN, kbit_per_second: 1_638 },
      books: allBooks(await booksOf(walletOf(world))),
    };
  } finally {
    await browser.close();
    await world.stop();
  }
};

interface Paints {
  first: number;
  largest: number;
}

async function firstVisit(browser: Browser, address: string, role: string): Promise<Paints> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  try {
    // A tab that knows its person signs in by itself.
    await context.addInitScript(`sessionStorage.setItem("metercast.persona", "${role}")`);
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", SLOW_4G);
    await session.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWDOWN });
    await page.goto(address);
    await page.locator("main#main h1").waitFor();
    await page.getByRole("status", { name: "Loading" }).first().waitFor({ state: "detached" });
    await page.waitForLoadState("load");
    return (await page.evaluate(PAINTS)) as Paints;
  } finally {
    await context.close();
  }
}

const PAINTS = `new Promise((resolve) => {
  const [{ startTime: first }] = performance.getEntriesByName("first-contentful-paint");
  new PerformanceObserver((list) => resolve({ first, largest: list.getEntries().at(-1).startTime }))
    .observe({ type: "largest-contentful-paint", buffered: true });
})`;

const middle = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN);
};
