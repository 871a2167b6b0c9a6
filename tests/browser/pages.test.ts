import { type Answer, credit, give, type Person, poll } from "@metercast/testkit";
import type { Page, Route } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  audience,
  consoleWorld,
  earned,
  expectNoComplaints,
  type Persona,
  startConsoleWorld,
  type Visit,
  visit,
  visitAs,
} from "./support/console-world.ts";
import { look, outOfPlace } from "./support/look.ts";

startConsoleWorld();

let streamId = "";
let withdrawalId = "";
let fans: { leave(): Promise<void> };

type OnPage = (page: Page) => Promise<void>;

/** Path → what is there once it is loaded, and what is opened before it is looked at. */
const PAGES: Record<Persona, [path: () => string, shown: string | RegExp, open?: OnPage][]> = {
  viewer: [
    [() => "/streams", "For the pictures"],
    [() => `/watch/${streamId}`, "Start watching"],
    [() => `/watch/${streamId}`, "Start watching", watch],
    [() => "/receipts", "An evening walk", opened(/^Open the minutes of An evening walk/, "Session")],
  ],
  creator: [
    [() => "/dashboard", "Total earned"],
    [() => "/finances", "ask again on Monday", opened(/^Open the timeline/, "Requested")],
    [() => "/schedule", /^Be paid without asking each time/],
    [() => "/ledger", /^Balance$/],
  ],
  admin: [
    [() => "/admin", "J/K move"],
    [() => "/admin/withdrawals", "ask again on Monday"],
    [() => `/admin/withdrawals/${withdrawalId}`, "Payout attempts"],
    [() => "/admin/review", "No payout method"],
    [() => "/admin/acts", "No requests for a second admin"],
    [() => "/admin/rates", "Margin a minute"],
    [() => "/admin/policies", /^Rules for when earnings are available/],
    [() => "/admin/rails", /^The ways creators are paid/],
    [() => `/admin/trace/${withdrawalId}`, "The amount is only held."],
    [() => "/admin/adjustments", "Recent adjustments"],
    [() => "/admin/integrity", "Each asset sums to zero"],
    [() => "/admin/webhooks", "No endpoint yet"],
    [() => "/admin/audit", "for the test"],
    [() => `/admin/search?q=${withdrawalId}`, /60\.00 USD/],
  ],
};

describe("every page", () => {
  /** A stream that runs, a withdrawal that waits, and some money on both sides, so that no page is empty. */
  beforeAll(async () => {
    const { creator, admin, viewer } = consoleWorld();
    await give(admin, viewer, 120);
    await watchedAMinute("An evening walk");
    const { body: stream } = await creator.post("/api/streams", { body: { title: "For the pictures" } });
    streamId = stream.id;
    fans = await audience(streamId, 3);
    const { body: onboarding } = await need(
      creator.post("/api/payout-methods/stripe/onboarding", { body: {}, key: "onboarding" }),
    );
    await fetch(onboarding.url, { redirect: "manual" });
    await earned(60);
    const refusal = { action: "reject", note: "ask again on Monday" };
    const refused = await asked(creator, "50.00");
    await need(admin.patch(`/api/withdrawals/${refused}`, { body: refusal, key: "refuse" }));
    withdrawalId = await asked(creator, "60.00");
    // One that is approved without a payout method needs review.
    const other = await creator.beside("creator-two", "creator");
    await credit(admin, { user_id: other.id, asset: "USD", amount: "80.00" });
    const homeless = await asked(other, "61.00");
    await need(admin.patch(`/api/withdrawals/${homeless}`, { body: { action: "approve" }, key: "approve" }));
  });
  afterAll(async () => {
    await fans?.leave();
  });

  for (const persona of ["viewer", "creator", "admin"] as const) {
    describe(`the pages of the ${persona}`, () => {
      let visited: Visit;
      beforeAll(async () => {
        visited = await visitAs(persona);
        const { page } = visited;
        await page.reload();
        await page.locator("main#main h1").waitFor();
        await page.getByRole("status", { name: "Loading" }).first().waitFor({ state: "detached" });
        console.log(
          `console: largest paint of the ${persona}'s first page after ${await largestPaint(page)} ms`,
        );
      });
      afterAll(() => visited.context.close());

      for (const [path, shown, open] of PAGES[persona])
        it(`${path()}${open ? ", opened," : ""} is whole for everybody, light and dark, on a phone and wide`, async () => {
          const { page } = visited;
          await page.goto(consoleWorld().url + path());
          await page.getByText(shown).first().waitFor();
          await open?.(page);
          await look(page, open ? `${path()}-opened` : path());
        });
    });
  }

  it.each(["viewer", "creator", "admin"] as const)(
    "no content makes a page of the %s wider than a phone: long names, long titles, large amounts",
    async (persona) => {
      const { context, page } = await visitAs(persona, undefined, 360);
      await page.route("**/api/**", withLongContent);
      const wide: string[] = [];
      for (const [path] of PAGES[persona]) {
        await page.goto(consoleWorld().url + path());
        await page.locator("main#main h1").waitFor();
        await expect.poll(() => page.getByRole("status", { name: "Loading" }).count()).toBe(0);
        for (const width of [360, 390, 430]) {
          await page.setViewportSize({ width, height: 780 });
          wide.push(...(await outOfPlace(page)).map((one) => `${path()} at ${width}: ${one}`));
        }
      }
      await page.unrouteAll({ behavior: "ignoreErrors" });
      expect(wide).toEqual([]);
      await context.close();
    },
  );

  describe("pages for people without the role", () => {
    it("the door, a missing page and somebody else's page help", async () => {
      const door = await visit();
      await door.page.getByText("Welcome to Metercast").waitFor();
      console.log(`console: largest paint of the door after ${await largestPaint(door.page)} ms`);
      await look(door.page, "/door");
      await door.page.goto(`${consoleWorld().url}/no/such/page`);
      await door.page.getByText("There is nothing here").waitFor();
      await look(door.page, "/missing");
      await door.context.close();

      const viewer = await visitAs("viewer");
      await viewer.page.goto(`${consoleWorld().url}/admin`);
      await viewer.page.getByText("You don’t have access").waitFor();
      await look(viewer.page, "/no-permission");
      await viewer.page.goto(`${consoleWorld().url}/watch/str_none`);
      await viewer.page.getByText("There is no such stream.").waitFor();
      await viewer.page.getByText("Request", { exact: false }).first().waitFor();
      await look(viewer.page, "/no-such-stream");
      await viewer.context.close();
      expectNoComplaints();
    });

    it("a question asked in a dialog is whole too", async () => {
      const { context, page } = await visitAs("admin");
      await page.getByRole("button", { name: /^Approve: \$60\.00/ }).click();
      await page.getByRole("dialog").getByText("Approve $60.00?").waitFor();
      await look(page, "/approve", { fullPage: false });
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "hidden" });
      await context.close();
    });

    it("a form that complains is whole too", async () => {
      await consoleWorld().creator.delete(`/api/withdrawals/${withdrawalId}`);
      const { context, page } = await visitAs("creator", "/finances");
      await page.getByLabel("Amount", { exact: true }).fill("20");
      await page.getByRole("button", { name: "Withdraw…" }).click();
      await page.getByText("At least $50.00").waitFor();
      await look(page, "/withdraw");
      await context.close();
    });
  });
});

