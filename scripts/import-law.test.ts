import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { repositoryPath } from "../packages/provision/src/files.ts";

const root = mkdtempSync(join(tmpdir(), "metercast-import-law-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A tiny repository of our shape. Each planted file breaks one rule; the others show what is allowed. */
const files: Record<string, string> = {
  "packages/money/src/index.ts": "export const cent = 1n;",
  "packages/runtime/src/index.ts": "export const log = 1;",
  "packages/testkit/src/index.ts": "export const servers = 1;",
  "packages/local-servers/src/index.ts": "export const start = 1;",
  "packages/postgres/src/index.ts": "export const pool = 1;",
  "packages/stripe/src/index.ts": "export const stripe = 1;",
  "packages/rails/src/index.ts":
    'import { manual } from "./manual/description.ts"; export const RAILS = [manual];',
  "packages/rails/src/server.ts": 'import { rail } from "./stripe/rail.ts"; export const open = rail;',
  "packages/rails/src/manual/description.ts": 'export const manual = "manual";',
  "packages/rails/src/stripe/rail.ts":
    'import { stripe } from "../../../stripe/src/index.ts"; export const rail = stripe;',
  "services/withdrawals/src/wire.ts":
    'import { open } from "../../../packages/rails/src/server.ts"; export const rails = open;',
  "services/wallet/src/domain/channel.ts":
    'import { RAILS } from "../../../../packages/rails/src/index.ts"; export const channels = RAILS;',
  "services/wallet/src/domain/rule.ts":
    'import { cent } from "../../../../packages/money/src/index.ts"; export const two = cent + cent;',
  "services/wallet/src/ports/port.ts":
    'import type { two } from "../domain/rule.ts"; export type Port = typeof two;',
  "services/wallet/src/usecases/post.ts":
    'import type { Port } from "../ports/port.ts"; import { two } from "../domain/rule.ts"; import { log } from "../../../../packages/runtime/src/index.ts"; export const post = (p: Port) => p + two + BigInt(log);',
  "services/wallet/src/adapters/postgres/store.ts":
    'import { readFileSync } from "node:fs"; export const store = readFileSync;',
  "services/wallet/src/wire.ts":
    'import { store } from "./adapters/postgres/store.ts"; export const wired = store;',
  "services/wallet/test/store.test.ts":
    'import { servers } from "../../../packages/testkit/src/index.ts"; import { store } from "../src/adapters/postgres/store.ts"; console.log(servers, store);',
};

const planted: Record<string, { rule: string; text: string }> = {
  "services/wallet/src/domain/clock.ts": {
    rule: "domain-is-pure",
    text: 'import { hrtime } from "node:process"; export const now = hrtime;',
  },
  "services/wallet/src/domain/types.ts": {
    rule: "domain-is-pure",
    text: 'import type { Port } from "../ports/port.ts"; export type P = Port;',
  },
  "services/wallet/src/usecases/direct.ts": {
    rule: "usecases-talk-to-ports",
    text: 'import { store } from "../adapters/postgres/store.ts"; export const direct = store;',
  },
  "services/wallet/src/usecases/library.ts": {
    rule: "usecases-talk-to-ports",
    text: 'import { readFileSync } from "node:fs"; export const x = readFileSync;',
  },
  "services/wallet/src/adapters/grpc/server.ts": {
    rule: "adapters-dont-know-each-other",
    text: 'import { store } from "../postgres/store.ts"; export const server = store;',
  },
  "services/wallet/src/config.ts": {
    rule: "only-wire-sees-adapters",
    text: 'import { store } from "./adapters/postgres/store.ts"; export const c = store;',
  },
  "services/billing/src/wire.ts": {
    rule: "services-dont-know-each-other",
    text: 'import { two } from "../../wallet/src/domain/rule.ts"; export const w = two;',
  },
  "packages/runtime/src/peek.ts": {
    rule: "packages-dont-know-services",
    text: 'import { two } from "../../../services/wallet/src/domain/rule.ts"; export const p = two;',
  },
  "services/wallet/src/main.ts": {
    rule: "testkit-is-for-tests",
    text: 'import { servers } from "../../../packages/testkit/src/index.ts"; export const m = servers;',
  },
  "services/wallet/src/servers.ts": {
    rule: "services-start-no-servers",
    text: 'import { start } from "../../../packages/local-servers/src/index.ts"; export const s = start;',
  },
  "packages/runtime/src/pool.ts": {
    rule: "lower-packages-know-no-upper-ones",
    text: 'import { pool } from "../../postgres/src/index.ts"; export const p = pool;',
  },
  "services/wallet/src/domain/opened.ts": {
    rule: "domain-is-pure",
    text: 'import { open } from "../../../../packages/rails/src/server.ts"; export const o = open;',
  },
  "services/wallet/src/usecases/opened.ts": {
    rule: "rails-are-opened-by-withdrawals",
    text: 'import { open } from "../../../../packages/rails/src/server.ts"; export const o = open;',
  },
  "packages/rails/src/stripe/description.ts": {
    rule: "rails-descriptions-are-pure",
    text: 'import { stripe } from "../../../stripe/src/index.ts"; export const d = stripe;',
  },
  "packages/rails/src/manual/rail.ts": {
    rule: "stripe-is-for-those-who-move-money",
    text: 'import { stripe } from "../../../stripe/src/index.ts"; export const r = stripe;',
  },
  "packages/rails/src/manual/borrowed.ts": {
    rule: "rails-dont-know-each-other",
    text: 'import { rail } from "../stripe/rail.ts"; export const b = rail;',
  },
  "services/wallet/src/lost.ts": {
    rule: "everything-resolves",
    text: 'import { x } from "./nowhere.ts"; export const l = x;',
  },
};

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), `${text}\n`);
}

function violations(): string[] {
  const program = repositoryPath("node_modules", "dependency-cruiser", "bin", "dependency-cruiser.mjs");
  const result = spawnSync(
    process.execPath,
    [program, "--config", repositoryPath(".dependency-cruiser.cjs"), "-T", "json", "packages", "services"],
    { cwd: root, encoding: "utf8" },
  );
  const report = JSON.parse(result.stdout) as {
    summary: { violations: { from: string; rule: { name: string } }[] };
  };
  return report.summary.violations.map((violation) => `${violation.from}: ${violation.rule.name}`);
}

test("the import law lets the house's own shape pass and finds every planted violation", () => {
  for (const [path, text] of Object.entries(files)) write(path, text);
  expect(violations()).toEqual([]);
  for (const [path, { text }] of Object.entries(planted)) write(path, text);
  const expected = Object.entries(planted).map(([path, { rule }]) => `${path}: ${rule}`);
  expect(violations()).toEqual(expect.arrayContaining(expected));
});
