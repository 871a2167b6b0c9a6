import { readFileSync } from "node:fs";
import { give, poll } from "@metercast/testkit";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  consoleWorld,
  expectNoComplaints,
  startConsoleWorld,
  visit,
  visitAs,
} from "./support/console-world.ts";
import { look } from "./support/look.ts";

startConsoleWorld();

let stream: { id: string };
beforeAll(async () => {
  const { creator, admin, viewer } = consoleWorld();
  stream = (await creator.post("/api/streams", { body: { title: "An evening of money" } })).body;
  await give(admin, viewer, 5_000);
});
afterAll(() => consoleWorld().creator.post(`/api/streams/${stream.id}/end`));

const leave = (page: Page) => page.getByRole("button", { name: "Leave" });
/** The viewer's newest session of the stream. */
const session = async () =>
  (await consoleWorld().viewer.get(`/api/sessions?limit=1&stream_id=${stream.id}`)).body.data[0];

describe("who watches goes on watching", () => {
  it("after a reload, and when one of two tabs is closed: only the button ends the visit", async () => {
    const { context, page } = await visit({ path: `/watch/${stream.id}` });
    await page.getByRole("button", { name: "Demo viewer" }).click();
    await page.getByRole("button", { name: "Start watching" }).click();
    await leave(page).waitFor();
    const { id } = await session();
    await page.reload();
    await signInAgain(page);
    await leave(page).waitFor();
    const second = await context.newPage();
    await second.goto(page.url());
    await signInAgain(second);
    await leave(second).waitFor();
    // In the second tab to another page, then closed: the first one goes on.
    await second.getByRole("link", { name: "Live now" }).click();
    await second.getByRole("heading", { name: "Live now" }).waitFor();
    await second.close();
    const { minutes_billed: before } = await session();
    await poll(session, ({ minutes_billed }) => minutes_billed > before + 2);
    expect(await session()).toMatchObject({ id, status: "active" });
    await leave(page).click();
    await page.getByTestId("curtain").getByText("You left the stream").waitFor();
    expect(await session()).toMatchObject({ id, end_reason: "left" });
    await context.close();
  });
});

/** A tab without its person's token asks for it; one that gets it on its own does not. */
async function signInAgain(page: Page): Promise<void> {
  const button = page.getByRole("button", { name: "Demo viewer" });
  await button.or(leave(page)).first().waitFor();
  if (await button.isVisible()) await button.click();
}

describe("the page Money", () => {
  it("shows what was bought with its receipt, what was watched, and the balance; limits stop a stream", async () => {
    const { context, page } = await visitAs("viewer", "/money");
    await page.getByRole("heading", { name: "Money", exact: true }).waitFor();
    await page.getByText("An evening of money").first().waitFor();
    await page.getByRole("table", { name: "Your tokens at the start of each day" }).waitFor();
    await page.getByText(/^In money at the price of 50 tokens for \$150\.00\.$/).waitFor();

    const [checkout] = await Promise.all([
      context.waitForEvent("page"),
      page.getByRole("button", { name: /^Buy 50 tokens/ }).click(),
    ]);
    await checkout.getByRole("button", { name: "Pay $150.00" }).click();
    await checkout.getByText("Thank you").waitFor();
    await checkout.close();
    const [receipt] = await Promise.all([
      context.waitForEvent("page"),
      page
        .getByRole("button", { name: /^Receipt of/ })
        .first()
        .click(),
    ]);
    await receipt.getByText("150.00 USD paid").waitFor();
    await receipt.close();

    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download PDF" }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^metercast-[\d-]+\.pdf$/);
    expect(
      readFileSync(await file.path())
        .subarray(0, 5)
        .toString(),
    ).toBe("%PDF-");

    // What was spent may be more than nothing by now: the limit is reached at once.
    await page.getByLabel("A day").fill("1");
    await page.getByRole("button", { name: "Save limits" }).click();
    await page.getByText("Your limits are saved.").first().waitFor();
    await look(page, "/money");
    await page.goto(`${consoleWorld().url}/watch/${stream.id}`);
    await signInOnce(page);
    await page.getByRole("button", { name: "Start watching" }).or(again(page)).first().click();
    await page.getByTestId("curtain").getByText("Your spending limit is reached").waitFor();
    await look(page, "/watch-limit", { briefly: true });

    await page.getByRole("button", { name: "See your limits" }).click();
    await page.getByLabel("A day").fill("");
    await page.getByRole("button", { name: "Save limits" }).click();
    await page.getByText(/^From .* on:/).waitFor();
    await page.getByRole("button", { name: "Keep the present limits" }).click();
    await expect.poll(() => page.getByText(/^From .* on:/).count()).toBe(0);
    expectNoComplaints();
    await context.close();
  });
});

const again = (page: Page) => page.getByRole("button", { name: "Continue watching" });

async function signInOnce(page: Page): Promise<void> {
  const button = page.getByRole("button", { name: "Demo viewer" });
  await button.or(page.getByTestId("curtain")).first().waitFor();
  if (await button.isVisible()) await button.click();
}
