import { existsSync, globSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";

interface Manifest {
  name: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/**
 * Folders with a package.json of their own. Everything else (scripts, tests, bench, tools) uses the root's.
 */
const WORKSPACES = "{packages,services,apps}/*/package.json";
const SOURCES = "**/*.{ts,tsx,mjs}";
/** Files that only tests and generators import: devDependencies are enough for them. */
const FOR_TESTS =
  /\.test\.tsx?$|^packages\/testkit\/|^(services|packages)\/[^/]+\/test\/|^apps\/(stripe|paypal)-standin\/src\/testing\.ts$|^packages\/client\/generate\//;
const SKIPPED = /(^|\/)(node_modules|dist|\.cache|\.metercast)\//;
const SPECIFIER = /(?:^|[\s;}])(?:from|import)\s*\(?\s*["']([^"'\n]+)["']/g;
const EXACT = /^\d+\.\d+\.\d+(-[\w.-]+)?$/;
/** openapi-typescript calls the API of TypeScript 5, which version 7 does not have. */
const OTHER_VERSIONS: ReadonlySet<string> = new Set(["packages/client typescript"]);

/** What is wrong with the package.json files of a repository: one line each, empty where all is well. */
export function dependencyProblems(root: string): string[] {
  const manifests = new Map(
    ["package.json", ...globSync(WORKSPACES, { cwd: root })].map((file) => [
      file === "package.json" ? "" : file.slice(0, -"/package.json".length),
      JSON.parse(readFileSync(join(root, file), "utf8")) as Manifest,
    ]),
  );
  return [...undeclared(root, manifests), ...versions(manifests)].sort();
}

/**
 * Imports that the nearest package.json does not declare, and production code that imports a devDependency.
 */
function undeclared(root: string, manifests: ReadonlyMap<string, Manifest>): string[] {
  const problems = new Set<string>();
  const files = globSync(SOURCES, { cwd: root, exclude: (path) => SKIPPED.test(`${path}/`) });
  for (const file of files.filter((path) => !SKIPPED.test(path))) {
    const owner = /^(packages|services|apps)\/[^/]+/.exec(file)?.[0] ?? "";
    const manifest = manifests.get(owner);
    if (manifest === undefined || !existsSync(join(root, file))) continue;
    for (const name of imports(readFileSync(join(root, file), "utf8"))) {
      if (name === manifest.name || (owner === "" && name.startsWith("@metercast/"))) continue;
      if (manifest.dependencies?.[name] !== undefined) continue;
      const isDev = manifest.devDependencies?.[name] !== undefined;
      if (isDev && (owner === "" || FOR_TESTS.test(file))) continue;
      const where = owner === "" ? "package.json" : `${owner}/package.json`;
      problems.add(
        `${file} imports ${name}, which ${where} ${isDev ? "has for tests only" : "does not have"}`,
      );
    }
  }
  return [...problems];
}

/** The packages that a module imports, without Node's own. */
function imports(text: string): Set<string> {
  const names = [...text.matchAll(SPECIFIER)].map(([, specifier = ""]) => specifier);
  return new Set(
    names
      .filter((name) => /^(@[\w.-]+\/)?[\w.-]+(\/|$)/.test(name) && !/^(\.|node:)/.test(name))
      .map((name) =>
        name
          .split("/")
          .slice(0, name.startsWith("@") ? 2 : 1)
          .join("/"),
      )
      .filter((name) => !builtinModules.includes(name)),
  );
}

/**
 * npm has no catalog: each version is exact, and the same wherever it is named. Our own packages are always
 * "*".
 */
function versions(manifests: ReadonlyMap<string, Manifest>): string[] {
  const problems: string[] = [];
  const first = new Map<string, { version: string; folder: string }>();
  for (const [folder, { dependencies, devDependencies }] of manifests) {
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      const where = `${folder === "" ? "." : folder}/package.json`;
      if (OTHER_VERSIONS.has(`${folder} ${name}`)) continue;
      if (name.startsWith("@metercast/") ? version !== "*" : !EXACT.test(version))
        problems.push(`${where}: ${name} has the version ${version}`);
      const known = first.get(name);
      if (known === undefined) first.set(name, { version, folder: where });
      else if (known.version !== version)
        problems.push(`${where}: ${name} is ${version}, and ${known.version} in ${known.folder}`);
    }
  }
  return problems;
}
