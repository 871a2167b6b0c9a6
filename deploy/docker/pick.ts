// Copies what some entry files need to run, and nothing else: our own files that they import, and the npm
// packages that those import, with their dependencies. node deploy/docker/pick.ts <target folder> <entry
// file> …      (from the repository's root; files that are read by path are the Dockerfile's business)
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, normalize, sep } from "node:path";

interface Manifest {
  name: string;
  exports?: Record<string, string>;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

const [target, ...entries] = process.argv.slice(2);
if (target === undefined || entries.length === 0) throw new Error("pick <target folder> <entry file> …");

/** `from "x"`, `import "x"`, `import("x")`, `require("x")`, `.resolve("x")`; types are gone at run time. */
const SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\(|\.resolve\()["']([^"'\n]+)["']/g;
const TYPES_ONLY = /^\s*(?:import|export)\s+type\s[^;]*?from\s*["'][^"']+["'];?/gm;
/** Not needed to run: types, source maps, prose. Licences stay. */
const DEAD_WEIGHT = /\.d\.[cm]?ts$|\.map$|(?<!LICENSE)\.md$/i;
/** Prisma brings its compiler for five databases, two builds of each; ours is the generated client's. */
const OTHER_COMPILER =
  /query_compiler_(?:small|fast)_bg\.(?:cockroachdb|mysql|sqlite|sqlserver)\.|query_compiler_small_bg\.postgresql\.|wasm-compiler-edge/;

const files = new Set<string>();
const packages = new Set<string>();
/** Names of our own packages. */
const workspaces = new Set<string>();
const builtin = new Set(builtinModules);
const manifestIn = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;

function follow(file: string): void {
  if (files.has(file)) return;
  files.add(file);
  const text = readFileSync(file, "utf8").replaceAll(TYPES_ONLY, "");
  for (const [, specifier = ""] of text.matchAll(SPECIFIER)) {
    if (specifier.startsWith("node:") || builtin.has(specifier)) continue;
    if (specifier.startsWith(".")) followIfThere(normalize(join(dirname(file), specifier)));
    else if (specifier.startsWith("@metercast/")) follow(own(specifier));
    else addPackage(packageName(specifier), ".");
  }
}

/** A relative path may be that of a folder or of a file that is only written: then it is no module. */
function followIfThere(path: string): void {
  if (/\.[cm]?[jt]s$/.test(path) && existsSync(path)) follow(path);
}

/** A file of one of our own packages, by the `exports` of its package.json. */
function own(specifier: string): string {
  const [, name = "", path = ""] = /^@metercast\/([^/]+)\/?(.*)$/.exec(specifier) ?? [];
  const folder = join("packages", name);
  files.add(join(folder, "package.json"));
  workspaces.add(name);
  const { exports = {} } = manifestIn(folder);
  const exact = exports[path === "" ? "." : `./${path}`];
  const file = exact ?? exports["./*"]?.replace("*", path);
  if (file === undefined) throw new Error(`${specifier}: not in ${folder}/package.json's exports`);
  return join(folder, file);
}

const packageName = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

/** Finds a package as Node does from `from`, and then what it needs. */
function addPackage(name: string, from: string, optional = false): void {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, "node_modules", name);
    if (existsSync(join(found, "package.json"))) {
      addFolder(found);
      return;
    }
    if (folder === ".") break;
  }
  if (!optional) throw new Error(`${name}, needed by ${from}, is not installed`);
}

function addFolder(folder: string): void {
  if (packages.has(folder)) return;
  packages.add(folder);
  const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = manifestIn(folder);
  for (const name of Object.keys(dependencies ?? {}))
    addPackage(name, folder, name in (optionalDependencies ?? {}));
  for (const name of Object.keys(optionalDependencies ?? {})) addPackage(name, folder, true);
  for (const name of Object.keys(peerDependencies ?? {}))
    if (peerDependenciesMeta?.[name]?.optional !== true) addPackage(name, folder, true);
}

function copy(to: string): void {
  for (const file of files) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(file, join(to, file));
  }
  mkdirSync(join(to, "node_modules", "@metercast"), { recursive: true });
  for (const name of workspaces)
    symlinkSync(join("..", "..", "packages", name), join(to, "node_modules", "@metercast", name));
  for (const folder of packages) {
    const nested = `${folder}${sep}node_modules`;
    cpSync(folder, join(to, folder), {
      recursive: true,
      filter: (path) =>
        !path.startsWith(nested) &&
        (statSync(path).isDirectory() || !(DEAD_WEIGHT.test(path) || OTHER_COMPILER.test(path))),
    });
  }
}

files.add("package.json");
for (const entry of entries) {
  follow(normalize(entry));
  const service = /^services\/[^/]+/.exec(entry)?.[0];
  if (service !== undefined) files.add(join(service, "package.json"));
}
copy(target);
console.log(`${files.size} files of our own, ${packages.size} packages`);
