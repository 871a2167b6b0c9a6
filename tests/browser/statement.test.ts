import { readFileSync } from "node:fs";
import { give } from "@metercast/testkit";
import { expect, it } from "vitest";
import {
  audience,
  consoleWorld,
  earned,
  expectNoComplaints,
  startConsoleWorld,
  visitAs,
} from "./support/console-world.ts";
import { look } from "./support/look.ts";

startConsoleWorld();

it("a creator's statement has the ledger's balance, on the page, as a file for spreadsheets and on paper", async () => {
  const { creator } = consoleWorld();
  const { body: stream } = await creator.post("/api/streams", {
    body: { title: "A song for the accountant" },
  });
  const fans = await audience(stream.id, 4);
  await earned(50);
  await fans.leave();
  const { body: wallet } = await creator.get("/api/wallet");
  const balance = wallet.accounts.find(({ asset }: { asset: string }) => asset === "USD").posted.amount;
  const shown = `$${balance}`;
  const { page, context } = await visitAs("creator");
  await page.getByRole("link", { name: "Statement" }).click();
  await page.getByRole("heading", { name: "Statement", level: 1 }).waitFor();
  await page.getByText(shown).first().waitFor();
  await page.getByRole("button", { name: "Last month" }).click();
  await page.getByText("Nothing happened in these days").waitFor();
  await page.getByRole("button", { name: "This month" }).click();
  await page.getByText(shown).first().waitFor();
  // The days are in the address.
  await page.reload();
  await page.getByText(shown).first().waitFor();

  const [csv] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download CSV" }).click(),
  ]);
  const text = readFileSync(await csv.path(), "utf8");
  expect(text).toMatch(/^\uFEFF"time"/);
  expect(text).toMatch(new RegExp(`"CLOSING_BALANCE".*${balance.replace(".", "\\.")}`));
  const [pdf] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download PDF" }).click(),
  ]);
  expect(
    readFileSync(await pdf.path())
      .subarray(0, 5)
      .toString(),
  ).toBe("%PDF-");

  await page.emulateMedia({ media: "print" });
  await page.getByRole("button", { name: "Print" }).waitFor({ state: "hidden" });
  await page.emulateMedia({ media: "screen" });
  await look(page, "/statement", { briefly: true });
  expectNoComplaints();
  await context.close();
});

it("an admin sees the platform at one look, and it changes while they look", async () => {
  const { page, context } = await visitAs("admin");
  await page.goto(new URL("/admin/overview", page.url()).href);
  await page.getByText("Owed to creators").waitFor();
  const numbers = () => page.locator("main dl").allInnerTexts();
  const before = await numbers();
  const requests: string[] = [];
  page.on("request", (request) => requests.push(new URL(request.url()).pathname));
  const { admin, viewer } = consoleWorld();
  await give(admin, viewer, 1_234);
  await expect.poll(numbers, { timeout: 90_000 }).not.toEqual(before);
  // What came came by the open stream.
  expect(requests.filter((path) => path.startsWith("/api/"))).toEqual([]);
  await look(page, "/admin/overview", { briefly: true });
  expectNoComplaints();
  await context.close();
});
