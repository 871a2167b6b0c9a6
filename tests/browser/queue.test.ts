import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  consoleWorld,
  expectNoComplaints,
  said,
  startConsoleWorld,
  type Visit,
  visitAs,
} from "./support/console-world.ts";
import { look } from "./support/look.ts";
import { pending } from "./support/pending.ts";
import { fillQueue, PENDING, requestsOf, undoLonger } from "./support/queue.ts";

startConsoleWorld();

/** How many the keyboard decides one by one; more for a measurement. */
const BY_KEYBOARD = Number(process.env.DECISIONS ?? 8);

beforeAll(fillQueue, 300_000);

const rows = (page: Page) => page.locator("[data-queue] > li");
const openQueue = async (page: Page, query = "") => {
  await page.goto(`${consoleWorld().url}/admin${query}`);
  await rows(page).first().waitFor();
};

it("500 pending are shown in five requests; idle it asks nothing, and two at most for an event", {
  timeout: 600_000,
}, async () => {
  const { context, page } = await visitAs("admin");
  const requests = requestsOf(page);
  await page.clock.install();
  let late = 0;
  const total = () => page.getByText(`${PENDING + 1 + late} · $`);
  const isCounted = () =>
    total()
      .waitFor({ timeout: 30_000 })
      .then(() => true)
      .catch(() => false);
  const measured = async () => {
    const before = requests.streams();
    requests.taken();
    const began = performance.now();
    await openQueue(page);
    console.log(`queue: its rows stand there after ${Math.round(performance.now() - began)} ms`);
    const counts = [await isCounted()];
    const toShow = requests.taken();
    // Longer than any interval of a page that asks again and again.
    await page.clock.fastForward(16_000);
    counts.push(await isCounted());
    const idle = requests.taken();
    await pending(consoleWorld().world, [{ creatorId: `late-${late}`, name: "A late one", cents: 5_000n }]);
    late += 1;
    counts.push(await isCounted());
    const counted = counts.every(Boolean);
    return { toShow, idle, counted, forEvent: requests.taken(), streams: requests.streams() - before };
  };
  // A machine that stalls for long breaks the stream; after that everything is read again.
  let found = await measured();
  for (let more = 0; more < 5 && (found.streams > 1 || !found.counted); more++) found = await measured();
  console.log(`queue: ${found.toShow.length} requests to show ${PENDING}: ${found.toShow.join(" ")}`);
  console.log(`queue: ${found.forEvent.length} requests for an event: ${found.forEvent.join(" ")}`);
  expect(found.counted).toBe(true);
  expect(found.toShow.length).toBeLessThanOrEqual(5);
  expect(found.idle).toEqual([]);
  expect(found.forEvent.length).toBeLessThanOrEqual(2);
  expect(await rows(page).count()).toBeLessThan(60);
  await context.close();
});