const asked = async (creator: Person, amount: string): Promise<string> =>
  (await need(creator.post("/api/withdrawals", { body: { amount }, key: `ask-${creator.id}-${amount}` })))
    .body.id;

async function need(request: Promise<Answer>): Promise<Answer> {
  const answer = await request;
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer;
}

/** Leaves the viewer a receipt. */
async function watchedAMinute(title: string): Promise<void> {
  const { creator, viewer } = consoleWorld();
  const { body: stream } = await creator.post("/api/streams", { body: { title } });
  const { body: session } = await need(viewer.post(`/api/streams/${stream.id}/sessions`));
  await poll(
    () => viewer.post(`/api/sessions/${session.id}/heartbeat`),
    ({ body }) => body.minutes_billed > 0,
  );
  await need(viewer.delete(`/api/sessions/${session.id}`));
  await need(creator.post(`/api/streams/${stream.id}/end`));
}

async function watch(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Start watching" }).click();
  await page.getByRole("button", { name: "Leave" }).waitFor();
}

/** The first of these buttons is used, and this is there then. */
function opened(button: RegExp, shown: string): OnPage {
  return async (page) => {
    await page.getByRole("button", { name: button }).first().click();
    await page.getByText(shown, { exact: false }).first().waitFor();
  };
}

const LONG_WORD = "Wandering".repeat(22);
/** What people write, or are called. */
const WRITTEN = /^(title|name|.*_name|label|note|reason|text|description|email|failure)$/;

/** The API's answers with the longest words and the largest amounts that it allows. */
async function withLongContent(route: Route): Promise<void> {
  if (route.request().method() !== "GET" || route.request().url().includes("/events"))
    return route.continue();
  const response = await route.fetch();
  if (!response.headers()["content-type"]?.includes("json")) return route.fulfill({ response });
  const json = JSON.parse(await response.text(), (key, value: unknown) => {
    if (typeof value !== "string") return value;
    if (WRITTEN.test(key)) return LONG_WORD;
    return /^-?\d+\.\d\d$/.test(value) ? "99999999999.99" : value;
  });
  return route.fulfill({ response, json });
}

/** Printed only: how long it takes depends on the machine, so nothing is asserted. */
async function largestPaint(page: Page): Promise<number> {
  const script = `new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(Math.round(list.getEntries().at(-1).startTime))).observe({ type: "largest-contentful-paint", buffered: true });
  })`;
  return (await page.evaluate(script)) as number;
}
