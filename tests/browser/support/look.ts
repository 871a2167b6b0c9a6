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

/** Only for who wants to see them (`PICTURES=1`): they take as long as all of axe. */
const PICTURES = process.env.PICTURES === "1";

async function picture(page: Page, name: string, fullPage = false): Promise<void> {
  if (PICTURES) await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage });
}

/** Light and dark, wide and on a phone: nothing wider than its screen; nothing that axe finds. */
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
      await picture(page, `${name}-${size}-${theme}`, fullPage);
      // Layout is judged once a size, and contrast once a theme: a theme changes nothing but colours.
      const [whole, again] = [briefly || theme === "light", size === "wide"];
      if (whole || again)
        found.push(...(await axe(page, `${path} ${size} ${theme}`, whole ? undefined : COLOURS)));
    }
    found.push(...(await wider(page, `${path} ${size}`)));
  }
  if (!briefly) found.push(...(await otherwise(page, path, name)));
  await page.setViewportSize(WIDE);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  expect(found).toEqual([]);
}

const NARROW = { width: 390, height: 844 };
/** A4 within the margins of print.css. */
const A4 = { width: 688, height: 1_000 };

/** Right to left, with fingers, in colours of the system, and on paper. */
async function otherwise(page: Page, path: string, name: string): Promise<string[]> {
  const found: string[] = [];
  await page.setViewportSize(NARROW);
  await page.evaluate("document.documentElement.dir = 'rtl'");
  const shown = await page.screenshot({ path: join(SCREENSHOTS, `${name}-390-rtl.png`) });
  // A picture of one colour is a few hundred bytes.
  if (shown.length < 5_000) found.push(`${path}: nothing to be seen from right to left`);
  found.push(...(await wider(page, `${path} right to left`)));
  await page.evaluate("document.documentElement.dir = 'ltr'");

  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setTouchEmulationEnabled", { enabled: true, maxTouchPoints: 5 });
  found.push(...(await page.evaluate<string[]>(SMALL_TARGETS)).map((one) => `${path}: small: ${one}`));
  found.push(...(await wider(page, `${path} with fingers`)));
  await session.send("Emulation.setTouchEmulationEnabled", { enabled: false });
  await session.detach();

  await page.setViewportSize(WIDE);
  await page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" });
  await picture(page, `${name}-forced`);
  found.push(...(await page.evaluate<string[]>(ALIKE)).map((one) => `${path}: forced colours: ${one}`));

  await page.setViewportSize(A4);
  await page.emulateMedia({ media: "print", colorScheme: "dark", forcedColors: "none" });
  await picture(page, `${name}-paper`, true);
  found.push(...(await page.evaluate<string[]>(ON_PAPER)).map((one) => `${path}: on paper: ${one}`));
  found.push(...(await wider(page, `${path} on paper`)));
  await page.emulateMedia({ media: "screen" });
  return found;
}

async function wider(page: Page, where: string): Promise<string[]> {
  return (await outOfPlace(page)).map((one) => `${where}: ${one}`);
}

/** What makes a page wider than its screen, and amounts that their box cuts off. */
export const outOfPlace = (page: Page): Promise<string[]> => page.evaluate<string[]>(OUT_OF_PLACE);

const VISIBLE = `const visible = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".sr-only");`;

const OUT_OF_PLACE = `(() => {
  ${VISIBLE}
  const { scrollWidth, clientWidth } = document.documentElement;
  const outside = (one, { left, right }) => {
    const box = one.getBoundingClientRect();
    return box.width > 0 && (box.right > right + 1 || box.left < left - 1);
  };
  // The document itself scrolls, so nothing is cut by it.
  const cutter = (one) => {
    if (!one || one === document.body || one === document.documentElement) return undefined;
    return getComputedStyle(one).overflowX === "visible" ? cutter(one.parentElement) : one;
  };
  const screen = { left: 0, right: clientWidth };
  const wide = scrollWidth <= clientWidth ? [] : [...document.querySelectorAll("body *")]
    .filter((one) => outside(one, screen) && !cutter(one.parentElement)).slice(0, 3);
  const cut = [...document.querySelectorAll("[data-money]")].filter((one) => {
    const by = visible(one) && cutter(one.parentElement);
    return by && /hidden|clip/.test(getComputedStyle(by).overflowX) && outside(one, by.getBoundingClientRect());
  });
  const over = scrollWidth > clientWidth
    ? [scrollWidth - clientWidth + " px wider than the screen: " + wide.map((one) => one.outerHTML.slice(0, 160)).join(" | ")]
    : [];
  return [...over, ...cut.map((one) => "cut off: " + one.textContent)];
})()`;

/** Buttons and fields below 44 px on phones; links within a sentence are exempt. */
const SMALL_TARGETS = `(() => {
  ${VISIBLE}
  const targets = "button, select, summary, [role=menuitem], [role=tab], nav a, header a, input:not([type=hidden])";
  return [...document.querySelectorAll(targets)].filter(visible).flatMap((one) => {
    const target = /^(checkbox|radio)$/.test(one.type) ? (one.closest("label") ?? one) : one;
    const { width, height } = target.getBoundingClientRect();
    if (width === 0 || target.className.includes("sr-only") || (height >= 44 && width >= 24)) return [];
    return [Math.round(width) + " × " + Math.round(height) + " " + one.outerHTML.slice(0, 120)];
  });
})()`;

/** Whether the current page and the main button differ from the others. */
const ALIKE = `(() => {
  const line = (one) => getComputedStyle(one).borderBottomColor;
  const links = [...document.querySelectorAll("nav a")];
  // A row of groups and the row of the present group have one each.
  const current = links.find((one) => one.hasAttribute("aria-current"));
  const same = links.filter((one) => current && !one.hasAttribute("aria-current") && line(one) === line(current));
  const face = (kind) => {
    const one = document.querySelector("[data-kind=" + kind + "]:not(:disabled):not([aria-disabled])");
    return one && getComputedStyle(one).backgroundColor;
  };
  const alike = face("primary") && face("primary") === face("secondary") ? ["main and other buttons"] : [];
  return [...same.map((one) => "looks current: " + one.textContent), ...alike];
})()`;

/** No buttons, nothing dark, no time that is true for a minute only. */
const ON_PAPER = `(() => {
  ${VISIBLE}
  const buttons = [...document.querySelectorAll("button:not([data-print]), nav")].filter(visible);
  const ago = /\\b(ago|just now|in a moment)\\b/;
  const relative = [...document.querySelectorAll("time")].filter((one) => visible(one) && ago.test(one.innerText));
  const dark = (one) => {
    const [red = 255, green = 255, blue = 255, alpha = 1] = getComputedStyle(one).backgroundColor.match(/[\\d.]+/g) ?? [];
    return Number(alpha) > 0.5 && Math.max(red, green, blue) < 100;
  };
  const black = [document.documentElement, document.body, ...document.querySelectorAll("main, section, table")];
  return [...buttons, ...relative, ...black.filter(dark)].map((one) => one.outerHTML.slice(0, 120));
})()`;

interface Violation {
  id: string;
  help: string;
  nodes: { html: string; failureSummary?: string }[];
}

const ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** The rules that read colours. */
const COLOURS = ["color-contrast", "link-in-text-block"];

async function axe(page: Page, where: string, runOnly = ALL): Promise<string[]> {
  await page.evaluate(`if (!window.axe) { ${AXE} }`);
  const rules = JSON.stringify({
    runOnly,
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