describe("a queue of 500", () => {
  let visited: Visit;
  let page: Page;
  const decided: string[] = [];
  const current = () => page.locator("[data-current]");
  const label = async () => (await current().getAttribute("aria-label")) ?? "";
  const first = () => rows(page).first();
  const open = (query?: string) => openQueue(page, query);

  beforeAll(async () => {
    visited = await visitAs("admin");
    page = visited.page;
    await undoLonger(page);
  });
  afterAll(() => visited?.context.close());

  it("fifteen rows stand on a screen of 900 px", async () => {
    await open();
    const seen = `[...document.querySelectorAll("[data-queue] > li")]
      .filter((row) => row.getBoundingClientRect().bottom <= innerHeight).length`;
    await expect.poll(() => page.evaluate(seen)).toBeGreaterThanOrEqual(15);
    await look(page, "/admin-queue", { briefly: true, fullPage: false });
  });

  it("is decided by the keyboard: two keys each, and the next row follows", async () => {
    await open();
    const began = performance.now();
    for (let number = 0; number < BY_KEYBOARD; number++) {
      const before = await label();
      await page.keyboard.press("a");
      await page.getByRole("dialog").waitFor();
      await page.keyboard.press("Control+Enter");
      await page.getByRole("dialog").waitFor({ state: "hidden" });
      await expect.poll(label).not.toBe(before);
      decided.push(before);
    }
    const each = (performance.now() - began) / BY_KEYBOARD;
    console.log(`queue: ${Math.round(each)} ms for each of ${BY_KEYBOARD} approvals by the keyboard`);
    expect(new Set(decided).size).toBe(BY_KEYBOARD);
    // The focus goes with it.
    const focused = `document.activeElement?.getAttribute("aria-label") ?? ""`;
    await expect.poll(() => page.evaluate(focused)).toBe(await label());
  });

  it("takes a decision back, also after the page was loaded again", async () => {
    const toast = page.getByRole("region", { name: "Undo" });
    const last = decided.at(-1) ?? "";
    const undone = () => page.getByRole("button", { name: `Approve: ${last}`, exact: true });
    await toast.getByText(`Approved: ${last}`).waitFor();
    await page.keyboard.press("u");
    await undone().waitFor();
    // On a machine that stalls the time may be over: then another one is decided.
    const isUndone = async () => {
      await open("?sort=amount&dir=asc");
      const rejected = await label();
      await page.keyboard.press("r");
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Reason, for the creator").fill("ask again on Monday");
      await page.keyboard.press("Control+Enter");
      await dialog.waitFor({ state: "hidden" });
      await page.reload();
      await toast.getByText(`Rejected: ${rejected}`).waitFor();
      const heard = await said(page);
      await toast.getByRole("button", { name: "Undo" }).click();
      await expect.poll(heard).toContainEqual(expect.stringMatching(/^Undone|^Too late/));
      return heard();
    };
    await expect.poll(isUndone, { timeout: 200_000 }).toContain("Undone: it is pending again.");
  });

  it("is filtered and sorted in the address, which a reload and a saved view keep", async () => {
    await open();
    await page.getByRole("button", { name: /^Sort by amount/ }).click();
    await first().getByText("Changed by hand", { exact: true }).waitFor();
    await page.getByLabel("From amount").fill("54.90");
    await page.keyboard.press("Enter");
    await page.getByLabel("Name, email or id").fill("of-many");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.url()).toMatch(/sort=amount.*from=.*54\.90.*q=of-many/);
    const texts = () => rows(page).allTextContents();
    await expect.poll(async () => (await texts()).length).toBe(10);
    await page.reload();
    await expect.poll(async () => (await texts())[0]).toContain("Creator 499");
    expect(await texts()).toHaveLength(10);
    await page.getByRole("button", { name: "Save view…" }).click();
    await page.getByLabel("Name", { exact: true }).fill("The largest");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await open();
    await page.getByLabel("View").selectOption("The largest");
    await expect.poll(async () => (await texts()).length).toBe(10);
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export CSV" }).click();
    const file = await (await download).createReadStream();
    const lines = (await file.toArray()).join("").trim().split("\r\n");
    expect(lines).toHaveLength(11);
  });

  it("selects with Shift, and decides in one dialog that says the sum and who is left out", async () => {
    await open("?sort=amount");
    await first().getByText("Changed by hand", { exact: true }).waitFor();
    await page.getByRole("checkbox", { name: /of Changed by hand$/ }).click();
    await page.getByRole("checkbox", { name: /of Creator 477$/ }).click({ modifiers: ["Shift"] });
    // That one, and 499 to 477.
    await page.getByText("24 selected").waitFor();
    await page.keyboard.press("a");
    const dialog = page.getByRole("dialog", { name: /^Approve 23 withdrawals, \$/ });
    await dialog.getByText("1 withdrawal left out").waitFor();
    await dialog.getByText("Another admin must approve").waitFor();
    await dialog.getByText("$99.00 Changed by hand").waitFor();
    await look(page, "/admin-bulk", { briefly: true, fullPage: false });
    // The connection breaks off: all are still selected, and the words are still there.
    await dialog.getByLabel("Message to the creator").fill("Thank you");
    await page.route("**/decisions", (route) =>
      route.request().postData()?.includes("dry_run") ? route.fallback() : route.abort(),
    );
    await page.keyboard.press("Control+Enter");
    const results = page.getByRole("dialog", { name: "Results" });
    await results.getByText("23 withdrawals were not decided").waitFor();
    await page.unroute("**/decisions");
    await results.getByRole("button", { name: "Close" }).click();
    await page.getByText("23 selected").waitFor();
    await page.keyboard.press("a");
    const message = page.getByRole("dialog", { name: /^Approve 23 withdrawals, \$/ }).getByLabel("Message");
    expect(await message.inputValue()).toBe("Thank you");
    const heard = await said(page);
    await page.keyboard.press("Control+Enter");
    await dialog.waitFor({ state: "hidden" });
    await expect
      .poll(heard)
      .toContainEqual(expect.stringMatching(/^Approved 23 withdrawals, \$1,2\d\d\.\d\d\.$/));
    const toast = page.getByRole("region", { name: "Undo" });
    await toast.getByText(/^Approved: 23 withdrawals/).waitFor();
    await toast.getByRole("button", { name: "Undo all" }).click();
    await expect.poll(heard).toContain("Undone: 23 withdrawals pending again.");
  });

  it("all that match are selected, and their number is said", async () => {
    await open("?sort=amount");
    await first().getByText("Changed by hand", { exact: true }).waitFor();
    await page.getByRole("checkbox", { name: "Select all" }).click();
    await page.getByText(/^All \d{3} withdrawals that match are selected\./).waitFor();
    await page.getByRole("button", { name: "Clear" }).click();
  });

  it("rejects with a template that an admin wrote", async () => {
    await page.getByRole("button", { name: "Edit templates…" }).click();
    const editor = page.getByRole("dialog", { name: "Reject templates" });
    await editor.getByRole("button", { name: "Add template" }).click();
    await editor.getByLabel("Title").fill("Name differs");
    await editor.getByLabel("Text for the creator").fill("The account’s name is not yours.");
    await editor.getByRole("button", { name: "Save" }).click();
    await editor.getByText("Name differs").waitFor();
    await editor.getByRole("button", { name: "Close" }).click();
    await page.keyboard.press("r");
    const dialog = page.getByRole("dialog", { name: /^Reject \$/ });
    await dialog.getByLabel("Template").selectOption("Name differs");
    expect(await dialog.getByLabel("Reason, for the creator").inputValue()).toBe(
      "The account’s name is not yours.",
    );
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
  });

  it("a session that ends while one decides says so, and keeps the words for the same withdrawal", async () => {
    await open("?sort=amount");
    const dialog = page.getByRole("dialog");
    const reason = dialog.getByLabel("Reason, for the creator");
    const chosen = page.getByRole("button", { name: /^Reject: .* of Creator 480$/ });
    await chosen.click();
    await reason.fill("The name differs");
    await dialog.getByLabel("Internal note").fill("Seen twice");
    await page.route("**/api/**", (route) =>
      route.fulfill({ status: 401, json: { type: "about:blank", code: "unauthenticated", status: 401 } }),
    );
    await page.keyboard.press("Control+Enter");
    await page.getByRole("heading", { name: "Your session is over" }).waitFor();
    await page.unroute("**/api/**");
    await undoLonger(page);
    await page.getByRole("button", { name: "Demo admin" }).click();
    await chosen.click();
    expect(await reason.inputValue()).toBe("The name differs");
    expect(await dialog.getByLabel("Internal note").inputValue()).toBe("Seen twice");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
  });

  it("what is not there is said, with the request's id", async () => {
    await page.goto(`${consoleWorld().url}/admin/withdrawals/wdr_${"0".repeat(32)}`);
    const problem = page.getByRole("alert");
    await problem.getByText("Request").waitFor();
    await problem.getByRole("button", { name: /^Copy / }).waitFor();
    await look(page, "/admin/withdrawal-missing", { briefly: true });
  });

  it("on a phone a row opens to everything, and nothing is wider than the screen", async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    // One that nobody has decided.
    await open("?q=of-many-300");
    await page
      .getByRole("button", { name: /^Details of / })
      .first()
      .click();
    await page.getByText("Age of the earnings").waitFor();
    await page
      .getByText(/@example\.com$/)
      .first()
      .waitFor();
    await page
      .getByRole("button", { name: /^Approve: / })
      .first()
      .waitFor();
    const over = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    expect(await page.evaluate(over)).toBe(0);
    await look(page, "/admin-queue-opened", { briefly: true, fullPage: false });
    expectNoComplaints();
  });
});
