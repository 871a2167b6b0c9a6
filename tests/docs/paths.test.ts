import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { repositoryPath } from "@metercast/provision";
import { expect, it } from "vitest";

const tracked = execFileSync("git", ["ls-files"], { cwd: repositoryPath(), encoding: "utf8" })
  .trim()
  .split("\n");
const documents = tracked.filter((path) => path.endsWith(".md"));
const scripts = Object.keys(JSON.parse(readFileSync(repositoryPath("package.json"), "utf8")).scripts);

/** First folders of paths that a text means as they stand. */
const ROOTS = /^(apps|bench|deploy|docs|packages|proto|scripts|services|tests|\.ci)\//;
/** Made by a command, so not in a fresh clone. */
const MADE = /(^|\/)(dist|generated|node_modules)(\/|$)|^deploy\/docker\/\.env$|^deploy\/docker\/certs\//;

/** `a/b` and `test/c` in backquotes, and the targets of links. */
function pathsIn(document: string): string[] {
  const text = readFileSync(repositoryPath(document), "utf8").replaceAll(/^```[\s\S]*?^```$/gm, "");
  const quoted = [...text.matchAll(/`([^`\s]+)`/g)].map(([, path = ""]) => path.replace(/[.,:]$/, ""));
  const links = [...text.matchAll(/\]\((?!\w+:)([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, path = ""]) =>
    join(dirname(document), path),
  );
  const whole = quoted.filter((path) => ROOTS.test(path));
  // Beside a service's or a package's own page: src/… and test/… are its own.
  const own = quoted
    .filter((path) => /^(src|test|prisma|sql)\//.test(path))
    .map((path) => join(dirname(document), path));
  return [...links, ...whole, ...own].filter((path) => !MADE.test(path) && !/[*<>{}…$]/.test(path));
}

/** A folder, a file, or the beginning of a test file's name, as `npm test -- path` takes it. */
const exists = (path: string) =>
  existsSync(repositoryPath(path)) ||
  tracked.some((one) => one.startsWith(path) && /^\.(test|cluster)/.test(one.slice(path.length)));

it.each(documents)("every path that %s names exists", (document) => {
  expect(pathsIn(document).filter((path) => !exists(path))).toEqual([]);
});

it("every npm command that a document names exists", () => {
  const known = new Set([...scripts, "test", "start", "install", "ci"]);
  const wrong = documents.flatMap((document) =>
    [...readFileSync(repositoryPath(document), "utf8").matchAll(/npm run (?:-s )?([a-z][a-z:-]*)/g)]
      .map(([, name = ""]) => name)
      .filter((name) => !known.has(name))
      .map((name) => `${document}: npm run ${name}`),
  );
  expect(wrong).toEqual([]);
});
