// npm run check: format, lint, words, types, the import law, manifests, the protobuf style. Prints one line
// each, and the output of failed ones.
import { spawnSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { repositoryPath } from "../packages/provision/src/files.ts";

/** The slowest takes 10 s on two busy cores. */
const TIMEOUT_MS = 180_000;

interface Check {
  name: string;
  command: string[];
}

const folders = ["packages", "services", "apps", "scripts", "tests", "bench"].filter((name) =>
  existsSync(repositoryPath(name)),
);
const hasProto =
  existsSync(repositoryPath("buf.yaml")) &&
  globSync("proto/**/*.proto", { cwd: repositoryPath() }).length > 0;

const checks: Check[] = [
  { name: "format and lint", command: ["biome", "check", "--error-on-warnings"] },
  { name: "lock file", command: ["node", "scripts/lock-file.ts"] },
  { name: "words", command: ["node", "scripts/words.ts"] },
  { name: "dependencies", command: ["node", "scripts/dependencies.ts"] },
  { name: "types", command: ["tsc", "--noEmit"] },
  { name: "types of the console", command: ["tsc", "--noEmit", "--project", "apps/console"] },
  { name: "configuration", command: ["node", "scripts/configuration.ts", "--check"] },
  { name: "manifests", command: ["node", "scripts/manifests.ts"] },
  { name: "import law", command: ["depcruise", "--config", ".dependency-cruiser.cjs", ...folders] },
  ...(hasProto
    ? [
        { name: "protobuf lint", command: ["buf", "lint"] },
        // Readers of released contracts keep working: see "Versions" in docs/EVENTS.md.
        { name: "protobuf breaking", command: ["buf", "breaking", "--against", "proto/released.binpb"] },
        { name: "protobuf format", command: ["buf", "format", "--diff", "--exit-code"] },
      ]
    : []),
];

function runCheck({ name, command }: Check): boolean {
  const [program, ...args] = command as [string, ...string[]];
  const began = Date.now();
  const bin = repositoryPath("node_modules", ".bin");
  const result = spawnSync(join(bin, program), args, {
    cwd: repositoryPath(),
    encoding: "utf8",
    timeout: TIMEOUT_MS,
    env: { ...process.env, PATH: `${bin}:${process.env.PATH ?? ""}` },
  });
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  const ok = result.status === 0;
  console.log(`${ok ? "ok    " : "failed"} ${name} (${seconds} s)`);
  if (!ok) console.log(`${result.error?.message ?? ""}${result.stdout}${result.stderr}`.trimEnd());
  return ok;
}

const results = checks.map(runCheck);
process.exit(results.every(Boolean) ? 0 : 1);
