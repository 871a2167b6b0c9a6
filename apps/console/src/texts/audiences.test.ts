import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, it } from "vitest";
import { type Audience, audienceOf } from "./audiences.ts";
import { loadedGroups } from "./chosen.ts";

const SOURCES = join(import.meta.dirname, "..");
const IMPORTED = /(?:from |import\()"(\.[^"]+\.tsx?)"/g;
/** Without what is loaded later, and without types. */
const AT_ONCE = /^(?:import|export) (?!type )[^;]*?from "(\.[^"]+\.tsx?)"/gm;
const ACCESSOR = /^texts\/([a-z-]+)\.ts$/;

/** The groups of texts that a file uses, itself or through what it imports. */
function groupsOf(path: string, seen = new Set<string>(), imports = IMPORTED): Set<string> {
  if (seen.has(path)) return new Set();
  seen.add(path);
  const name = relative(SOURCES, path);
  const text = readFileSync(path, "utf8");
  const group = ACCESSOR.exec(name)?.[1];
  if (group !== undefined) return new Set(text.includes(" texts<") ? [group] : []);
  const imported = [...text.matchAll(imports)].map(([, target = ""]) => join(dirname(path), target));
  const shared = text.includes('texts.ts"') ? sharedGroups(text) : [];
  return new Set([...shared, ...imported.flatMap((target) => [...groupsOf(target, seen, imports)])]);
}

/** The groups of `t.pages` and the like. */
const sharedGroups = (text: string): string[] =>
  [...text.matchAll(/\bt\.([a-zA-Z]+)/g)].flatMap(([, key = ""]) =>
    [...loadedGroups()].flatMap(([group, parts]) =>
      SHARED.has(group) && Object.values(parts).some((part) => Object.hasOwn(part, key)) ? group : [],
    ),
  );
const SHARED = new Set([
  "common",
  "problems",
  "money",
  "viewer",
  "creator",
  "admin-withdrawals",
  "admin-decisions",
  "admin-money",
  "admin-records",
]);

it.each(["viewer", "creator", "admin", "inbox", "statement", "notifications", "shell", "components"])(
  "the files of %s use texts that are loaded there",
  (folder) => {
    const files = globSync(join(SOURCES, folder, "**/*.{ts,tsx}")).filter(
      (path) => !path.endsWith(".test.ts"),
    );
    const allowed: Audience[] =
      folder === "viewer" || folder === "creator" || folder === "admin" ? ["all", folder] : ["all"];
    if (folder === "admin" || folder === "creator") allowed.push(`${folder}-pages`);
    if (["inbox", "statement", "notifications"].includes(folder)) allowed.push("person");
    // The palette, which the frame of every page opens, loads them itself.
    allowed.push("search");
    const groups = new Set(files.flatMap((path) => [...groupsOf(path)]));
    expect([...groups].filter((group) => !allowed.includes(audienceOf(group)))).toEqual([]);
  },
);

it.each([
  ["creator", "HomePage", "creator-home"],
  ["admin", "QueuePage", "admin-queue"],
] as const)("the first page of the %s uses no texts of the other pages", (area, page, own) => {
  const seen = new Set<string>();
  const groups = ["Area", page].flatMap((name) => [
    ...groupsOf(join(SOURCES, area, `${name}.tsx`), seen, AT_ONCE),
  ]);
  expect(groups).toContain(own);
  expect(groups.filter((group) => !["all", area].includes(audienceOf(group)))).toEqual([]);
});

it("every other page of the admins waits for them: it may use them while its file runs", () => {
  const routes = readFileSync(join(SOURCES, "routes/admin.tsx"), "utf8");
  const waiting = [...routes.matchAll(/adminPage\(\(\) => import\("\.\.\/admin\/([^"]+)"/g)].map(
    ([, file]) => file,
  );
  const pages = [...routes.matchAll(/import\("\.\.\/admin\/([^"]+Page\.tsx)"/g)].map(([, file]) => file);
  expect(pages.length).toBeGreaterThan(10);
  expect(pages.filter((file) => !waiting.includes(file))).toEqual(["QueuePage.tsx"]);
});

it("so do the other pages of creators, and those of every role", () => {
  const router = readFileSync(join(SOURCES, "router.tsx"), "utf8");
  const waiting = [...router.matchAll(/pageWith\(\[[^\]]*\], \(\) => import\("\.\/([^"]+)"/g)].map(
    ([, file]) => file,
  );
  const pages = [...router.matchAll(/import\("\.\/((?:creator|inbox|statement)\/[^"]+Page\.tsx)"/g)].map(
    ([, file]) => file,
  );
  expect(pages.length).toBeGreaterThan(4);
  expect(pages.filter((file) => !waiting.includes(file))).toEqual(["creator/HomePage.tsx"]);
});
