import { beforeAll, describe, expect, it } from "vitest";
import {
  consoleWorld,
  expectNoComplaints,
  focusIsKept,
  startConsoleWorld,
  visitAs,
} from "./support/console-world.ts";
import { look } from "./support/look.ts";
import { isInCalendar, paidOnce, toSecondAdmin } from "./support/payouts.ts";

startConsoleWorld();

const STREAM = "Walk along the river";
let withdrawalId = "";

beforeAll(async () => {
  withdrawalId = await paidOnce(STREAM);
});

describe("a creator has several ways to be paid", () => {
  it("a rail asks for what its description says, beside its fields, and a second method is locked", async () => {
    const { context, page } = await visitAs("creator", "/finances");
    await page.getByRole("button", { name: "Add a payout method…" }).click();
    const dialog = page.getByRole("dialog", { name: "How do you want to be paid?" });
    // A rail that is off stays, with the reason, and can't be chosen.
    const off = dialog.getByRole("radio", { name: /^PayPal.*Not available on this platform now/ });
    expect(await off.isDisabled()).toBe(true);
    await dialog.getByRole("radio", { name: /^Bank transfer/ }).check();
    await dialog.getByRole("button", { name: "Add method" }).click();
    await dialog.getByText("Bank details is needed").waitFor();
    const focused = "document.activeElement?.getAttribute('name')";
    await expect.poll(() => page.evaluate(focused)).toBe("details");
    await look(page, "/method-wrong", { briefly: true, fullPage: false });
    await dialog.getByLabel("Bank details").fill("Ann Example, 12345678, 021000021");
    await dialog.getByRole("button", { name: "Add method" }).click();
    await dialog.waitFor({ state: "hidden" });
    const method = page.getByRole("listitem").filter({ hasText: "Bank transfer" });
    await method.getByText(/^Locked until [A-Z][a-z]+ \d+, \d{4}, /).waitFor();
    await look(page, "/finances-methods", { briefly: true });
    await context.close();
  });

  it("each withdrawal chooses one; what it costs and when it is sent is read before it is confirmed", async () => {
    const { context, page } = await visitAs("creator", "/finances");
    await page.getByLabel("Where it goes").selectOption({ label: "Bank transfer" });
    await page.getByLabel("Amount", { exact: true }).fill("50");
    await page.getByRole("button", { name: "Withdraw…" }).click();
    const dialog = page.getByRole("dialog", { name: "Withdraw $50.00?" });
    await dialog.getByText("sent to Bank transfer once an admin has approved it").waitFor();
    await dialog.getByText("You receive").locator("..").getByText("$50.00").waitFor();
    await dialog.getByText(/^This method is locked\. After approval the payout waits until /).waitFor();
    await look(page, "/withdraw-quote", { briefly: true, fullPage: false });
    await dialog.getByRole("button", { name: "Back" }).click();
    await dialog.waitFor({ state: "hidden" });
    const method = page.getByRole("listitem").filter({ hasText: "Bank transfer" });
    await method.getByRole("button", { name: /^Make default/ }).focus();
    await page.keyboard.press("Enter");
    await method.getByText("Default", { exact: true }).waitFor();
    await page
      .getByRole("listitem")
      .filter({ hasText: "Stripe acct_" })
      .getByRole("button", { name: /^Make default/ })
      .click();
    await method.getByRole("button", { name: /^Make default/ }).waitFor();
    await context.close();
  });
});

describe("a creator is paid within minutes", () => {
  it("the fee is read before anything is asked for, and stands in the history", async () => {
    const { context, page } = await visitAs("creator", "/finances");
    await page.getByRole("radio", { name: /^Instant/ }).check();
    await page.getByLabel("Amount", { exact: true }).fill("55");
    await page.getByRole("button", { name: "Withdraw…" }).click();
    const dialog = page.getByRole("dialog", { name: "Withdraw $55.00?" });
    await dialog.getByText("sent to Stripe acct_").waitFor();
    await dialog.getByText("Fee", { exact: true }).locator("..").getByText("$0.55").waitFor();
    await dialog.getByText("You receive").locator("..").getByText("$54.45").waitFor();
    await look(page, "/withdraw-instant", { briefly: true, fullPage: false });
    await dialog.getByRole("button", { name: "Withdraw", exact: true }).click();
    const row = page.getByRole("row", { name: /55\.00/ });
    await row.getByText("Instant").waitFor();
    const admins = await visitAs("admin", "/admin");
    const waiting = admins.page.getByRole("listitem").filter({ hasText: "$55.00" });
    // Narrow screens have a mark of their own.
    await waiting.getByText("Instant", { exact: true }).first().waitFor();
    await admins.context.close();
    await row.getByRole("button", { name: "Cancel the withdrawal of $55.00" }).click();
    const cancel = page.getByRole("dialog", { name: "Cancel this withdrawal?" });
    await cancel.getByRole("button", { name: "Cancel withdrawal" }).click();
    await row.getByText("Canceled").waitFor();
    await context.close();
  });
});

