// Generates code that is not in the repository: packages/contracts/generated (buf, and the bodies of
// webhooks), services/<name>/generated/prisma and bench/obvious/generated/prisma (Prisma),
// packages/client/generated and the built console. Also generates files that are in it for people to read:
// deploy/nats/users.conf, docs/asyncapi.json. --if-changed skips outputs whose inputs did not change;
// --without=console skips the console, which few commands need; --only=start skips what a running system
// does not import.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { repositoryPath } from "../packages/provision/src/files.ts";

interface Part {
  name: string;
  /** Files relative to the root. */
  inputs: string[];
  output: string;
  command: string[];
  /** Packages whose version changes the output. */
  tools: string[];
}

const bin = repositoryPath("node_modules", ".bin");
const stampFile = repositoryPath("node_modules", ".metercast-generate.json");
const TIMEOUT_MS = 180_000;
const CODE_TOOLS = ["@bufbuild/buf", "ts-proto", "prisma", "@hono/zod-openapi"];

function parts(): Part[] {
  const found: Part[] = [];
  const glob = (pattern: string) => globSync(pattern, { cwd: repositoryPath() }).sort();
  if (existsSync(repositoryPath("buf.gen.yaml"))) {
    found.push({
      name: "contracts",
      inputs: [...glob("proto/**/*.proto"), ...glob("buf*.yaml"), "scripts/generate.ts"],
      output: "packages/contracts/generated",
      command: ["buf", "generate"],
      tools: CODE_TOOLS,
    });
    // Served by gRPC's reflection.
    const descriptors = "packages/contracts/generated/descriptors.binpb";
    found.push({
      name: "descriptors",
      inputs: [...glob("proto/**/*.proto"), ...glob("buf*.yaml")],
      output: descriptors,
      command: [
        ...["buf", "build", "proto", "--as-file-descriptor-set", "--exclude-source-info"],
        ...["--output", descriptors],
      ],
      tools: CODE_TOOLS,
    });
  }
  // For the gateway's /openapi.json.
  found.push({
    name: "webhook messages",
    inputs: [
      ...glob("proto/**/*.proto"),
      ...glob("packages/contracts/src/*.ts"),
      ...glob("services/notifications/src/domain/webhooks/*.ts"),
      ...glob("scripts/{generate-webhook-messages,asyncapi/*}.ts"),
    ],
    output: "packages/contracts/generated/webhook-messages.ts",
    command: ["node", "scripts/generate-webhook-messages.ts"],
    tools: CODE_TOOLS,
  });
  // The services' clients, and that of bench/obvious.
  for (const schema of glob("{services/*,bench/obvious}/prisma/schema.prisma")) {
    const [parent, name] = schema.split("/") as [string, string];
    found.push({
      name,
      inputs: [schema, "scripts/generate.ts"],
      output: `${parent}/${name}/generated/prisma`,
      command: ["prisma", "generate", "--schema", schema],
      tools: CODE_TOOLS,
    });
  }
  // Last, because the routes import the contracts. The whole gateway is an input, because a route may import
  // any file.
  found.push({
    name: "client",
    inputs: [
      ...glob("services/gateway/src/**/*.ts"),
      ...glob("packages/{contracts,money,runtime}/src/**/*.ts"),
      ...glob("services/notifications/src/domain/webhooks/*.ts"),
      ...glob("packages/client/generate/*.ts"),
      "scripts/generate-client.ts",
    ],
    output: "packages/client/generated",
    command: ["node", "scripts/generate-client.ts"],
    tools: CODE_TOOLS,
  });
  found.push({
    name: "nats users",
    inputs: ["packages/provision/src/nats-users.ts", "scripts/nats-users.ts"],
    output: "deploy/nats/users.conf",
    command: ["node", "scripts/nats-users.ts", "--write"],
    tools: [],
  });
  found.push({
    name: "asyncapi",
    inputs: [
      ...glob("proto/**/*.proto"),
      ...glob("packages/contracts/src/*.ts"),
      ...glob("scripts/{generate-asyncapi,asyncapi/*}.ts"),
    ],
    output: "docs/asyncapi.json",
    command: ["node", "scripts/generate-asyncapi.ts"],
    tools: CODE_TOOLS,
  });
  return [...found, consolePart()];
}

/** Inputs are all files of the console, and the versions of its libraries. */
function consolePart(): Part {
  const files = [
    "apps/console/*.{html,json,ts}",
    "apps/console/{src,public}/**/*",
    "packages/{money,client}/src/**/*.ts",
  ];
  const inputs = files.flatMap((pattern) => globSync(pattern, { cwd: repositoryPath() })).sort();
  const { dependencies } = JSON.parse(readFileSync(repositoryPath("apps/console/package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  return {
    name: "console",
    inputs: inputs.filter((path) => statSync(repositoryPath(path)).isFile()),
    output: "apps/console/dist",
    command: ["vite", "build", "apps/console", "--logLevel", "warn"],
    tools: Object.keys(dependencies).filter((name) => !name.startsWith("@metercast/")),
  };
}

function hashOf(part: Part): string {
  const hash = createHash("sha256").update(JSON.stringify([toolVersions(part.tools), part.command]));
  for (const input of part.inputs) hash.update(input).update(readFileSync(repositoryPath(input)));
  return hash.digest("hex");
}

function toolVersions(tools: string[]): unknown[] {
  return tools.map((name) => {
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
      // `prisma generate` never uses the schema engine, but would download it: this program prevents that.
      PRISMA_SCHEMA_ENGINE_BINARY: falseProgram(),
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
      // The build must not depend on the caller's environment: tests run with NODE_ENV=test, which doubles
      // React's size.
      NODE_ENV: "production",
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
const withoutConsole = process.argv.includes("--without=console");
/** What a running system imports: `npm start` has no tools for the rest. */
const FOR_START =
  /^(contracts|descriptors|webhook messages|billing|gateway|notifications|wallet|withdrawals|console)$/;
const onlyForStart = process.argv.includes("--only=start");
const stamps = readStamps();
const wanted = parts().filter(
  ({ name }) => (name !== "console" || !withoutConsole) && (!onlyForStart || FOR_START.test(name)),
);
for (const part of wanted) {
  const hash = hashOf(part);
  if (onlyChanged && stamps[part.name] === hash && existsSync(repositoryPath(part.output))) continue;
  if (part.name === "console") console.log("building the console …");
  if (!generate(part)) process.exit(1);
  stamps[part.name] = hash;
  writeFileSync(stampFile, JSON.stringify(stamps));
  console.log(`generated ${part.output}`);
}
