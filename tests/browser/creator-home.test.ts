import { poll } from "@metercast/testkit";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import {
  audience,
  consoleWorld,
  earned,
  expectNoComplaints,
  startConsoleWorld,
  type Visit,
  visit,
} from "./support/console-world.ts";
import { look } from "./support/look.ts";

startConsoleWorld();

const ZONE = "Asia/Kolkata";
const STREAM = "A first evening";
const PER_MINUTE = "Earnings a minute since the start of the stream; a table with the same numbers follows";

async function asCreator(path: string): Promise<Visit> {
  const visited = await visit({ path, zone: ZONE });
  await visited.page.getByRole("button", { name: "Demo creator" }).click();
  await visited.page.locator("main#main").waitFor();
  return visited;
}

const clock = (iso: string) =>
  new Date(iso).toLocaleTimeString("en-US", {
    timeZone: ZONE,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });

/** What the chart says of its first point, by the keys. */
async function firstOf(page: Page): Promise<string> {
  const chart = page.getByRole("slider", { name: PER_MINUTE });
  await chart.press("Home");
  return (await chart.getAttribute("aria-valuetext")) ?? "";
}

describe("a creator's first evening", () => {
  it("shows what is missing, the first minute at once, and the whole line when it is opened later", async () => {
    const { creator } = consoleWorld();
    const { context, page } = await asCreator("/dashboard");
    await page.getByRole("heading", { name: "Before you can be paid" }).waitFor();
    await page.getByRole("link", { name: "Set up a payout method" }).waitFor();
    await page.getByText("$50.00 more until you can withdraw").waitFor();
    const total = page.locator("dl > div").filter({ hasText: "Total earned" }).locator("[data-money]");
    await expect.poll(() => total.getAttribute("data-money")).toBe("$0.00");

    await page.getByLabel("Title of the stream").fill(STREAM);
    await page.getByRole("button", { name: "Go live" }).click();
    await page.getByRole("button", { name: "End stream" }).waitFor();
    const { body: streams } = await creator.get("/api/streams?creator_id=demo-creator");
    const stream = streams.data[0];
    const fans = await audience(stream.id, 3);
    // Without a reload, although the account was opened after the page.
    await expect.poll(() => total.getAttribute("data-money"), { timeout: 90_000 }).not.toBe("$0.00");
    await earned(80);
    await look(page, "/dashboard-first-evening", { briefly: true });

    // Somebody who opens the page now sees the same start, by their own clock.
    const later = await asCreator("/dashboard");
    await expect.poll(() => firstOf(later.page)).toContain(`${clock(stream.started_at)}, $0.00, 0 viewers`);
    await later.page.getByRole("slider", { name: PER_MINUTE }).press("End");
    await later.context.close();
    await fans.leave();
    await page.getByRole("button", { name: "End stream" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "End stream" }).click();
    await page.getByText("You are not live").waitFor();

    const { body: home } = await creator.get(`/api/earnings/home?zone=${ZONE}`);
    const today = page.locator("section").filter({ has: page.getByRole("heading", { name: "Today" }) });
    await today.locator(`[data-money="$${home.today.earned.amount}"]`).first().waitFor();
    await today.getByText("Unique viewers").waitFor();
    // Asia/Calcutta to some browsers.
    await page
      .getByText(/Days and hours in your time zone, Asia\//)
      .first()
      .waitFor();
    expectNoComplaints();
    await context.close();
  });

  it("finds the ledger by day and stream, of the days in the address", async () => {
    const { creator } = consoleWorld();
    const { body } = await creator.get("/api/wallet/entries?asset=USD&limit=1");
    const day = new Date(body.data[0].created_at).toLocaleDateString("sv-SE", { timeZone: ZONE });
    const { context, page } = await asCreator(`/ledger?from=${day}&to=${day}`);
    const row = page.getByRole("row", { name: new RegExp(`^Stream earnings.*${STREAM}`) });
    await row.first().waitFor();
    const entries = row.first().getByRole("button", { name: / entries/ });
    await entries.click();
    await expect.poll(() => page.locator("tbody ol li").count()).toBeGreaterThan(1);
    await look(page, "/ledger-by-day", { briefly: true });
    await page.getByLabel("From", { exact: true }).fill("2030-01-01");
    await expect.poll(() => new URL(page.url()).searchParams.get("from")).toBe("2030-01-01");
    await page.getByText("Nothing fits these filters.").waitFor();
    await context.close();
  });

  it("sees what to do instead of a day of arrival, and the hint goes once it is done", async () => {
    const { creator, admin } = consoleWorld();
    const { body: asked } = await creator.post("/api/withdrawals", {
      body: { amount: "60.00" },
      key: "homeless-60",
    });
    const approve = { body: { action: "approve" }, key: "homeless-60-approved" };
    await poll(
      () => admin.patch(`/api/withdrawals/${asked.id}`, approve),
      ({ status }) => status === 200,
    );
    await poll(
      () => creator.get(`/api/withdrawals/${asked.id}`),
      ({ body }) => body.attention === "payout_method_missing",
    );
    const { context, page } = await asCreator("/finances");
    await page.getByText("Action needed").first().waitFor();
    await page
      .getByRole("row", { name: /60\.00/ })
      .getByRole("link", { name: "Set up a payout method" })
      .waitFor();
    expect(await page.getByText(/^Arrives [A-Z]/).count()).toBe(0);
    await look(page, "/finances-action-needed", { briefly: true });
    const [stripe] = await Promise.all([
      context.waitForEvent("page"),
      page.getByRole("button", { name: "Set up with Stripe" }).click(),
    ]);
    await stripe.waitForURL(/\/finances$/);
    await stripe.close();
    await page.getByText("Payouts go here.").waitFor();
    await expect.poll(() => page.getByText(/This page updates automatically/).count()).toBe(0);
    await expect.poll(() => page.getByText("Action needed").count()).toBe(0);
    expectNoComplaints();
    await context.close();
  });
});
