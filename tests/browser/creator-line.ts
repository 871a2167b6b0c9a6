import { describe, expect, it } from "vitest";
import {
  audience,
  consoleWorld,
  earned,
  expectNoComplaints,
  focusIsKept,
  visitAs,
} from "./support/console-world.ts";
import { look } from "./support/look.ts";

describe("a creator earns, asks, and is paid", () => {
  it("as three people would do it", async () => {
    const { creator } = consoleWorld();
    const creators = await visitAs("creator");
    const { page } = creators;

    // Going live, and seeing it earn.
    await page.getByLabel("Title of the stream").fill("Songs for the night");
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
    await question
      .getByText(/\$100\.00 leaves the balance of Demo creator now and is sent to Stripe/)
      .waitFor();
    await question.getByLabel("Message to the creator (optional)").fill("thank you for the evening");
    await question.getByRole("button", { name: "Approve" }).click();
    await admins.page.getByText("Nothing waits for you").waitFor();

    // The creator's page follows by itself.
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
    await page.getByRole("button", { name: /^Refuse: \$50\.00/ }).waitFor();
    await page.keyboard.press("r");
    const question = page.getByRole("dialog");
    await question.getByRole("button", { name: "Refuse" }).click();
    await question.getByText("Say why: the creator reads it.").waitFor();
    await question.getByLabel("Reason, for the creator").fill("ask again on Monday");
    await question.getByRole("button", { name: "Refuse" }).click();
    await page.getByText("Nothing waits for you").waitFor();
    await context.close();
    const creators = await visitAs("creator", "/finances");
    const row = creators.page.getByRole("row", { name: /ask again on Monday/ });
    await row.getByText("Refused").waitFor();
    await creators.context.close();
  });
});
