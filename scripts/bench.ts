// npm run bench [-- NAME]: every benchmark, or one. Each prints a table and, as its last line, its figures as JSON: figures, machine, versions, commit,
// settings, and whether the books were right afterwards; without that the figures are void.
import { execFileSync } from "node:child_process";
import { cpus, totalmem } from "node:os";
import { withdrawals } from "../bench/withdrawals.ts";
import setup from "../packages/testkit/src/global-setup.ts";

/** What a benchmark gives back. */
export interface Result {
  figures: Record<string, number>;
  settings: Record<string, number | string>;
  /** The integrity check afterwards. */
  integrity: boolean;
}

const BENCHES: Record<string, () => Promise<Result>> = { withdrawals };

function commit(): string {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  } catch {
    return "unknown";
  }
}

const only = process.argv[2];
if (only !== undefined && !(only in BENCHES)) {
  console.error(`There is no bench "${only}"; there are: ${Object.keys(BENCHES).join(", ")}.`);
  process.exit(2);
}
const teardown = await setup();
let valid = true;
try {
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (only !== undefined && name !== only) continue;
    const { figures, settings, integrity } = await bench();
    valid &&= integrity;
    console.table(figures);
    const machine = {
      cpu: cpus()[0]?.model,
      cores: cpus().length,
      memory_gib: Math.round(totalmem() / 2 ** 30),
    };
    const versions = { node: process.version, postgres: "18", stripe: "stand-in" };
    console.log(
      JSON.stringify({ bench: name, figures, integrity, machine, versions, commit: commit(), settings }),
    );
  }
} finally {
  await teardown();
}
process.exit(valid ? 0 : 1);
