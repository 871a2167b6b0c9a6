import { credit } from "@metercast/testkit";
import { describe, it } from "vitest";
import { consoleWorld, type Persona, startConsoleWorld, visitAs } from "./support/console-world.ts";
import { look } from "./support/look.ts";

startConsoleWorld();

/** What is said where there is nothing yet. */
const EMPTY: Record<Persona, [path: string, says: string][]> = {
  viewer: [
    ["/streams", "Nobody is live right now"],
    ["/receipts", "No receipts yet"],
  ],
  creator: [
    ["/dashboard", "No earnings in this time"],
    ["/finances", "No withdrawals yet"],
    ["/ledger", "No entries"],
  ],
  admin: [
    ["/admin", "Nothing waits for you"],
    ["/admin/review", "Nothing needs review"],
    ["/admin/search", "Paste an id, or its beginning"],
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
    await page.getByText("Withdrawals from $50.00 on", { exact: true }).waitFor();
    await page.getByRole("progressbar", { name: "Progress to the minimum" }).waitFor();
    await look(page, "/finances-below-minimum", { briefly: true });
    await page.getByRole("link", { name: "Home" }).click();
    await page.getByText("$30.00 more until you can withdraw").waitFor();
    await look(page, "/dashboard-below-minimum", { briefly: true });
    await context.close();
  });
});
