import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repositoryPath } from "@metercast/provision";
import { afterAll, beforeAll, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "metercast-packed-"));
const installed = join(folder, "node_modules", "@metercast", "client");
const run = (command: string, ...args: string[]) =>
  execFileSync(command, args, { cwd: folder, encoding: "utf8" });

/** What npm would install, its dependencies linked instead of downloaded. */
beforeAll(() => {
  const tarball = run(process.execPath, repositoryPath("scripts", "pack-client.ts"), folder).trim();
  mkdirSync(installed, { recursive: true });
  run("tar", "-xzf", tarball, "-C", installed, "--strip-components=1");
  const { dependencies } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  for (const name of Object.keys(dependencies))
    symlinkSync(repositoryPath("node_modules", name), join(folder, "node_modules", name));
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("the packed client is JavaScript with types, and nothing else", () => {
  expect(readdirSync(installed).toSorted()).toEqual(["README.md", "generated", "package.json", "src"]);
  const files = readdirSync(installed, { recursive: true, encoding: "utf8" });
  expect(files.filter((name) => /(?<!\.d)\.ts$/.test(name))).toEqual([]);
});

it("plain Node imports it, and a call to nobody is its own error", () => {
  writeFileSync(
    join(folder, "app.js"),
    `import { createMetercast } from "@metercast/client";
     const client = createMetercast({ baseUrl: "http://127.0.0.1:9", token: () => "x", retry: { attempts: 1 } });
     await client.get("/api/wallet").catch((error) => console.log(error.name, error.code));`,
  );
  expect(run(process.execPath, "--no-experimental-strip-types", "app.js")).toBe(
    "MetercastApiError unreachable\n",
  );
});

it("a stranger's strict TypeScript finds its types, and refuses a path that does not exist", () => {
  const app = (path: string) =>
    `import { createMetercast } from "@metercast/client";
     const client = createMetercast({ baseUrl: "", token: () => "x" });
     export const { data } = await client.get("${path}");\n`;
  writeFileSync(join(folder, "right.ts"), app("/api/wallet"));
  writeFileSync(join(folder, "wrong.ts"), app("/api/purse"));
  const options = ["--noEmit", "--strict", "--module", "NodeNext", "--target", "ES2022"];
  const compile = (file: string) =>
    run(repositoryPath("node_modules", ".bin", "tsc"), "--ignoreConfig", ...options, "--types", "", file);
  expect(compile("right.ts")).toBe("");
  expect(() => compile("wrong.ts")).toThrow(/Command failed/);
});
