// Fills a folder with what one workspace needs to run: the npm packages of its `dependencies`, its own files,
// and those of our packages that it depends on. No tests, no tools. Runs in the root of a generated
// repository: node deploy/docker/install.ts <target folder> <workspace folder> [other file or folder …]
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";

/** Not needed to run: types, source maps, and Prisma's compilers for other databases. Licences stay. */
const DEAD_WEIGHT = [
  "**/*.d.{ts,cts,mts}",
  "**/*.map",
  "@prisma/client/runtime/query_compiler_*.{cockroachdb,mysql,sqlite,sqlserver}.*",
  "@prisma/client/runtime/query_compiler_small_bg.postgresql.*",
];
const SKIPPED = /(^|\/)(node_modules|test)(\/|$)|\.test\.ts$/;

const [target, workspace, ...others] = process.argv.slice(2);
if (target === undefined || workspace === undefined)
  throw new Error("install.ts <target folder> <workspace folder> [other file or folder …]");

const manifest = (folder: string) =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    name: string;
    dependencies?: Record<string, string>;
    devDependencies?: Record<string, string>;
  };
const folders = globSync("{packages,services,apps}/*/package.json").map(dirname);
const folderOf = new Map(folders.map((folder) => [manifest(folder).name, folder]));

/** The workspace and all of our packages that it depends on. */
function withOurPackages(folder: string, found = new Set<string>()): Set<string> {
  if (found.has(folder)) return found;
  found.add(folder);
  for (const name of Object.keys(manifest(folder).dependencies ?? {})) {
    const next = folderOf.get(name);
    if (next !== undefined) withOurPackages(next, found);
  }
  return found;
}

function copy(path: string): void {
  mkdirSync(dirname(join(target as string, path)), { recursive: true });
  cpSync(path, join(target as string, path), { recursive: true, filter: (from) => !SKIPPED.test(from) });
}

/** Writes a package.json without devDependencies: npm would follow those to the packages for tests. */
function writeManifest(folder: string, changes: object = {}): void {
  const { devDependencies: _, ...kept } = manifest(folder);
  mkdirSync(join(target as string, folder), { recursive: true });
  const text = JSON.stringify({ ...kept, ...changes }, null, 2);
  writeFileSync(join(target as string, folder, "package.json"), `${text}\n`);
}

function installPackages(): void {
  for (const path of ["package-lock.json", ".npmrc"]) copy(path);
  writeManifest(".", { workspaces: [...needed], dependencies: {}, scripts: {} });
  for (const folder of needed) writeManifest(folder);
  // The CA of a private registry, where there is one.
  const ca = resolve("deploy/docker/certs/extra-ca.pem");
  const { status } = spawnSync(
    "npm",
    ["ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "-w", workspace as string],
    {
      cwd: target,
      stdio: "inherit",
      env: {
        ...process.env,
        ...(existsSync(ca) && statSync(ca).size > 0 && { NODE_EXTRA_CA_CERTS: ca, npm_config_cafile: ca }),
      },
    },
  );
  if (status !== 0) process.exit(status ?? 1);
}

const needed = withOurPackages(workspace);
for (const folder of needed) copy(folder);
installPackages();
for (const path of globSync(DEAD_WEIGHT, { cwd: join(target, "node_modules") }))
  rmSync(join(target, "node_modules", path), { force: true });
for (const path of others) copy(path);
