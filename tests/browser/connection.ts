import { describe, expect, it } from "vitest";
import { consoleWorld, visitAs } from "./support/console-world.ts";
import { look } from "./support/look.ts";

describe("a connection that is lost", () => {
  it("is said, looked for, and what happened meanwhile is shown when it is back", async () => {
    const { world, admin } = consoleWorld();
    const { context, page } = await visitAs("viewer", "/streams");
    const tokens = page.locator("header").getByText(/tokens$/);
    await tokens.waitFor();
    // All of the page, its program too: what it has not loaded yet it could not load while the gateway is away.
    await page.getByRole("heading", { name: "Live now" }).waitFor();
    await expect.poll(() => page.getByRole("status", { name: "Loading" }).count()).toBe(0);
    // "5,035 tokens"
    const shown = async () => Number((await tokens.textContent())?.replaceAll(/\D/g, ""));
    const before = await shown();
    await world.service("gateway").stop();
    // Whatever is wrong with the line: those who come after need the gateway.
    try {
      await page.getByTestId("reconnecting").waitFor();
      expect(await page.getByTestId("reconnecting").textContent()).toMatch(
        /Reconnecting · what you see is \d+ (s|min) old/,
      );
      await look(page, "/reconnecting", { briefly: true, fullPage: false });
    } finally {
      await world.restart("gateway");
    }
    const gift = {
      user_id: "demo-viewer",
      asset: "TOKEN",
      direction: "credit",
      amount: 7,
      reason: "meanwhile",
    };
    await admin.post("/api/admin/adjustments", { body: gift, key: "meanwhile" });
    await page.getByTestId("reconnecting").waitFor({ state: "hidden" });
    await expect.poll(shown).toBe(before + 7);
    await context.close();
  });
});
