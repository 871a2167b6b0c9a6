import { credit, poll, sign } from "@metercast/testkit";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  consoleWorld,
  expectNoComplaints,
  startConsoleWorld,
  type Visit,
  visitAs,
} from "./support/console-world.ts";
import { look } from "./support/look.ts";

startConsoleWorld();

let withdrawalId = "";

beforeAll(async () => {
  const { world, admin, url } = consoleWorld();
  const claims = { name: "Carla Díaz", email: "carla@example.com" };
  const token = await sign(world.jwtSecret, "carla-7", ["creator"], { claims });
  const post = async (path: string, body: unknown, key = path): Promise<{ id: string }> => {
    const headers = {
      Authorization: `Bearer ${token}`,
      "Content-Type": "application/json",
      "Idempotency-Key": key,
    };
    const response = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
    expect(response.status).toBe(201);
    return (await response.json()) as { id: string };
  };
  await credit(admin, { user_id: "carla-7", asset: "USD", amount: "800.00" });
  await post("/api/streams", { title: "Sunset over Porto" });
  ({ id: withdrawalId } = await post("/api/withdrawals", { amount: "123.45" }));
  await poll(
    () => admin.get("/api/admin/people/carla-7"),
    ({ body }) => body.name === "Carla Díaz",
  );
});

const palette = (page: Page) => page.getByRole("dialog", { name: "Search and go to" });

/** Opens the search and types; again where the page was not listening yet. */
async function find(page: Page, text: string): Promise<void> {
  await expect
    .poll(async () => {
      if (!(await palette(page).isVisible())) await page.keyboard.press("Control+k");
      return palette(page)
        .getByRole("combobox")
        .fill(text, { timeout: 5_000 })
        .then(
          () => true,
          () => false,
        );
    })
    .toBe(true);
}

describe("an admin finds people", () => {
  let visited: Visit;
  let page: Page;
  const open = (path: string) => page.goto(consoleWorld().url + path);

  beforeAll(async () => {
    visited = await visitAs("admin");
    page = visited.page;
  });
  afterAll(() => visited?.context.close());

  it.each(["diaz", "carla@exa", "Sunset Porto"])("%s leads from ⌘K to the person's page", async (text) => {
    await open("/admin/rates");
    await page.locator("main#main h1").waitFor();
    await find(page, text);
    await palette(page).getByRole("option").filter({ hasText: "Carla Díaz" }).first().waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/admin/people/carla-7");
    await page.getByRole("heading", { level: 1, name: "Carla Díaz" }).waitFor();
    await palette(page).waitFor({ state: "hidden" });
  });

  it("an amount leads to its withdrawal; Escape gives the focus back to the button", async () => {
    await open("/admin/audit");
    await page.locator("main#main h1").waitFor();
    const button = page.getByRole("button", { name: /^Search ?(Ctrl K|⌘K)?$/ });
    await button.click();
    await palette(page).getByRole("combobox").fill("$123.45");
    const found = palette(page).getByRole("option", { name: /123\.45 USD/ });
    await found.waitFor();
    await look(page, "/palette", { briefly: true, fullPage: false });
    await page.keyboard.press("Escape");
    await palette(page).waitFor({ state: "hidden" });
    await expect.poll(() => button.evaluate((one) => one === one.ownerDocument.activeElement)).toBe(true);
    await button.click();
    await palette(page).getByRole("combobox").fill("$123.45");
    await found.click();
    await page.waitForURL(`**/admin/withdrawals/${withdrawalId}`);
    await page.getByRole("link", { name: "Carla Díaz" }).first().waitFor();
  });

  it("the person's page has their money, and takes a note, another minimum, a pause and the end of a stream", async () => {
    await open("/admin/people/carla-7");
    await page.getByText("carla@example.com").waitFor();
    await page.getByText("$676.55").waitFor();
    await page.getByText("Sunset over Porto").waitFor();
    await page.getByRole("textbox", { name: "New note" }).fill("called on Monday");
    await page.getByRole("button", { name: "Add note" }).click();
    await page.getByRole("listitem").filter({ hasText: "called on Monday" }).waitFor();

    await page.getByRole("button", { name: "Change minimum" }).click();
    const minimum = page.getByRole("dialog", { name: "Minimum withdrawal for Carla Díaz" });
    await minimum.getByRole("textbox", { name: "New minimum" }).fill("20.00");
    await minimum.getByRole("textbox", { name: "Reason" }).fill("moving");
    await minimum.getByRole("button", { name: "Change minimum" }).click();
    await page.getByText("Set for this creator").waitFor();

    await page.getByRole("button", { name: "Pause payouts…" }).click();
    const pause = page.getByRole("dialog", { name: "Pause payouts to Carla Díaz?" });
    await pause.getByRole("textbox", { name: "Reason" }).fill("a question");
    await pause.getByRole("button", { name: "Pause" }).click();
    await page.getByText("Payouts are paused by the admin").waitFor();

    await page.getByRole("button", { name: "End stream" }).click();
    const ending = page.getByRole("dialog", { name: "End “Sunset over Porto”?" });
    await ending.getByRole("button", { name: "End stream" }).click();
    await ending.waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "End stream" }).waitFor({ state: "hidden" });
    await look(page, "/admin/people");
  });

  it("on a phone, a row of the audit log opens to everything", async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await open("/admin/audit");
    const row = page.getByRole("button", { name: "Show everything: Set a minimum" });
    await row.click();
    const details = page.locator("dl").filter({ hasText: "moving" });
    await details.getByText("$20.00").waitFor();
    await details.getByRole("link", { name: "Carla Díaz" }).waitFor();
    await page.getByRole("button", { name: "Show less: Set a minimum" }).waitFor();
    const over = await page.evaluate(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    expect(over).toBe(0);
    await page.setViewportSize({ width: 1_280, height: 900 });
  });

  it("pages of one group stand together, and the present one is marked", async () => {
    await open("/admin/policies");
    const rules = page.getByRole("navigation", { name: "Rules" });
    await rules.getByRole("link", { name: "Rates" }).waitFor();
    expect(await rules.getByRole("link", { name: "Policies" }).getAttribute("aria-current")).toBe("page");
    await rules.getByRole("link", { name: "Rates" }).click();
    await page.waitForURL("**/admin/rates");
  });
});

it("viewers find streams and pages, creators their own streams and withdrawals", async () => {
  const { creator } = consoleWorld();
  const { body: stream } = await creator.post("/api/streams", { body: { title: "Morning in Lisbon" } });
  const viewer = await visitAs("viewer", undefined, 390);
  await find(viewer.page, "lisb");
  await palette(viewer.page)
    .getByRole("option", { name: /Morning in Lisbon/ })
    .click();
  await viewer.page.waitForURL(`**/watch/${stream.id}`);
  await viewer.context.close();

  const own = await visitAs("creator");
  await find(own.page, "ledger");
  await palette(own.page).getByRole("option", { name: "Ledger" }).waitFor();
  await own.page.keyboard.press("Enter");
  await own.page.waitForURL("**/ledger*");
  await own.context.close();
});

it("nothing was complained about", expectNoComplaints);
