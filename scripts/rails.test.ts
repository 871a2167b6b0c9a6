import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { repositoryPath } from "../packages/provision/src/files.ts";
import { RAILS } from "../packages/rails/src/index.ts";

const FOLDER = "packages/rails/src";
/** CONTRIBUTING.md, "Add a payout rail". */
const MOST_FILES = 8;
/** Tests, examples of the API, and what only development starts. */
const NOT_COUNTED =
  /\.test\.ts$|\/(test|examples)\/|\/overlays\/dev\/|\/Dockerfile$|^packages\/(local-servers|runtime\/src\/demo\.ts)/;

test("every folder of packages/rails is in the list, with a name and an account of its own", () => {
  const folders = readdirSync(repositoryPath(FOLDER), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  expect(RAILS.map(({ name }) => name).toSorted()).toEqual(folders.toSorted());
  expect(new Set(RAILS.map(({ account }) => account)).size).toBe(RAILS.length);
});

test("outside its folder a rail is named in few hand-written files: PayPal's", () => {
  const named = execFileSync("git", ["grep", "-il", "paypal", "--", "packages", "services", "deploy"], {
    cwd: repositoryPath(),
    encoding: "utf8",
  });
  const files = named
    .split("\n")
    .filter((path) => path !== "" && !path.startsWith(`${FOLDER}/paypal/`) && !NOT_COUNTED.test(path));
  expect(files).toContain(`${FOLDER}/list.ts`);
  expect(files.length, files.join(", ")).toBeLessThanOrEqual(MOST_FILES);
  // Code names it in the two lists; the rest is deployment.
  expect(files.filter((path) => /^(packages|services)\//.test(path))).toEqual([
    `${FOLDER}/list.ts`,
    `${FOLDER}/server.ts`,
  ]);
});
