// Generates the code that is not in the repository: packages/contracts/generated (buf), services/<name>/generated/prisma (Prisma) and
// packages/client/generated (the API's document from the gateway's routes, and its types).
// With --if-changed only what has other inputs than last time, or no output.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { repositoryPath } from "../packages/testkit/src/files.ts";

interface Part {
  name: string;
  /** Files relative to the root. */
  inputs: string[];
  output: string;
  command: string[];
}

const bin = repositoryPath("node_modules", ".bin");
const stampFile = repositoryPath("node_modules", ".metercast-generate.json");
/** Each takes a second or two. */
const TIMEOUT_MS = 120_000;

function parts(): Part[] {
  const found: Part[] = [];
  const glob = (pattern: string) => globSync(pattern, { cwd: repositoryPath() }).sort();
  if (existsSync(repositoryPath("buf.gen.yaml"))) {
    found.push({
      name: "contracts",
      inputs: [...glob("proto/**/*.proto"), ...glob("buf*.yaml"), "scripts/generate.ts"],
      output: "packages/contracts/generated",
      command: ["buf", "generate"],
    });
  }
  for (const schema of glob("services/*/prisma/schema.prisma")) {
    const service = schema.split("/")[1] as string;
    found.push({
      name: service,
      inputs: [schema, "scripts/generate.ts"],
      output: `services/${service}/generated/prisma`,
      command: ["prisma", "generate", "--schema", schema],
    });
  }
  // Last: the routes import the contracts. All of the gateway, because a route may take its words from anywhere in it.
  found.push({
    name: "client",
    inputs: [
      ...glob("services/gateway/src/**/*.ts"),
      ...glob("packages/{contracts,money,runtime}/src/**/*.ts"),
      ...glob("packages/client/generate/*.ts"),
      "scripts/generate-client.ts",
    ],
    output: "packages/client/generated",
    command: ["node", "scripts/generate-client.ts"],
  });
  return found;
}

function hashOf(part: Part): string {
  const hash = createHash("sha256").update(JSON.stringify([toolVersions(), part.command]));
  for (const input of part.inputs) hash.update(input).update(readFileSync(repositoryPath(input)));
  return hash.digest("hex");
}

/** A newer generator writes other code from the same input. */
function toolVersions(): unknown[] {
  return ["@bufbuild/buf", "ts-proto", "prisma", "@hono/zod-openapi"].map((name) => {
    const text = readFileSync(repositoryPath("node_modules", name, "package.json"), "utf8");
    return (JSON.parse(text) as { version: string }).version;
  });
}

function generate(part: Part): boolean {
  const [program, ...args] = part.command as [string, ...string[]];
  const result = spawnSync(join(bin, program), args, {
    cwd: repositoryPath(),
    encoding: "utf8",
    timeout: TIMEOUT_MS,
    env: {
      ...process.env,
      PATH: `${bin}${delimiter}${process.env.PATH ?? ""}`,
      // `generate` never uses the schema engine, but would download it first: this one can't be mistaken for a working one.
      PRISMA_SCHEMA_ENGINE_BINARY: falseProgram(),
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    },
  });
  if (result.status === 0) return true;
  console.error(
    `generate: ${part.command.join(" ")} failed:\n${result.error?.message ?? ""}${result.stdout}${result.stderr}`,
  );
  return false;
}

function falseProgram(): string {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.map((folder) => join(folder, "false")).find((path) => existsSync(path)) ?? "/bin/false";
}

function readStamps(): Record<string, string> {
  try {
    return JSON.parse(readFileSync(stampFile, "utf8")) as Record<string, string>;
  } catch {
    return {}; // never generated, or the note is broken: generate everything
  }
}

const onlyChanged = process.argv.includes("--if-changed");
const stamps = readStamps();
for (const part of parts()) {
  const hash = hashOf(part);
  if (onlyChanged && stamps[part.name] === hash && existsSync(repositoryPath(part.output))) continue;
  if (!generate(part)) process.exit(1);
  stamps[part.name] = hash;
  writeFileSync(stampFile, JSON.stringify(stamps));
  console.log(`generated ${part.output}`);
}
