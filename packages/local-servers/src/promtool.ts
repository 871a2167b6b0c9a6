import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fetchDebianProgram } from "./debian-package.ts";

const PACKAGES = ["promtool", "prometheus"];

/**
 * Finds promtool: PROMTOOL_BIN, on PATH, fetched before, or Debian's package, unpacked privately. Rejects
 * with one sentence.
 */
export async function findPromtool(cacheFolder: string): Promise<string> {
  const given = process.env.PROMTOOL_BIN;
  const onPath = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, "promtool"));
  const cached = join(cacheFolder, "promtool", "promtool");
  const found = (given ? [given] : [...onPath, cached]).find(runs);
  if (found !== undefined) return found;
  if (given) throw new Error(`PROMTOOL_BIN is ${given}, which is not a promtool that runs.`);
  const problems: string[] = [];
  for (const name of PACKAGES) {
    problems.push(
      ...(await fetchDebianProgram({ package: name, paths: ["usr/bin/promtool"], destination: cached })),
    );
    if (runs(cached)) return cached;
  }
  throw new Error(
    `promtool was not found and could not be fetched (${problems.join("; ") || "it does not run here"}): install Debian's package prometheus, or name it in PROMTOOL_BIN.`,
  );
}

/** It prints its version and ends; 10 s is for a machine that is very busy. */
function runs(path: string): boolean {
  return existsSync(path) && spawnSync(path, ["--version"], { timeout: 10_000 }).status === 0;
}
