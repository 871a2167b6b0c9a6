import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { SCREENSHOTS } from "./console-world.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WIDE = { width: 1_280, height: 900 };
const PHONE = { width: 320, height: 720 };

interface How {
  /** The whole page, or what a screen shows of it. */
  fullPage?: boolean;
  /**
   * A state that passes, or one more of a page that is looked at elsewhere: wide and light, small and dark.
   */
  briefly?: boolean;
  /** What is looked at is that it still loads. */
  loading?: boolean;
}

const SIZES = [
  ["wide", WIDE, "light"],
  ["phone", PHONE, "dark"],
] as const;

/** Pictures in both themes and both sizes; nothing wider than its screen; nothing that axe finds. */
export async function look(
  page: Page,
  path: string,
  { fullPage = true, briefly = false, loading = false }: How = {},
): Promise<void> {
  const name = path
    .replace(/_[0-9a-f]{20,}/, "")
    .replaceAll(/[^a-z]+/gi, "-")
    .replaceAll(/^-|-$/g, "");
  const found: string[] = [];
  if (!loading) await expect.poll(() => page.getByRole("status", { name: "Loading" }).count()).toBe(0);
  for (const [size, viewport, only] of SIZES) {
    await page.setViewportSize(viewport);
    for (const theme of briefly ? [only] : (["light", "dark"] as const)) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await page.screenshot({ path: join(SCREENSHOTS, `${name}-${size}-${theme}.png`), fullPage });
      // Layout is judged once a size, contrast once a theme.
      if (briefly || size === "wide" || theme === "light")
        found.push(...(await axe(page, `${path} ${size} ${theme}`)));
    }
    const over = await page.evaluate(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    if (over !== 0) found.push(`${path} ${size}: ${over} px wider than the screen`);
  }
  await page.setViewportSize(WIDE);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  expect(found).toEqual([]);
}

interface Violation {
  id: string;
  help: string;
  nodes: { html: string; failureSummary?: string }[];
}

async function axe(page: Page, where: string): Promise<string[]> {
  await page.evaluate(`if (!window.axe) { ${AXE} }`);
  const rules = JSON.stringify({
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    resultTypes: ["violations"],
  });
  const violations = (await page.evaluate(
    `axe.run(document, ${rules}).then(({ violations }) => violations)`,
  )) as Violation[];
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ html, failureSummary = "" }) =>
        `${where}: ${id}: ${help}: ${html.slice(0, 200)} ${failureSummary.slice(0, 300)}`,
    ),
  );
}
