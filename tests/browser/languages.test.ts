import { globSync } from "node:fs";
import { join } from "node:path";
import { repositoryPath } from "@metercast/provision";
import { credit } from "@metercast/testkit";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import {
  consoleWorld,
  expectNoComplaints,
  type Persona,
  SCREENSHOTS,
  startConsoleWorld,
  visit,
} from "./support/console-world.ts";

startConsoleWorld();

/** German is long and phones are narrow. */
const PHONE = 390;

const PAGES: Record<Persona, string[]> = {
  viewer: ["/streams", "/receipts", "/inbox", "/inbox/preferences"],
  creator: ["/dashboard", "/finances", "/schedule", "/ledger"],
  admin: [
    "/admin",
    "/admin/withdrawals",
    "/admin/review",
    "/admin/acts",
    "/admin/rates",
    "/admin/policies",
    "/admin/rails",
    "/admin/adjustments",
    "/admin/integrity",
    "/admin/webhooks",
    "/admin/audit",
    "/admin/search",
  ],
};

/** Everything that the pages could say in English, and say differently in this language. */
let english = new Map<string, Set<string>>();
beforeAll(async () => {
  english = new Map([
    ["de", await onlyEnglish("de")],
    ["es", await onlyEnglish("es")],
  ]);
  const { admin, creator } = consoleWorld();
  await credit(admin, { user_id: creator.id, asset: "USD", amount: "1320.50" });
});

describe("in German and Spanish", () => {
  for (const [locale, language] of [
    ["de-DE", "de"],
    ["es-ES", "es"],
  ] as const)
    for (const persona of ["viewer", "creator", "admin"] as const)
      it(`${language}: no page of a ${persona} is wider than a phone, and none has English left`, async () => {
        const page = await signedIn(persona, { locale });
        for (const path of PAGES[persona]) {
          await show(page, path);
          expect([path, await page.locator("html").getAttribute("lang")]).toEqual([path, language]);
          expect([path, await tooWide(page)]).toEqual([path, 0]);
          const shown = (await page.evaluate("document.body.innerText")) as string;
          const lines = shown.split("\n").map((line) => line.trim());
          expect([path, lines.filter((line) => english.get(language)?.has(line))]).toEqual([path, []]);
          await page.screenshot({ path: join(SCREENSHOTS, `${language}${path.replaceAll("/", "-")}.png`) });
        }
        await page.context().close();
      });

  it("amounts are read as the language writes them, and what is read stands under the field", async () => {
    const page = await signedIn("creator", { locale: "de-DE" });
    await show(page, "/finances");
    const field = page.getByLabel("Betrag");
    await field.fill("100,50");
    await expect.poll(() => page.locator("[data-read-as]").textContent()).toBe("= 100,50\u00a0$");
    await field.fill("100.50");
    await field.blur();
    await page.getByText("Meinst du 100,50\u00a0$?").waitFor();
    await page.context().close();
  });

  it("a language is chosen in the menu, and kept", async () => {
    const page = await signedIn("creator", {});
    await settled(page);
    const item = page.getByRole("menuitemradio", { name: "Español" });
    // A page that has just come may take the focus, which closes the menu.
    const opened = async () => {
      if (!(await item.isVisible()))
        await page.getByRole("button", { name: /settings and sign out/ }).click();
      return item.isVisible();
    };
    await expect.poll(opened).toBe(true);
    await item.click();
    await page.getByRole("heading", { name: "Inicio", level: 1 }).waitFor();
    await show(page, "/finances");
    expect(await page.title()).toBe("Finanzas · Metercast");
    expect(await page.locator("html").getAttribute("lang")).toBe("es");
    await page.context().close();
  });
});

describe("from right to left", () => {
  for (const persona of ["viewer", "creator", "admin"] as const)
    it(`no page of a ${persona} is wider than a phone, and each begins at the right`, async () => {
      const page = await signedIn(persona, { query: "?lang=ar" });
      for (const path of PAGES[persona]) {
        await show(page, `${path}?lang=ar`);
        expect(await page.locator("html").getAttribute("dir")).toBe("rtl");
        expect([path, await tooWide(page)]).toEqual([path, 0]);
        const heading = await page.locator("h1").first().boundingBox();
        expect((heading?.x ?? 0) + (heading?.width ?? 0), path).toBeGreaterThan(PHONE / 2);
        await page.screenshot({ path: join(SCREENSHOTS, `ar${path.replaceAll("/", "-")}.png`) });
      }
      await page.context().close();
    });

  it("the letters' font loads with the first Arabic letter, and not before", async () => {
    const loadsArabic = async (path: string) => {
      const { context, page } = await visit({ path });
      const fonts: string[] = [];
      page.on("request", (request) => fonts.push(request.url()));
      await page.reload();
      await page.locator("h1").first().waitFor();
      await page.evaluate("document.fonts.ready.then(() => undefined)");
      await context.close();
      return fonts.some((url) => url.includes("noto-sans-arabic"));
    };
    expect(await loadsArabic("/?lang=en")).toBe(false);
    expect(await loadsArabic("/?lang=ar")).toBe(true);
    expectNoComplaints();
  });
});

async function signedIn(persona: Persona, { locale, query = "" }: { locale?: string; query?: string }) {
  const { page } = await visit({ path: `/${query}`, width: PHONE, ...(locale !== undefined && { locale }) });
  const place = ["viewer", "creator", "admin"].indexOf(persona);
  await page.locator("main button").nth(place).click();
  await page.locator("main#main").waitFor();
  return page;
}

async function show(page: Page, path: string): Promise<void> {
  await page.goto(consoleWorld().url + path);
  await settled(page);
}

/** The page is there, with its numbers. */
async function settled(page: Page): Promise<void> {
  await page.locator("main#main h1").first().waitFor();
  await expect.poll(() => page.locator("[role=status][aria-label]").count()).toBe(0);
}

const tooWide = (page: Page) =>
  page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");

/** Texts of two words and more whose translation differs. */
async function onlyEnglish(language: string): Promise<Set<string>> {
  const folder = repositoryPath("apps", "console", "src", "texts");
  const found = new Set<string>();
  for (const file of globSync("*.ts", { cwd: join(folder, "en") })) {
    const [from, to] = await Promise.all(
      ["en", language].map((one) => import(join(folder, one, file)).then(flat)),
    );
    for (const [key, text] of from ?? []) if (to?.get(key) !== text && text.includes(" ")) found.add(text);
  }
  return found;
}

function flat(value: unknown, path = "", found = new Map<string, string>()): Map<string, string> {
  if (typeof value === "string") found.set(path, value);
  else if (typeof value === "object" && value !== null)
    for (const [key, inner] of Object.entries(value)) flat(inner, `${path}.${key}`, found);
  return found;
}
