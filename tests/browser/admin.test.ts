import { credit, person } from "@metercast/testkit";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  consoleWorld,
  describedBy,
  focusIsKept,
  said,
  startConsoleWorld,
  type Visit,
  visitAs,
} from "./support/console-world.ts";
import { look } from "./support/look.ts";
import { readSecret, startWebhookReceiver, type WebhookReceiver } from "./support/webhook-receiver.ts";

startConsoleWorld();

describe("an admin looks after the books", () => {
  let visited: Visit;
  let page: Page;
  const open = (path: string) => page.goto(consoleWorld().url + path);

  /** Two creators without a payout method, each asking. */
  beforeAll(async () => {
    const { world, admin } = consoleWorld();
    for (const [id, amount] of [
      ["creator-two", "61.00"],
      ["creator-three", "62.00"],
    ] as const) {
      const creator = await person(world, id, "creator");
      await credit(admin, { user_id: id, asset: "USD", amount: "80.00" });
      const { status } = await creator.post("/api/withdrawals", { body: { amount }, key: `ask-${id}` });
      expect(status).toBe(201);
    }
    visited = await visitAs("admin");
    page = visited.page;
  });
  afterAll(() => visited?.context.close());

  it("single keys can be turned off; a rejection says what is missing, beside its field", async () => {
    await open("/admin");
    await page.getByRole("button", { name: "Approve: $62.00 of creator-three" }).waitFor();
    const current = page.locator("[data-current]");
    await current.getByText("creator-two", { exact: true }).waitFor();
    await page.keyboard.press("j");
    await current.getByText("creator-three", { exact: true }).waitFor();
    await page.keyboard.press("r");
    const dialog = page.getByRole("dialog", { name: "Reject $62.00?" });
    await dialog.waitFor();
    // What is missing is said, linked with its field, and where the next letter goes.
    await page.keyboard.press("Control+Enter");
    const note = dialog.getByRole("textbox", { name: "Reason, for the creator" });
    await expect.poll(() => describedBy(page)).toBe("Say why: the creator reads it.");
    expect(await note.getAttribute("aria-invalid")).toBe("true");
    await look(page, "/reject", { briefly: true, fullPage: false });
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });

    await page.getByRole("button", { name: "Turn keys off" }).click();
    await page.getByText("Single keys are off").waitFor();
    await page.keyboard.press("a");
    await page.getByRole("button", { name: "Turn keys on" }).click();
    await page.getByText("J/K move").waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
  });

  it("while payouts are frozen every page says so; what is approved waits, and says what for", async () => {
    await open("/admin/integrity");
    await page.getByRole("button", { name: "Freeze payouts…" }).click();
    const freeze = page.getByRole("dialog", { name: "Freeze payouts?" });
    // A dialog that is still opening moves the focus once more: then the click is repeated.
    const isRefused = async () => {
      await freeze.getByRole("button", { name: "Freeze" }).click();
      const named = expect.poll(() => describedBy(page), { timeout: 5_000 });
      return named.toBe("Say why: every admin reads it").then(
        () => true,
        () => false,
      );
    };
    await expect.poll(isRefused).toBe(true);
    await freeze.getByLabel("Reason").fill("looking at a strange payout");
    await freeze.getByRole("button", { name: "Freeze" }).click();
    const bar = page.getByRole("region", { name: "Payouts are frozen" });
    await bar.getByText("looking at a strange payout").waitFor();
    await bar.getByText("by demo-admin").waitFor();
    await page.getByRole("button", { name: "Lift the freeze…" }).waitFor();
    // Every check has a name for people, and none shows its own.
    const names = await page
      .getByRole("table", { name: "Integrity" })
      .locator("tbody tr td:first-child")
      .allTextContents();
    expect(names.filter((name) => !/^[A-Z][a-z]+ /.test(name))).toEqual([]);
    expect(names.length).toBeGreaterThan(10);
    await look(page, "/admin/integrity-frozen", { briefly: true });

    await open("/admin");
    await bar.waitFor();
    const heard = await said(page);
    await page.getByRole("button", { name: "Approve: $61.00 of creator-two" }).click();
    const approve = page.getByRole("dialog", { name: "Approve $61.00?" });
    await approve.getByText("waits until they have set up a payout method").waitFor();
    await approve.getByRole("button", { name: "Approve" }).click();
    await page.getByRole("button", { name: "Approve: $61.00 of creator-two" }).waitFor({ state: "detached" });
    await expect.poll(heard).toContain("Approved. You can undo this for 10 seconds.");
    await approve.waitFor({ state: "hidden" });
    await focusIsKept(page);
    await look(page, "/admin-frozen", { briefly: true });

    await open("/admin/review");
    await page.getByRole("link", { name: "$61.00" }).waitFor();
    await page
      .getByText(/No payout method|Payouts are frozen/)
      .last()
      .waitFor();
    await open("/admin/integrity");
    await page.getByRole("button", { name: "Lift the freeze…" }).click();
    const lift = page.getByRole("dialog", { name: "Lift the freeze?" });
    await lift.getByLabel("Reason").fill("it was right");
    await lift.getByRole("button", { name: "Lift" }).click();
    await bar.waitFor({ state: "detached" });
    await page.getByText("Payouts are active", { exact: true }).waitFor();
  });

  it("an account is adjusted: what is missing is said beside its field, what follows before it is done", async () => {
    await open("/admin/adjustments");
    await page.getByRole("button", { name: "Adjust…" }).click();
    await page.getByText("More than nothing; tokens are whole").waitFor();
    await expect.poll(() => describedBy(page)).toBe("Whose account: letters, digits and . _ : @ | -");
    await look(page, "/admin/adjustments-wrong", { briefly: true });
    await page.getByLabel("User’s id").fill("a-late-viewer");
    await page.getByLabel("Amount").fill("25");
    await page.getByLabel("Reason").fill("the stream broke off");
    await page.getByRole("button", { name: "Adjust…" }).click();
    const dialog = page.getByRole("dialog", { name: "Credit this account?" });
    await dialog.getByText("a-late-viewer gets 25 tokens, available at once.").waitFor();
    await dialog.getByRole("button", { name: "Credit" }).click();
    await page.getByText("Done. Available now: 25 tokens.").first().waitFor();
    const row = page.getByRole("row", { name: /the stream broke off/ });
    await row.getByText("credit 25 tokens · a-late-viewer").waitFor();
  });

  it("what another admin asked for waits until it is confirmed, and says what it does before", async () => {
    const { admin } = consoleWorld();
    const other = await admin.beside("another-admin", "admin");
    const body = {
      user_id: "a-winner",
      asset: "USD",
      direction: "credit",
      amount: "12000.00",
      reason: "a prize",
    };
    expect((await other.post("/api/admin/adjustments", { body, key: "a-prize" })).status).toBe(202);
    await open("/admin/acts");
    await page.getByText("Credit $12,000.00 to a-winner").waitFor();
    await page.getByText("Above the limit for one admin").first().waitFor();
    await look(page, "/admin/acts-waiting", { briefly: true });
    await page.getByRole("button", { name: "Confirm…" }).click();
    const dialog = page.getByRole("dialog", { name: "Confirm this?" });
    await dialog.getByText("Credit $12,000.00 to a-winner. It is done at once").waitFor();
    await dialog.getByRole("button", { name: "Confirm" }).click();
    await page.getByText("No requests for a second admin").waitFor();
    await page.getByText("Done", { exact: true }).first().waitFor();
  });

  it("a rate that loses money is warned of before it is set, needs a second admin, and is warned of in force", async () => {
    const rate = async (tokens: string, why: string) => {
      await page.getByLabel("Tokens a minute").fill(tokens);
      await page.getByLabel("Creator earns a minute").fill("13.20");
      await page.getByLabel("Reason").fill(why);
      await page.getByRole("button", { name: "Set rate…" }).click();
      return page.getByRole("dialog", { name: "Set this rate?" });
    };
    const warning = page.getByRole("alert").getByText("1 rate in force loses money with every minute.");
    await open("/admin/rates");
    const losing = await rate("4", "a cheap evening");
    await losing.getByText("That leaves −$1.60 a minute. Costs more than it brings in.").waitFor();
    await look(page, "/rate-loses", { briefly: true, fullPage: false });
    await losing.getByRole("button", { name: "Set rate" }).click();
    await page.getByText("A second admin has to confirm this rate.").first().waitFor();
    const { admin } = consoleWorld();
    const other = await admin.beside("another-admin", "admin");
    const { body } = await other.get("/api/admin/acts?status=pending");
    expect(body.data).toMatchObject([{ kind: "rate", requested_by: "demo-admin" }]);
    const confirmed = await other.post(`/api/admin/acts/${body.data[0].id}/confirm`);
    expect(confirmed.body.status).toBe("executed");
    await open("/admin/rates");
    await warning.waitFor();
    await look(page, "/admin/rates-lose", { briefly: true });
    const right = await rate("5", "as before");
    await right.getByText("That leaves $1.30 a minute.").waitFor();
    await right.getByRole("button", { name: "Set rate" }).click();
    await warning.waitFor({ state: "detached" });
  });
});

