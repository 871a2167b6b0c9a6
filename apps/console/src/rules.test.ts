import { globSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, it } from "vitest";

const sources = globSync(join(import.meta.dirname, "**/*.{ts,tsx}"))
  .toSorted()
  .filter((path) => !path.endsWith(".test.ts"))
  .map((path) => ({ path: relative(import.meta.dirname, path), text: readFileSync(path, "utf8") }));

const having = (pattern: RegExp) => sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path);

it("colours have names: a value stands in styles.css only", () => {
  expect(sources.length).toBeGreaterThan(80);
  expect(having(/#[0-9a-f]{3,8}\b|\b(rgb|hsl|oklch)a?\(/i)).toEqual([]);
});

it("numbers become words in format/ only, and no amount is ever a float", () => {
  expect(having(/Intl\./)).toEqual([
    "format/locale.ts",
    "format/money.ts",
    "format/plural.ts",
    "format/time.ts",
  ]);
  expect(having(/toFixed|toLocaleString|parseFloat/)).toEqual([]);
});

it("what a browser keeps is a theme, a language, a habit, and who was here: never a token", () => {
  expect(having(/localStorage/)).toEqual(["admin/queue/use-keys.ts", "format/locale.ts", "shell/theme.ts"]);
  expect(having(/sessionStorage/)).toEqual([
    "auth/demo.ts",
    "auth/drafts.ts",
    "auth/oidc.ts",
    "components/draft.ts",
    "shell/build.ts",
  ]);
  expect(having(/document\.cookie|indexedDB/)).toEqual([]);
});

it("a part of a page that did not load can be tried again: React's and the router's own can't", () => {
  expect(having(/\blazy\b[^;]*from "react"|lazyRouteComponent[^;]*from "@tanstack/)).toEqual([]);
});

it("nothing is written into a page as HTML", () => {
  expect(having(/dangerouslySetInnerHTML|innerHTML|insertAdjacentHTML/)).toEqual([]);
});

it("words that people read stand in texts/", () => {
  // Literal text between tags and in labels. "Metercast" is the same in every language.
  const spoken = /<[A-Za-z][^<>]*[^=]>\s*[A-Z][a-z]+ [a-z]|\b(aria-label|title|placeholder|label)="[A-Z]/;
  expect(having(spoken)).toEqual([]);
});

it("pages read from either side: no class and no style names left or right", () => {
  const physical =
    /(?<![\w-])(-?(ml|mr)-[\d[a]|(pl|pr)-[\d[]|-?(left|right)-[\d[a]|text-(left|right)|border-[lr]\b|rounded-[lr]\b)/;
  // A dialog is in the middle of the screen.
  expect(having(physical)).toEqual(["components/DialogBox.tsx"]);
});
