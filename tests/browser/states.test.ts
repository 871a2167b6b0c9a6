import { join } from "node:path";
import { credit, poll, tokensOf } from "@metercast/testkit";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import {
  audience,
  consoleWorld,
  type Persona,
  SCREENSHOTS,
  said,
  startConsoleWorld,
  visit,
  visitAs,
} from "./support/console-world.ts";
import { look } from "./support/look.ts";

startConsoleWorld();

describe("what passes on a page", () => {
  let streamId = "";
  beforeAll(async () => {
    const { creator } = consoleWorld();
    const { body } = await creator.post("/api/streams", { body: { title: "A moment" } });
    streamId = body.id;
  });

  for (const [persona, path] of [
    ["viewer", "/streams"],
    ["viewer", "/watch"],
    ["creator", "/dashboard"],
    ["admin", "/admin"],
  ] as const)
    it(`${path} has its shape before its numbers`, async () => {
      await slowly(persona, path === "/watch" ? `/watch/${streamId}` : path, async (page) => {
        await page.getByRole("status", { name: "Loading" }).first().waitFor();
        await look(page, `loading${path}`, { briefly: true, loading: true });
      });
    });

  it("few tokens are amber, and the packages are there before they end", async () => {
    await viewerHas(7);
    const { context, page } = await visitAs("viewer", `/watch/${streamId}`);
    await page.getByText("tokens left").waitFor();
    await page.getByRole("button", { name: /^Buy 50 tokens/ }).waitFor();
    await look(page, "/watch-low", { briefly: true });
    await viewerHas(0);
    // Nobody is asked to watch what they can't pay: the way to tokens is where the button was.
    await page.getByTestId("curtain").locator("..").getByRole("button", { name: "Top up" }).click();
    const focused = `document.activeElement?.textContent ?? ""`;
    await expect.poll(() => page.evaluate(focused)).toMatch(/^Buy/);
    await look(page, "/watch-none", { briefly: true });
    await context.close();
  });

  it("a bar of the chart tells its exact amounts, and the one that grows is hatched", async () => {
    // Whatever hour it is, and should another begin meanwhile: something is earned in it.
    const fans = await audience(streamId, 1);
    const { context, page } = await visitAs("creator", "/dashboard");
    const bar = page.locator("main svg path[data-running]").last();
    const running = async () => {
      await bar.hover();
      return page.getByText(/ · still running/).count();
    };
    await expect.poll(running).toBeGreaterThan(0);
    await page
      .getByText(/[\d,]+ viewer-minutes/)
      .last()
      .waitFor();
    await page.screenshot({ path: join(SCREENSHOTS, "chart-tip-wide-light.png") });
    await context.close();
    await fans.leave();
  });

  it("the menu goes by the keyboard: light or dark, and the way out", async () => {
    const { context, page } = await visitAs("creator", "/finances");
    const button = page.getByRole("button", { name: "Demo creator: settings and sign out" });
    await button.focus();
    await page.keyboard.press("Enter");
    const menu = page.getByRole("menu");
    await menu.waitFor();
    await look(page, "/menu", { briefly: true, fullPage: false });
    await menu.getByRole("menuitemradio", { name: "Dark" }).click();
    await expect.poll(() => page.evaluate("document.documentElement.dataset.theme")).toBe("dark");
    await page.keyboard.press("Escape");
    await menu.waitFor({ state: "hidden" });
    await expect
      .poll(() => page.evaluate("document.activeElement?.getAttribute('aria-haspopup')"))
      .toBe("menu");
    await button.click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByText("Welcome to Metercast").waitFor();
    await context.close();
  });

  it("the first key leads past the head of the page, and another page is said", async () => {
    const { context, page } = await visitAs("creator", "/finances");
    await page.keyboard.press("Tab");
    await expect.poll(() => page.evaluate("document.activeElement?.textContent")).toBe("Skip to content");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.evaluate("document.activeElement?.id")).toBe("main");
    await page.getByRole("link", { name: "Ledger" }).click();
    await expect.poll(() => page.locator("#announcer").textContent()).toBe("Ledger · Metercast");
    await context.close();
  });

  it("an id is copied whole by a click", async () => {
    const { admin, creator } = consoleWorld();
    await credit(admin, { user_id: creator.id, asset: "USD", amount: "60.00" });
    const { body } = await creator.post("/api/withdrawals", { body: { amount: "60.00" }, key: "to-copy" });
    const { context, page } = await visitAs("creator", "/finances");
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const button = page.getByRole("button", { name: /^Copy wdr_/ }).first();
    await button.waitFor();
    // It says so for a second and a half.
    const shown = await said(page, `button[title="${body.id}"]`);
    await button.click();
    await expect.poll(async () => (await shown()).join()).toContain("Copied");
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe(body.id);
    await context.close();
  });
});

/** Exactly so many tokens, and no session that still takes some. */
async function viewerHas(count: number): Promise<void> {
  const { viewer, admin } = consoleWorld();
  const { body } = await viewer.get("/api/sessions?limit=100");
  for (const { id, status } of body.data) if (status === "active") await viewer.delete(`/api/sessions/${id}`);
  await poll(
    async () => {
      const change = count - (await tokensOf(viewer));
      const direction = change > 0 ? "credit" : "debit";
      const amount = Math.abs(change);
      if (change !== 0) await credit(admin, { user_id: viewer.id, asset: "TOKEN", direction, amount });
      return tokensOf(viewer);
    },
    (left) => left === count,
  );
}

/** A page whose questions to the API are answered only when everything has been looked at. */
async function slowly(persona: Persona, path: string, then: (page: Page) => Promise<void>): Promise<void> {
  const { url } = consoleWorld();
  const { context, page } = await visit({ path });
  let answer = () => {};
  const looked = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route(
    // Who it is must be known before there is a page.
    ({ href, pathname }) => href.startsWith(`${url}/api/`) && !/^\/api\/(demo\/|me$)/.test(pathname),
    async (route) => {
      await looked;
      await route.continue().catch(() => undefined);
    },
  );
  await page.getByRole("button", { name: `Demo ${persona}` }).click();
  try {
    await then(page);
  } finally {
    answer();
  }
  await page.getByRole("status", { name: "Loading" }).first().waitFor({ state: "detached" });
  await context.close();
}
