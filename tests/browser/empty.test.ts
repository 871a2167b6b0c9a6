import { credit } from "@metercast/testkit";
import { describe, expect, it } from "vitest";
import { consoleWorld, type Persona, startConsoleWorld, visitAs } from "./support/console-world.ts";
import { look } from "./support/look.ts";

startConsoleWorld();

/** What is said where there is nothing yet. */
const EMPTY: Record<Persona, [path: string, says: string][]> = {
  viewer: [
    ["/streams", "Nobody is live right now"],
    ["/receipts", "No receipts yet"],
    ["/money", "Nothing bought yet"],
  ],
  creator: [
    ["/dashboard", "No earnings in this time"],
    ["/finances", "No withdrawals yet"],
    ["/ledger", "No entries"],
    ["/inbox", "Nothing here yet"],
  ],
  admin: [
    ["/admin", "The queue is empty"],
    ["/admin/review", "Nothing needs review"],
    ["/admin/search", "Enter what you know"],
  ],
};

describe("before anything has happened", () => {
  for (const persona of ["viewer", "creator", "admin"] as const)
    it(`each page of the ${persona} says what will be there`, async () => {
      const { context, page } = await visitAs(persona);
      for (const [path, says] of EMPTY[persona]) {
        await page.goto(consoleWorld().url + path);
        await page.getByText(says, { exact: true }).first().waitFor();
        await look(page, `empty${path}`, { briefly: true });
      }
      await context.close();
    });

  it("a creator sees how far it is to the first withdrawal", async () => {
    const { admin, creator } = consoleWorld();
    await credit(admin, { user_id: creator.id, asset: "USD", amount: "20.00" });
    const { context, page } = await visitAs("creator", "/finances");
    await page.getByText("$30.00 more, and you can request it.").waitFor();
    await page.getByText("Minimum withdrawal $50.00", { exact: true }).first().waitFor();
    await page.getByRole("progressbar", { name: "Progress to the minimum" }).waitFor();
    await look(page, "/finances-below-minimum", { briefly: true });
    await page.getByRole("link", { name: "Home" }).click();
    await page.getByText("$30.00 more until you can withdraw").waitFor();
    await look(page, "/dashboard-below-minimum", { briefly: true });
    await context.close();
  });

  it("the bell counts what arrives at once; the inbox is read, archived and emptied from there", async () => {
    const { admin, creator } = consoleWorld();
    const { context, page } = await visitAs("creator", "/finances");
    const bell = page.getByRole("link", { name: /^Notifications/ });
    await page.getByRole("link", { name: "Notifications", exact: true }).waitFor();
    await credit(admin, { user_id: creator.id, asset: "USD", amount: "60.00" });
    const asked = await creator.post("/api/withdrawals", { body: { amount: "60.00" }, key: "for-the-bell" });
    expect(asked.status).toBeLessThan(300);
    await page.getByRole("link", { name: "Notifications, 1 unread" }).waitFor();
    await bell.click();
    await page.getByText("Your withdrawal was requested").waitFor();
    await look(page, "/inbox", { briefly: true });
    await page.getByRole("button", { name: "Mark all as read" }).click();
    await page.getByRole("link", { name: "Notifications", exact: true }).waitFor();
    await page.getByRole("button", { name: /^Archive: / }).click();
    await page.getByText("Nothing here yet").waitFor();
    await page.getByRole("link", { name: "Archived" }).click();
    await page.getByText("Your withdrawal was requested").waitFor();
    await context.close();
  });

  it("preferences are kept; security stays on, and the inbox speaks the chosen language", async () => {
    const { context, page } = await visitAs("creator", "/inbox?status=archived");
    await page.getByRole("link", { name: "Preferences" }).click();
    const security = page.getByRole("checkbox", { name: "Security: E-mail" });
    await security.waitFor();
    expect([await security.isChecked(), await security.isDisabled()]).toEqual([true, true]);
    await page.getByRole("checkbox", { name: "Summaries: E-mail" }).uncheck();
    await page.getByRole("checkbox", { name: /^Quiet hours/ }).check();
    await page.getByLabel("Language").selectOption("de");
    await look(page, "/inbox/preferences", { briefly: true });
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator("#main").getByText("Saved.").waitFor();
    const { body } = await consoleWorld().creator.get("/api/notification-preferences");
    expect(body).toMatchObject({
      language: "de",
      quiet_hours: { from: "22:00", to: "07:00" },
      channels: { digest: { in_app: true, email: false } },
    });
    await page.getByRole("link", { name: "Notifications", exact: true }).last().click();
    await page.getByRole("link", { name: "Archived" }).click();
    await page.getByText("Deine Auszahlung ist beantragt").waitFor();
    await context.close();
  });
});
