import { credit, poll } from "@metercast/testkit";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { audience, consoleWorld, earned } from "./console-world.ts";

/**
 * A creator with earnings of a stream and a credit; $60.00 of it is paid by Stripe. The id of that
 * withdrawal.
 */
export async function paidOnce(title: string): Promise<string> {
  const { creator, admin } = consoleWorld();
  await credit(admin, { user_id: creator.id, asset: "USD", amount: "7.50" });
  const { body: stream } = await creator.post("/api/streams", { body: { title } });
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
  const withdrawalId: string = asked.body.id;
  const approved = { body: { action: "approve" }, key: "approve-to-trace" };
  expect((await admin.patch(`/api/withdrawals/${withdrawalId}`, approved)).status).toBeLessThan(300);
  await poll(
    () => admin.get(`/api/withdrawals/${withdrawalId}`),
    ({ body }) => body.status === "COMPLETED",
  );
  return withdrawalId;
}

/** Through the group that has the queue. */
export async function toSecondAdmin(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Payouts", exact: true }).click();
  await page.getByRole("link", { name: "Second admin" }).click();
}

/** A run is in the month's table, and on a phone in its list. */
export async function isInCalendar(page: Page, date: string): Promise<void> {
  const table = page.getByRole("table", { name: /^Payout calendar of / });
  await table.waitFor();
  const day = table.getByRole("cell").filter({ has: page.locator(`time[datetime="${date}"]`) });
  // The next run may be in the next month.
  if (!(await page.getByRole("heading", { name: monthOf(date) }).isVisible()))
    await page.getByRole("button", { name: "Later month" }).click();
  await day.getByText("Payout run").waitFor();
  await page.setViewportSize({ width: 390, height: 800 });
  await page
    .getByRole("listitem")
    .filter({ has: page.locator(`time[datetime="${date}"]`) })
    .getByText("Payout run")
    .waitFor();
  await page.setViewportSize({ width: 1_280, height: 900 });
}

const MONTH = new Intl.DateTimeFormat("en-US", { month: "long", year: "numeric", timeZone: "UTC" });
const monthOf = (date: string): string => MONTH.format(new Date(`${date}T00:00:00Z`));
