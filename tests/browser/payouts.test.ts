import { credit, poll } from "@metercast/testkit";
import { beforeAll, describe, expect, it } from "vitest";
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

const STREAM = "Walk along the river";
let withdrawalId = "";

/** A creator with earnings of a stream and a credit; $60.00 of it is paid by Stripe. */
beforeAll(async () => {
  const { creator, admin } = consoleWorld();
  await credit(admin, { user_id: creator.id, asset: "USD", amount: "7.50" });
  const { body: stream } = await creator.post("/api/streams", { body: { title: STREAM } });
  const fans = await audience(stream.id, 3);
  await earned(180);
  await fans.leave();
  await creator.post(`/api/streams/${stream.id}/end`);
  const { body: onboarding } = await creator.post("/api/payout-methods/stripe/onboarding", { body: {} });
  await fetch(onboarding.url, { redirect: "manual" });
  await poll(
    () => creator.get("/api/payout-methods"),
    ({ body }) => body.data.some(({ state }: { state: string }) => state === "ready"),
  );
  const asked = await creator.post("/api/withdrawals", { body: { amount: "60.00" }, key: "to-trace" });
  expect(asked.status).toBe(201);
  withdrawalId = asked.body.id;
  const approved = { body: { action: "approve" }, key: "approve-to-trace" };
  expect((await admin.patch(`/api/withdrawals/${withdrawalId}`, approved)).status).toBeLessThan(300);
  await poll(
    () => admin.get(`/api/withdrawals/${withdrawalId}`),
    ({ body }) => body.status === "COMPLETED",
  );
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