describe("an admin connects a customer's backend", () => {
  let receiver: WebhookReceiver;
  let visited: Visit;
  let page: Page;
  beforeAll(async () => {
    receiver = await startWebhookReceiver();
    visited = await visitAs("admin", "/admin/webhooks");
    page = visited.page;
  });
  afterAll(async () => {
    await visited?.context.close();
    await receiver?.stop();
  });

  const row = (type: string) =>
    page.getByRole("row", { name: new RegExp(type.replaceAll(".", "\\.")) }).first();
  /** The badge of its column: narrow screens have another one. */
  const is = (type: string, state: string) => row(type).getByText(state).last().waitFor();
  let secret = "";

  it("adds an endpoint for chosen events, and sees its secret once", async () => {
    await page.getByText("No endpoint yet").waitFor();
    await look(page, "/admin/webhooks-empty", { briefly: true });
    await page.getByRole("button", { name: "Add endpoint…" }).click();
    const dialog = page.getByRole("dialog", { name: "Add an endpoint" });
    await dialog.getByLabel("URL").fill("shop.example.com");
    await dialog.getByRole("button", { name: "Add endpoint" }).click();
    await dialog.getByText("Enter a whole address: https://…").waitFor();
    await dialog.getByRole("radio", { name: "Only these" }).check();
    await dialog.getByText("Choose at least one type").waitFor();
    await dialog.getByRole("checkbox", { name: "withdrawals.withdrawal.requested.v1" }).check();
    await look(page, "/admin/webhooks-add", { briefly: true, fullPage: false });
    await dialog.getByLabel("URL").fill(receiver.url);
    await dialog.getByLabel("Description").fill("The shop");
    await dialog.getByRole("button", { name: "Add endpoint" }).click();
    const shown = await readSecret(page);
    secret = shown.secret;
    await look(page, "/admin/webhooks-secret", { briefly: true, fullPage: false });
    await shown.done();
    await shown.dialog.waitFor({ state: "hidden" });
    expect(await page.content()).not.toContain(secret);
    await page.getByText("1 type").waitFor();
    await look(page, "/admin/webhooks", { briefly: true });
  });

  it("tries it, and reads in the log what came of each message", async () => {
    await page.getByRole("link", { name: receiver.url }).click();
    await page.getByText("No delivery here").waitFor();
    await page.getByRole("button", { name: "Send a test" }).click();
    await is("metercast.webhook.test.v1", "Delivered");
    expect(receiver.verified(secret)).toBe("metercast.webhook.test.v1");

    receiver.responds(500);
    const { world, admin } = consoleWorld();
    const creator = await person(world, "creator-four", "creator");
    await credit(admin, { user_id: "creator-four", asset: "USD", amount: "80.00" });
    await creator.post("/api/withdrawals", { body: { amount: "63.00" }, key: "ask-four" });
    const requested = row("withdrawals.withdrawal.requested.v1");
    await requested.getByText("500, an error").waitFor();
    await requested.getByRole("button", { name: /^Open/ }).click();
    await page.getByText("Attempt 1").waitFor();
    // What the endpoint wrote is text, whatever it looks like.
    await page.getByText("not now <script>alert(1)</script>").first().waitFor();
    await look(page, "/admin/webhooks-endpoint");
    receiver.responds(204);
    await page.getByRole("button", { name: "Send again" }).click();
    await is("withdrawals.withdrawal.requested.v1", "Delivered");
    const { body } = receiver.received.at(-1) ?? { body: "{}" };
    expect(JSON.parse(body)).toMatchObject({ data: { creatorId: "creator-four", amount: "6300" } });
    await page.getByLabel("Show").selectOption("failed");
    await page.getByText("No delivery here").waitFor();
    await page.getByLabel("Show").selectOption("");
  });

  it("rotates its secret, recovers what failed, switches it off, and deletes it", async () => {
    const confirmed = async (button: string, action: string) => {
      await page.getByRole("button", { name: button }).click();
      await page.getByRole("dialog").getByRole("button", { name: action, exact: true }).click();
    };
    await page.getByRole("button", { name: "Rotate secret…" }).click();
    await page.getByLabel("Overlap").selectOption("0");
    await page.getByRole("dialog").getByRole("button", { name: "Rotate" }).click();
    const rotated = await readSecret(page);
    await rotated.done();
    await rotated.dialog.waitFor({ state: "hidden" });
    const before = receiver.received.length;
    await page.getByRole("button", { name: "Send a test" }).click();
    await expect.poll(() => receiver.received.length).toBe(before + 1);
    expect(receiver.verified(rotated.secret)).toBe("metercast.webhook.test.v1");
    expect(receiver.verified(secret)).toBeUndefined();
    const announced = await said(page);
    await confirmed("Recover…", "Send again");
    await expect.poll(announced).toContain("0 messages are sent again.");
    await confirmed("Disable…", "Disable");
    await page.getByText("Disabled by an admin.").waitFor();
    await page.getByRole("button", { name: "Enable" }).click();
    await page.getByText("Enabled", { exact: true }).waitFor();
    await confirmed("Delete…", "Delete");
    await page.getByText("No endpoint yet").waitFor();
    await focusIsKept(page);
  });
});
