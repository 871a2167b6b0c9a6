// npm run pack-client -- [folder]: packs packages/client as others install it: JavaScript with types, no
// source of ours needed. Writes metercast-client-<version>.tgz into the folder (default .cache/client).
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { repositoryPath } from "../packages/provision/src/files.ts";

const client = repositoryPath("packages", "client");
const target = resolve(process.argv[2] ?? repositoryPath(".cache", "client"));

const COMPILE = [
  ...["--ignoreConfig", "--target", "ES2022", "--module", "NodeNext"],
  ...["--lib", "ES2022,DOM,DOM.Iterable,DOM.AsyncIterable", "--strict", "--exactOptionalPropertyTypes"],
  ...["--declaration", "--rewriteRelativeImportExtensions", "--verbatimModuleSyntax", "--skipLibCheck"],
];

/** The fields that an installed package needs: neither tests nor generators. */
function manifest(): object {
  const { name, version, type, license = "UNLICENSED", dependencies } = JSON.parse(read("package.json"));
  const entry = { types: "./src/index.d.ts", default: "./src/index.js" };
  return { name, version, license, type, exports: { ".": entry }, sideEffects: false, dependencies };
}

const read = (name: string): string => readFileSync(join(client, name), "utf8");

const folder = mkdtempSync(join(tmpdir(), "metercast-client-"));
try {
  const tsc = repositoryPath("node_modules", ".bin", "tsc");
  const files = ["--rootDir", client, "--outDir", folder, join(client, "src", "index.ts")];
  execFileSync(tsc, [...COMPILE, ...files], { cwd: client, stdio: "inherit" });
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest(), null, 2)}\n`);
  copyFileSync(join(client, "README.md"), join(folder, "README.md"));
  mkdirSync(target, { recursive: true });
  const pack = ["pack", "--silent", "--pack-destination", target];
  const name = execFileSync("npm", pack, { cwd: folder, encoding: "utf8" }).trim();
  console.log(join(target, name));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
