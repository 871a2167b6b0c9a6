import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import {
  audience,
  consoleWorld,
  earned,
  expectNoComplaints,
  focusIsKept,
  said,
  startConsoleWorld,
  visitAs,
} from "./support/console-world.ts";
import { look } from "./support/look.ts";

startConsoleWorld();

const STREAM = "Songs for the night";

describe("a creator earns, asks, and is paid", () => {
  it("as three people would do it", async () => {
    const { creator } = consoleWorld();
    const creators = await visitAs("creator");
    const { page } = creators;

    // Going live, and seeing it earn.
    await page.getByLabel("Title of the stream").fill(STREAM);
    await page.getByRole("button", { name: "Go live" }).click();
    await page.getByRole("button", { name: "End stream" }).waitFor();
    const { body: streams } = await creator.get("/api/streams?creator_id=demo-creator");
    const fans = await audience(streams.data[0].id, 4);
    await page.getByText("This stream").waitFor();
    await earned(150);
    await fans.leave();
    await page.getByRole("button", { name: "End stream" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "End stream" }).click();
    await page.getByText("You are not live").waitFor();

    // Where it goes, at Stripe, in a window beside.
    await page.getByRole("link", { name: "Finances" }).click();
    const [stripe] = await Promise.all([
      creators.context.waitForEvent("page"),
      page.getByRole("button", { name: "Set up with Stripe" }).click(),
    ]);
    await stripe.waitForURL(/\/finances$/);
    await stripe.close();
    await page.getByText("Payouts go here.").waitFor();

    // The limits are known before anything is sent.
    await page.getByLabel("Amount", { exact: true }).fill("20");
    await page.getByRole("button", { name: "Withdraw…" }).click();
    await page.getByText("At least $50.00").waitFor();
    await page.getByLabel("Amount", { exact: true }).fill("100");
    await page.getByRole("button", { name: "Withdraw…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(/^\$100\.00 is set aside now and sent to Stripe acct_/).waitFor();
    await look(page, "/withdraw-confirm", { briefly: true, fullPage: false });
    await dialog.getByRole("button", { name: "Withdraw" }).click();
    const row = page.getByRole("row", { name: /100\.00/ });
    await row.getByText("Held").waitFor();
    await page.getByText("One withdrawal is open already").waitFor();
    await focusIsKept(page);

    // Somebody else decides, with the keyboard.
    const admins = await visitAs("admin");
    await admins.page.getByRole("button", { name: "Approve: $100.00 of Demo creator" }).waitFor();
    await admins.page.keyboard.press("a");
    const question = admins.page.getByRole("dialog");
    await question.getByText(/\$100\.00 leaves the balance of Demo creator and is sent to Stripe/).waitFor();
    await question.getByLabel("Message to the creator (optional)").fill("thank you for the evening");
    await question.getByRole("button", { name: "Approve" }).click();
    await admins.page.getByText("The queue is empty").waitFor();

    // The creator's page updates automatically.
    await row.getByText("Paid").waitFor();
    await row.getByRole("button", { name: "Timeline of $100.00" }).click();
    await page.getByText("thank you for the evening").waitFor();
    const { body } = await creator.get("/api/withdrawals");
    expect(body.data[0]).toMatchObject({ status: "COMPLETED", amount: { amount: "100.00" } });
    expectNoComplaints();
    await creators.context.close();
    await admins.context.close();
  });

  it("a refusal needs words, and the creator reads them", async () => {
    const { creator } = consoleWorld();
    await creator.post("/api/withdrawals", { body: { amount: "50.00" }, key: "to-be-refused" });
    const { context, page } = await visitAs("admin");
    await page.getByRole("button", { name: /^Reject: \$50\.00/ }).waitFor();
    await page.keyboard.press("r");
    const question = page.getByRole("dialog");
    await question.getByRole("button", { name: "Reject" }).click();
    await question.getByText("Say why: the creator reads it.").waitFor();
    await question.getByLabel("Reason, for the creator").fill("ask again on Monday");
    await question.getByRole("button", { name: "Reject" }).click();
    await page.getByText("The queue is empty").waitFor();
    await context.close();
    const creators = await visitAs("creator", "/finances");
    const row = creators.page.getByRole("row", { name: /ask again on Monday/ });
    await row.getByText("Rejected").waitFor();
    await creators.context.close();
  });
});

describe("a creator's books", () => {
  it("are filtered by what, which stream and when, all the way back", async () => {
    const { context, page } = await visitAs("creator", "/ledger");
    const rows = page.getByRole("table", { name: "Ledger" }).locator("tbody tr");
    await rows.first().waitFor();

    const [asked] = await Promise.all([
      page.waitForRequest((request) => request.url().includes("stream_id=str_")),
      page.getByLabel("Stream").selectOption({ label: STREAM }),
    ]);
    expect(new URL(asked.url()).pathname).toBe("/api/wallet/entries");
    await allOf(page, new RegExp(`^Stream earnings${STREAM}`));

    await page.getByLabel("Stream").selectOption({ label: "All streams" });
    await page.getByLabel("Type").selectOption({ label: "Withdrawal" });
    await allOf(page, /^Withdrawal/);
    await page.getByLabel("Time").selectOption({ label: "Last 24 hours" });
    await allOf(page, /^Withdrawal/);
    await expect.poll(() => new URL(page.url()).searchParams.get("time")).toBe("day");
    await page.getByLabel("Stream").selectOption({ label: STREAM });
    await page.getByText("Nothing fits these filters.").waitFor();
    await look(page, "/ledger-nothing-fits", { briefly: true });
    await context.close();
  });

  it("are filtered by all that was chosen, however quickly", async () => {
    const { context, page } = await visitAs("creator", "/ledger");
    await page.getByRole("option", { name: STREAM }).waitFor({ state: "attached" });
    // Both before the page has drawn the first.
    await page.evaluate(`for (const text of ["${STREAM}", "Withdrawal"]) {
      const option = [...document.querySelectorAll("main option")].find((one) => one.text === text);
      const select = option.closest("select");
      select.value = option.value;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }`);
    const chosen = () => [...new URL(page.url()).searchParams.keys()].toSorted();
    await expect.poll(chosen).toEqual(["stream", "type"]);
    await context.close();
  });

  it("leave as a file", async () => {
    // The month of what was earned, should another have begun since.
    const earned = "/api/wallet/entries?asset=USD&reference_type=STREAM_EARNINGS&limit=1";
    const { body } = await consoleWorld().creator.get(earned);
    const month = body.data[0].created_at.slice(0, "2026-11".length);
    const { context, page } = await visitAs("creator", "/ledger");
    await page.getByLabel("Download the statement of").selectOption(month);
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Statement (CSV)" }).click(),
    ]);
    expect(file.suggestedFilename()).toBe(`metercast-${month}.csv`);
    const text = readFileSync(await file.path(), "utf8");
    expect(text).toContain("OPENING_BALANCE");
    expect(text).toContain("STREAM_EARNINGS");
    expect(text).toContain("CLOSING_BALANCE");
    await context.close();
  });

  it("a request is canceled, and the money is there again", async () => {
    const { creator } = consoleWorld();
    await creator.post("/api/withdrawals", { body: { amount: "51.00" }, key: "to-be-canceled" });
    const { context, page } = await visitAs("creator", "/finances");
    const heard = await said(page);
    const row = page.getByRole("row", { name: /51\.00/ });
    await row.getByRole("button", { name: "Cancel the withdrawal of $51.00" }).click();
    const dialog = page.getByRole("dialog", { name: "Cancel this withdrawal?" });
    await dialog.getByText("$51.00 is available again at once.").waitFor();
    await look(page, "/cancel", { briefly: true, fullPage: false });
    await dialog.getByRole("button", { name: "Cancel withdrawal" }).click();
    await row.getByText("Canceled").waitFor();
    await expect.poll(heard).toContain("The withdrawal is canceled.");
    await focusIsKept(page);
    await context.close();
  });
});

/** Every row that is shown, and there are some. */
async function allOf(page: Page, what: RegExp): Promise<void> {
  const rows = page.getByRole("table", { name: "Ledger" }).locator("tbody tr");
  await expect
    .poll(async () => {
      const texts = await rows.allTextContents();
      return texts.length > 0 && texts.every((text) => what.test(text));
    })
    .toBe(true);
}
