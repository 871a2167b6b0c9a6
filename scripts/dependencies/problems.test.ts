import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { repositoryPath } from "../../packages/provision/src/files.ts";
import { dependencyProblems } from "./problems.ts";

const root = mkdtempSync(join(tmpdir(), "metercast-dependencies-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Not written out below: the check reads this file too. */
const STRANGER = "left-pad";

const files: Record<string, string> = {
  "package.json": '{ "name": "metercast", "devDependencies": { "vitest": "5.1.1", "pg": "8.23.1" } }',
  "services/wallet/package.json":
    '{ "name": "@metercast/wallet", "dependencies": { "@metercast/money": "*", "pg": "8.0.0", "zod": "^4.0.0" }, "devDependencies": { "vitest": "5.1.1" } }',
  "services/wallet/src/main.ts":
    'import { readFileSync } from "node:fs"; import { cent } from "@metercast/money"; import Stripe from "stripe";',
  "services/wallet/src/peek.ts": 'import type { Test } from "vitest";',
  "services/wallet/test/main.test.ts": 'import { test } from "vitest";',
  "tests/all.test.ts": `import { test } from "vitest"; import { x } from "${STRANGER}/x.js";`,
};

test("an undeclared import, production code on a devDependency, two versions and a range are problems", () => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  expect(dependencyProblems(root)).toEqual([
    "services/wallet/package.json: pg is 8.0.0, and 8.23.1 in ./package.json",
    "services/wallet/package.json: zod has the version ^4.0.0",
    "services/wallet/src/main.ts imports stripe, which services/wallet/package.json does not have",
    "services/wallet/src/peek.ts imports vitest, which services/wallet/package.json has for tests only",
    "tests/all.test.ts imports left-pad, which package.json does not have",
  ]);
});

test("every package of this repository declares what it imports, each in one version", () => {
  expect(dependencyProblems(repositoryPath())).toEqual([]);
});