describe("admins let a policy approve payouts", () => {
  it("only after a dry run in words: how many of the last days it would have approved, and why not", async () => {
    const { context, page } = await visitAs("admin", "/admin/policies");
    await page.getByLabel("At most a payout").fill("1000");
    await page.getByLabel("At most a day, all payouts together").fill("5000");
    await page.getByLabel("Payouts completed before, at least").fill("1");
    await page.getByRole("button", { name: "Try it on the last 30 days" }).click();
    await page.getByText("This policy would have approved 0 of the last 30 days’ 1 payout").waitFor();
    await page.getByText("too few completed payouts").waitFor();
    await look(page, "/admin/policies-dry-run", { briefly: true });
    await page.getByLabel("Payouts completed before, at least").fill("0");
    await page.getByRole("button", { name: "Try it on the last 30 days" }).click();
    await page
      .getByText("This policy would have approved 1 of the last 30 days’ 1 payout: $60.00 in all.")
      .waitFor();
    await page.getByRole("combobox", { name: "Automatic approval" }).selectOption("on");
    await page.getByLabel("Reason").first().fill("many small payouts");
    await page.getByRole("button", { name: "Set policy…" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Turn on automatic approval?" });
    await dialog.getByRole("button", { name: "Set policy" }).click();
    await page.getByText("A second admin has to confirm it.").first().waitFor();
    await toSecondAdmin(page);
    await page
      .getByText("Automatic approval: Up to $1,000.00 a payout and $5,000.00 a day")
      .first()
      .waitFor();
    await page.getByRole("button", { name: "Take back…" }).click();
    const decline = page.getByRole("dialog", { name: "Decline this?" });
    await decline.getByLabel("Reason").fill("only a try");
    await decline.getByRole("button", { name: "Decline" }).click();
    await page.getByText("No requests for a second admin").waitFor();
    await context.close();
  });
});

describe("admins set when earnings become available", () => {
  it("a longer hold counts at once, and the creator reads each amount of the balance", async () => {
    const { creator } = consoleWorld();
    const { context, page } = await visitAs("admin", "/admin/policies");
    await page.getByLabel("Days until available", { exact: true }).fill("7");
    await page.getByLabel("In reserve, percent").fill("10");
    await page.getByRole("button", { name: "Set policy…" }).last().click();
    await page.getByText("A reserve needs at least a day").waitFor();
    await page.getByText("Say why: it stays in the history").waitFor();
    await look(page, "/admin/policies-wrong", { briefly: true });
    await page.getByLabel("In reserve, days").fill("30");
    await page.getByLabel("Reason").last().fill("refunds of November");
    await page.getByRole("button", { name: "Set policy…" }).last().click();
    const dialog = page.getByRole("dialog", { name: "Set this policy?" });
    await dialog.getByText("10% in reserve for 30 days").waitFor();
    await dialog.getByRole("button", { name: "Set policy" }).click();
    await page.getByText("The policy is set.").first().waitFor();
    await page.getByRole("listitem").filter({ hasText: "refunds of November" }).waitFor();

    const creators = await visitAs("creator", "/finances");
    const card = creators.page.getByRole("region", { name: "When your money is available" });
    await card.getByText(/^Earnings are available 7 days after the end of the day \(UTC\)/).waitFor();
    const { body } = await creator.get("/api/earnings/availability");
    const balance = card.getByText("Balance", { exact: true }).locator("..");
    await balance.getByText(DOLLARS.format(body.balance.amount)).waitFor();
    await look(creators.page, "/finances-availability", { briefly: true });
    await creators.context.close();
    await context.close();
  });

  it("an earlier one waits for a second admin, who reads what it says", async () => {
    const { admin } = consoleWorld();
    const { context, page } = await visitAs("admin", "/admin/policies");
    await page.getByLabel("Days until available", { exact: true }).fill("0");
    await page.getByLabel("Reason").last().fill("as before");
    await page.getByRole("button", { name: "Set policy…" }).last().click();
    await page
      .getByRole("dialog", { name: "Set this policy?" })
      .getByRole("button", { name: "Set policy" })
      .click();
    await page.getByText("A second admin has to confirm it.").first().waitFor();
    await toSecondAdmin(page);
    await page.getByText("Earnings of everybody: Available at once · 10% in reserve for 30 days").waitFor();
    await page.getByText("Makes money available earlier").first().waitFor();
    const other = await admin.beside("another-admin", "admin");
    const { body } = await other.get("/api/admin/acts?status=pending");
    expect((await other.post(`/api/admin/acts/${body.data[0].id}/confirm`)).body.status).toBe("executed");
    await context.close();
  });
});

describe("a creator is paid by schedule", () => {
  it("it is checked beside its fields, saved, shown with its next day, and paused with the keyboard", async () => {
    const { creator } = consoleWorld();
    const { context, page } = await visitAs("creator", "/schedule");
    await page.getByText("No scheduled payouts").waitFor();
    await page.getByLabel("How often").selectOption({ label: "Every week" });
    await page.getByLabel("Day of the week").selectOption({ label: "Friday" });
    await page.getByLabel("Time zone").selectOption("Europe/Berlin");
    await page.getByLabel("Minimum").fill("20");
    await page.getByLabel("Keep in the balance").fill("1,00.00");
    await page.getByRole("button", { name: "Save schedule" }).click();
    await page.getByText("At least $50.00", { exact: true }).waitFor();
    await page.getByText("Did you mean $100.00?").waitFor();
    await look(page, "/schedule-wrong", { briefly: true });
    await page.getByLabel("Minimum").fill("60");
    await page.getByLabel("Keep in the balance").fill("5");
    await page.getByRole("button", { name: "Save schedule" }).click();
    await page.getByText("The schedule is saved.").first().waitFor();
    const { body } = await creator.get("/api/payout-schedule");
    expect(body).toMatchObject({
      cadence: "weekly",
      anchor_day: 5,
      zone: "Europe/Berlin",
      minimum: { amount: "60.00" },
      retain: { amount: "5.00" },
    });
    const next = page.getByRole("region", { name: "Next payout" });
    await next.locator(`time[datetime="${body.next_run.date}"]`).waitFor();
    await next.getByText(/^about \$\d/).waitFor();
    await look(page, "/schedule-weekly", { briefly: true });
    await isInCalendar(page, body.next_run.date);

    await next.getByRole("button", { name: "Pause" }).focus();
    await page.keyboard.press("Enter");
    await next.getByText("You have paused payouts").waitFor();
    await focusIsKept(page);
    await next.getByRole("button", { name: "Resume" }).click();
    await next.locator("time").waitFor();
    await context.close();
  });

  it("an admin pauses a creator with a reason, and the creator's page says so", async () => {
    const admins = await visitAs("admin", `/admin/withdrawals/${withdrawalId}`);
    const { page } = admins;
    await page.getByRole("button", { name: "Pause payouts…" }).click();
    const dialog = page.getByRole("dialog", { name: /^Pause payouts to / });
    await dialog.getByRole("button", { name: "Pause" }).click();
    await dialog.getByText("Say why: it stays in the history").waitFor();
    await dialog.getByLabel("Reason").fill("looking at a complaint");
    await look(page, "/admin/pause", { briefly: true, fullPage: false });
    await dialog.getByRole("button", { name: "Pause" }).click();
    await page.getByText("· payouts are paused").waitFor();
    await page.getByText("looking at a complaint").waitFor();

    const creators = await visitAs("creator", "/schedule");
    await creators.page.getByText("An admin has paused payouts").waitFor();
    // Only an admin ends it.
    expect(await creators.page.getByRole("button", { name: "Resume" }).count()).toBe(0);

    await page.getByRole("button", { name: "Resume payouts…" }).click();
    const resume = page.getByRole("dialog", { name: /^Resume payouts to / });
    await resume.getByLabel("Reason").fill("it was nothing");
    await resume.getByRole("button", { name: "Resume" }).click();
    await page.getByRole("button", { name: "Pause payouts…" }).waitFor();
    await creators.context.close();
    await admins.context.close();
  });
});

describe("an admin follows a payout", () => {
  it("to the account it went to, and back to the minutes that earned it, and it adds up", async () => {
    const { context, page } = await visitAs("admin", `/admin/withdrawals/${withdrawalId}`);
    await page.getByRole("link", { name: /^Trail of wdr_/ }).click();
    await page.getByRole("heading", { name: "Trail of $60.00" }).waitFor();
    await page.getByText("from payouts in transit to Stripe").waitFor();
    await page.getByText(STREAM).waitFor();
    await page.getByText("Adjustment", { exact: true }).waitFor();
    await page.getByText("Adds up to the cent").waitFor();
    // The rows of the tree, as a person would add them.
    const days = page.getByRole("list", { name: `Days of ${STREAM}` }).locator("[data-money]");
    const shown = await days.allTextContents();
    const cents = shown.reduce((sum, text) => sum + Number(text.replaceAll(/[$.,]/g, "")), 0);
    expect(cents).toBe(6_000 - 750);
    await look(page, "/admin/trace", { briefly: true });
    await context.close();
  });

  it("from the search too", async () => {
    const { context, page } = await visitAs("admin", `/admin/search?q=${withdrawalId}`);
    await page
      .getByRole("link", { name: /^Trail of wdr_/ })
      .first()
      .click();
    await page.getByRole("heading", { name: "Trail of $60.00" }).waitFor();
    await context.close();
    expectNoComplaints();
  });
});

const DOLLARS = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
