// Checks types and fields of manifests with the TypeScript compiler: each object becomes a literal of its
// kind's type, and a literal may have no unknown field. The types of Kubernetes and of the operators'
// resources come from npm.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryPath } from "../../packages/provision/src/files.ts";
import { nameOf, type Resource } from "./resource.ts";

/** 2 s on a free machine. */
const TIMEOUT_MS = 120_000;
const OPERATORS: Readonly<Record<string, string>> = {
  "keda.sh": "@kubernetes-models/keda/",
  "external-secrets.io": "@kubernetes-models/external-secrets/",
  "cert-manager.io": "@kubernetes-models/cert-manager/",
  "gateway.networking.k8s.io": "@kubernetes-models/gateway-api/",
};
const NATIVE =
  /^(v1|apps\/v1|batch\/v1|policy\/v1|autoscaling\/v2|networking\.k8s\.io\/v1|rbac\.authorization\.k8s\.io\/v1)$/;

function moduleOf(apiVersion: string): string | undefined {
  const group = apiVersion.split("/")[0] ?? "";
  if (group.endsWith("cnpg.io")) return repositoryPath("scripts", "manifests", "cnpg.d.ts");
  if (OPERATORS[group] !== undefined) return OPERATORS[group] + apiVersion;
  return NATIVE.test(apiVersion) ? `kubernetes-models/${apiVersion}` : undefined;
}

/** One line for each field that is unknown, missing or of the wrong type. */
export function schemaProblems(overlays: ReadonlyMap<string, readonly Resource[]>): string[] {
  mkdirSync(repositoryPath(".cache"), { recursive: true });
  // Inside the repository, where the compiler finds node_modules.
  const folder = mkdtempSync(join(repositoryPath(".cache"), "manifests-"));
  try {
    const problems: string[] = [];
    const sources = new Map<string, Resource[]>();
    let number = 0;
    for (const [overlay, resources] of overlays) {
      for (const resource of resources) {
        const module = moduleOf(resource.apiVersion);
        if (module === undefined) {
          problems.push(`${overlay}: ${nameOf(resource)}: no schema is known for ${resource.apiVersion}`);
          continue;
        }
        const file = `m${number++}.ts`;
        sources.set(file, [...(sources.get(file) ?? []), { ...resource, overlay }]);
        writeFileSync(join(folder, file), literal(module, resource));
      }
    }
    return [...problems, ...compile(folder, sources)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function literal(module: string, resource: Resource): string {
  const type = `import("${module}").I${resource.kind}`;
  return `export const manifest: ${type} = ${JSON.stringify(resource, null, 1)};\n`;
}

function compile(folder: string, sources: ReadonlyMap<string, Resource[]>): string[] {
  const options = {
    ...{ module: "nodenext", moduleResolution: "nodenext", target: "es2022", strict: true },
    ...{ noEmit: true, skipLibCheck: true, allowImportingTsExtensions: true, types: [] },
  };
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions: options, include: ["*.ts"] }),
  );
  const { status, stdout, stderr, error } = spawnSync(
    repositoryPath("node_modules", ".bin", "tsc"),
    ["--project", join(folder, "tsconfig.json"), "--pretty", "false"],
    { cwd: folder, encoding: "utf8", timeout: TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 },
  );
  if (status === 0) return [];
  const lines = stdout.split("\n").filter((line) => /^\S+\(\d+,\d+\): error/.test(line));
  if (lines.length === 0) return [`the compiler failed: ${error?.message ?? stderr + stdout}`];
  return lines.map((line) => {
    const [, file = "", at = "0", what = ""] = /^(\S+)\((\d+),\d+\): error TS\d+: (.*)$/.exec(line) ?? [];
    const resource = sources.get(file.split("/").at(-1) ?? "")?.[0];
    if (resource === undefined) return line;
    const { overlay, ...plain } = resource;
    const text = JSON.stringify(plain, null, 1).split("\n")[Number(at) - 1]?.trim() ?? "";
    return `${overlay}: ${nameOf(resource)}: ${what.slice(0, 240)} (at ${text.slice(0, 80)})`;
  });
}
