import { give, poll } from "@metercast/testkit";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import {
  consoleWorld,
  expectNoComplaints,
  keepsNoToken,
  startConsoleWorld,
  visit,
  visitAs,
} from "./support/console-world.ts";
import { look } from "./support/look.ts";

startConsoleWorld();

const TITLE = "An evening walk";

describe("a viewer watches until the tokens end, tops up and goes on", () => {
  it("as a person would do it", async () => {
    const { creator, admin, viewer } = consoleWorld();
    const { body: stream } = await creator.post("/api/streams", { body: { title: TITLE } });
    await give(admin, viewer, 15);

    const { context, page } = await visit();
    await page.getByRole("button", { name: "Demo viewer" }).click();
    await page.getByRole("link", { name: TITLE }).click();
    await page.getByRole("button", { name: "Start watching" }).click();

    // Three minutes for 15 tokens, each a second long here; then it stops and shows why.
    const curtain = page.getByTestId("curtain");
    await curtain.getByText("Your tokens are used up").waitFor();
    await curtain.getByText("You watched 3 minutes for 15 tokens.").waitFor();
    await expect.poll(() => tokensShown(page), { timeout: 60_000 }).toBe("0 tokens");

    await look(page, "/watch-used-up", { briefly: true });
    // The packages are there, in place; Checkout opens beside the stream.
    const [checkout] = await Promise.all([
      context.waitForEvent("page"),
      page.getByRole("button", { name: /^Buy 50 tokens for \$150\.00$/ }).click(),
    ]);
    await checkout.getByRole("button", { name: "Pay $150.00" }).click();
    await checkout.getByText("Thank you").waitFor();
    await look(checkout, "/paid", { briefly: true });
    // The window goes, or says that the browser keeps it.
    const gone = checkout.waitForEvent("close").catch(() => undefined);
    await checkout
      .getByRole("button", { name: "Close this tab" })
      .click()
      .catch(() => undefined);
    const kept = checkout
      .getByText("Your browser keeps this tab open")
      .waitFor()
      .then(
        () => true,
        () => false,
      );
    const saysSo = await Promise.race([gone.then(() => false), kept]);
    expect(saysSo || checkout.isClosed()).toBe(true);
    if (!checkout.isClosed()) await checkout.close();

    await expect.poll(() => tokensShown(page), { timeout: 60_000 }).toBe("50 tokens");
    // What was said about used up tokens goes with them.
    await curtain.getByText("Your tokens have arrived").waitFor();
    // Enough for as long as a busy machine may take: from here on nobody runs out.
    await give(admin, viewer, 5_000);
    await page.getByRole("button", { name: "Continue watching" }).click();
    await page.getByRole("button", { name: "Leave" }).click();
    await curtain.getByText("You left the stream").waitFor();

    await page.getByRole("link", { name: "Receipts" }).click();
    await page.getByText("Tokens used up").waitFor();
    await page
      .getByRole("button", { name: `Minutes of ${TITLE}` })
      .last()
      .click();
    await page.getByText("Minute 3", { exact: true }).waitFor();
    expectNoComplaints();

    await keepsNoToken(page);
    await context.close();
    await creator.post(`/api/streams/${stream.id}/end`);
  });

  it("a viewer who closes the page does not go on paying", async () => {
    const { creator, viewer } = consoleWorld();
    const { body: stream } = await creator.post("/api/streams", { body: { title: "A short visit" } });
    const { context, page } = await visit({ path: `/watch/${stream.id}` });
    await page.getByRole("button", { name: "Demo viewer" }).click();
    await page.getByRole("button", { name: "Start watching" }).click();
    await page.getByRole("button", { name: "Leave" }).waitFor();
    await page.close({ runBeforeUnload: true });
    const last = await poll(
      () => viewer.get(`/api/sessions?stream_id=${stream.id}`),
      ({ body }) => body.data[0]?.status === "ended",
    );
    expect(last.body.data[0]).toMatchObject({ status: "ended", end_reason: "lost" });
    await context.close();
    await creator.post(`/api/streams/${stream.id}/end`);
  });
});

describe("a connection that is lost", () => {
  it("is said, looked for, and what happened meanwhile is shown when it is back", async () => {
    const { world, admin, viewer } = consoleWorld();
    const { context, page } = await visitAs("viewer", "/streams");
    const tokens = page.locator("header").getByText(/tokens$/);
    await tokens.waitFor();
    // All of the page, its program too: what it has not loaded yet it could not load while the gateway is
    // away.
    await page.getByRole("heading", { name: "Live now" }).waitFor();
    await expect.poll(() => page.getByRole("status", { name: "Loading" }).count()).toBe(0);
    // "5,035 tokens"
    const shown = async () => Number((await tokens.textContent())?.replaceAll(/\D/g, ""));
    const before = await shown();
    // The event stream ends; a request that fails meanwhile says more.
    const lost = page.getByTestId(/^(reconnecting|offline)$/);
    await world.service("gateway").stop();
    // Whatever is wrong with the line: those who come after need the gateway.
    try {
      await lost.waitFor();
      expect(await lost.textContent()).toMatch(/ · what you see is \d+ (sec|min) old/);
      await look(page, "/reconnecting", { briefly: true, fullPage: false });
    } finally {
      await world.restart("gateway");
    }
    await give(admin, viewer, 7);
    await lost.waitFor({ state: "hidden" });
    await expect.poll(shown).toBe(before + 7);
    await context.close();
  });
});

const tokensShown = (page: Page) =>
  page
    .locator("header")
    .getByText(/tokens$/)
    .textContent();
