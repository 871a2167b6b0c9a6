// npm run planted-bugs: plants one bug after another in a copy of the project and reports which of them the
// tests catch. A bug that survives shows a missing test. Takes some minutes; not part of npm test.
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repositoryPath } from "../packages/provision/src/files.ts";
import type { PlantedBug } from "./planted-bugs/bug.ts";
import { PLANTED_BUGS } from "./planted-bugs/index.ts";

/** The slowest test file takes half of this on a busy machine. */
const TIMEOUT_MS = 300_000;

/** A copy of the project with linked node_modules; workspace packages link to the copy. */
function copyProject(): string {
  const copy = mkdtempSync(join(tmpdir(), "metercast-planted-"));
  const skip = new Set(["node_modules", ".git", ".metercast"]);
  cpSync(repositoryPath(), copy, {
    recursive: true,
    filter: (source) => !skip.has(source.split("/").at(-1) ?? ""),
  });
  const modules = join(copy, "node_modules");
  mkdirSync(join(modules, "@metercast"), { recursive: true });
  for (const name of readdirSync(repositoryPath("node_modules"))) {
    if (name !== "@metercast") symlinkSync(repositoryPath("node_modules", name), join(modules, name));
  }
  for (const folder of ["packages", "services", "apps"]) {
    for (const name of readdirSync(join(copy, folder))) {
      symlinkSync(join(copy, folder, name), join(modules, "@metercast", name));
      const own = repositoryPath(folder, name, "node_modules");
      if (existsSync(own)) symlinkSync(own, join(copy, folder, name, "node_modules"));
    }
  }
  return copy;
}

/** True if the named tests fail with the bug. */
function isCaught(copy: string, bug: PlantedBug): boolean {
  const file = join(copy, bug.file);
  const original = readFileSync(file, "utf8");
  if (!original.includes(bug.find)) throw new Error(`${bug.name}: ${bug.file} has no "${bug.find}" any more`);
  writeFileSync(file, original.replace(bug.find, bug.replace));
  const passed = testsPass(copy, bug.tests);
  writeFileSync(file, original);
  return !passed;
}

const passed = new Map<string, boolean>();

/** Whether the tests pass without a bug, cached by set of tests. */
function passWithout(copy: string, tests: readonly string[]): boolean {
  const key = tests.join(" ");
  const known = passed.get(key) ?? testsPass(copy, tests);
  passed.set(key, known);
  if (!known) console.error(`these fail without any bug: ${key}`);
  return known;
}

function testsPass(copy: string, tests: readonly string[]): boolean {
  const node = join(copy, "node_modules", "node", "bin", "node");
  const args = ["scripts/test.ts", ...tests, "--bail", "1"];
  return spawnSync(node, args, { cwd: copy, timeout: TIMEOUT_MS, stdio: "ignore" }).status === 0;
}

const copy = copyProject();
let caught = 0;
const only = process.argv[2];
const bugs = PLANTED_BUGS.filter(({ name }) => only === undefined || name.includes(only));
try {
  for (const [i, bug] of bugs.entries()) {
    const began = Date.now();
    // Tests that fail without the bug prove nothing.
    const found = passWithout(copy, bug.tests) && isCaught(copy, bug);
    if (found) caught += 1;
    const seconds = ((Date.now() - began) / 1_000).toFixed(0);
    console.log(
      `${String(i + 1).padStart(2)}/${bugs.length} ${found ? "caught  " : "SURVIVED"} ${bug.name} (${seconds} s)`,
    );
  }
} finally {
  if (existsSync(copy)) rmSync(copy, { recursive: true, force: true });
}
console.log(`${caught} of ${bugs.length} planted bugs caught`);
process.exit(caught === bugs.length ? 0 : 1);
