// Checks that package-lock.json names every optional package (the native programs for other platforms). With
// a registry that lacks some of them, npm writes a lock file that `npm ci` refuses on every machine. --fix
// adds the missing ones with the version of their parent, without a checksum.
import { readFileSync, writeFileSync } from "node:fs";
import { repositoryPath } from "../packages/provision/src/files.ts";

interface Entry {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  optionalDependencies?: Record<string, string>;
}

const file = repositoryPath("package-lock.json");
const lock = JSON.parse(readFileSync(file, "utf8")) as { packages: Record<string, Entry> };

/** npm resolves a dependency beside the package, then in each folder above it. */
function isListed(parent: string, name: string): boolean {
  for (let folder = parent; ; ) {
    if (lock.packages[`${folder === "" ? "" : `${folder}/`}node_modules/${name}`] !== undefined) return true;
    if (folder === "") return false;
    folder = folder.includes("/node_modules/") ? folder.slice(0, folder.lastIndexOf("/node_modules/")) : "";
  }
}

/**
 * Platform packages have the platform in their names: …-darwin-arm64, …-linux-x64-musl, …-win32-ia32-msvc.
 */
function platform(name: string): Pick<Entry, "os" | "cpu"> {
  const os = /-(android|darwin|linux|win32|freebsd)/.exec(name)?.[1];
  const cpu = /-(arm64|aarch64|x64|ia32|armv7|arm|ppc64|s390x)\b/.exec(name)?.[1];
  const named = { aarch64: "arm64", armv7: "arm" }[cpu ?? ""] ?? cpu;
  return { ...(named === undefined ? {} : { cpu: [named] }), ...(os === undefined ? {} : { os: [os] }) };
}

const missing = Object.entries(lock.packages).flatMap(([parent, entry]) =>
  Object.entries(entry.optionalDependencies ?? {})
    .filter(([name]) => !isListed(parent, name))
    .map(([name, version]) => ({ name, version, dev: entry.dev === true })),
);

if (missing.length > 0 && process.argv.includes("--fix")) {
  for (const { name, version, dev } of missing) {
    lock.packages[`node_modules/${name}`] = {
      version,
      ...(dev ? { dev } : {}),
      optional: true,
      ...platform(name),
    };
  }
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
  lock.packages = Object.fromEntries(sorted);
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`added to package-lock.json: ${missing.map(({ name }) => name).join(", ")}`);
} else if (missing.length > 0) {
  console.error(
    `package-lock.json lacks ${missing.map(({ name }) => name).join(", ")}: node scripts/lock-file.ts --fix`,
  );
  process.exit(1);
}
