import { give, poll, tokensOf } from "@metercast/testkit";
import { expect, it } from "vitest";
import {
  consoleWorld,
  expectNoComplaints,
  said,
  startConsoleWorld,
  visitAs,
} from "./support/console-world.ts";
import { look } from "./support/look.ts";

startConsoleWorld();

const TITLE = "A frozen evening";
const WORDS = "It stood still from the first minute on.";

it("a viewer reports a charge, an admin sees the evidence and refunds it with one click, and the viewer learns of it", async () => {
  const { creator, admin, viewer } = consoleWorld();
  await give(admin, viewer, 5_000);
  const { body: stream } = await creator.post("/api/streams", { body: { title: TITLE } });
  const { body: session } = await viewer.post(`/api/streams/${stream.id}/sessions`);
  await poll(
    () => viewer.post(`/api/streams/${stream.id}/bill`),
    ({ body }) => body.minutes_billed >= 2,
  );
  const { body: ended } = await viewer.delete(`/api/sessions/${session.id}`);
  const charged: number = ended.tokens_charged;
  const before = await tokensOf(viewer);

  const { context, page } = await visitAs("viewer", "/receipts");
  await page
    .getByRole("button", { name: `Minutes of ${TITLE}` })
    .first()
    .click();
  await page.getByRole("button", { name: `Report a problem with ${TITLE}` }).click();
  const dialog = page.getByRole("dialog", { name: "Report a problem" });
  await dialog.getByRole("button", { name: "Send report" }).click();
  await dialog.getByText("Say what happened.").waitFor();
  await dialog.getByLabel("What happened?").fill(WORDS);
  await look(page, "/receipts-report", { briefly: true });
  const toViewer = await said(page);
  await dialog.getByRole("button", { name: "Send report" }).click();
  await page.getByRole("link", { name: `Waiting for us with ${TITLE}` }).click();
  await page.getByText(WORDS).waitFor();
  expect(await toViewer()).toContain("Your report was sent.");
  await look(page, "/cases-one");

  const desk = await visitAs("admin", "/admin/cases");
  await desk.page.getByRole("link", { name: /^Open case of demo.viewer$/i }).waitFor();
  await look(desk.page, "/admin-cases");
  await desk.page.getByLabel("Reason").selectOption("wrong_charge");
  await desk.page.getByText("No case here").waitFor();
  expect(desk.page.url()).toContain("reason=wrong_charge");
  await desk.page.getByLabel("Reason").selectOption("");
  await desk.page.getByRole("link", { name: /^Open case of demo.viewer$/i }).click();
  await desk.page.getByText(WORDS).waitFor();
  await desk.page.getByRole("heading", { name: "Evidence" }).waitFor();
  await desk.page.getByText("Minute 2", { exact: true }).waitFor();
  await desk.page.getByText("The viewer left").waitFor();
  await look(desk.page, "/admin-cases-one");
  await desk.page.getByRole("button", { name: `Refund ${charged} tokens` }).click();
  await desk.page.getByText("Refunded", { exact: true }).first().waitFor();
  // The viewer's page has it too.
  await desk.page.goto(`${consoleWorld().url}/admin/people/demo-viewer`);
  await desk.page.getByRole("link", { name: `Picture frozen · ${TITLE}` }).click();
  await desk.page.waitForURL("**/admin/cases/cas_*");
  await desk.context.close();

  // Nothing was loaded again here: the news in the inbox brings it.
  await page.getByText("Refunded", { exact: true }).first().waitFor();
  await expect.poll(() => tokensOf(viewer)).toBe(before + charged);
  await page.goto(`${consoleWorld().url}/inbox`);
  const news = page.getByRole("listitem").filter({ hasText: "Your report led to a refund" });
  await news.getByRole("link", { name: "See the report" }).click();
  await page.getByText("This report is closed").waitFor();
  await page.getByRole("link", { name: "Reports", exact: true }).click();
  await page.getByRole("link", { name: TITLE }).waitFor();
  await look(page, "/cases", { briefly: true });
  expectNoComplaints();
  await context.close();
});
