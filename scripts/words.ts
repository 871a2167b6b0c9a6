// npm run check: fails on retired words, on phrases of unclear English and on wide comments
// (scripts/words/rules.ts). With paths as arguments it checks these; with --count it prints the number of
// findings per folder.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { EXTENSIONS, wordsIn } from "./words/find.ts";
import { CLEAN, NOT_CHECKED } from "./words/rules.ts";

const root = join(import.meta.dirname, "..");
const names = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const counting = process.argv.includes("--count");
const wanted = names.length > 0 ? names : counting ? ["."] : CLEAN;

const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "--", ...wanted], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((path) => EXTENSIONS.includes(extname(path)) && !NOT_CHECKED.some((name) => path.startsWith(name)))
  .filter((path) => existsSync(join(root, path)));

let total = 0;
const counts = new Map<string, number>();
for (const path of files) {
  const findings = wordsIn(path, readFileSync(join(root, path), "utf8"));
  total += findings.length;
  const folder = path.split("/").slice(0, 2).join("/");
  counts.set(folder, (counts.get(folder) ?? 0) + findings.length);
  if (counting) continue;
  for (const { line, found, use } of findings) console.log(`${path}:${line}: "${found}": use ${use}`);
}
if (counting) {
  for (const [folder, count] of [...counts].sort((a, b) => b[1] - a[1]))
    console.log(`${String(count).padStart(5)} ${folder}`);
}
if (total > 0 && !counting) console.log(`${total} to mend; docs/GLOSSARY.md says why.`);
process.exit(total > 0 && !counting ? 1 : 0);
