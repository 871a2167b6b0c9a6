import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { join } from "node:path";
import { repositoryPath } from "@metercast/provision";
import { type Figure, isReached, type Result } from "./bench.ts";
import { drawChart } from "./chart.ts";

const RESULTS = repositoryPath("bench", "results");

export interface Run {
  bench: string;
  /** At full size: only these results are kept. */
  full: boolean;
  seconds: number;
  versions: Record<string, string>;
  result: Result;
}

/** Prints the table and, as the last line, JSON; writes it and the charts to bench/results/. */
export function report(run: Run): void {
  const { bench, full, result } = run;
  printTable(result.figures);
  console.log(`books: ${result.books.ok ? "right" : "WRONG, the figures are void"} (${result.books.detail})`);
  if (!full) console.log("not at its full size: these figures only show that the bench works.");
  const json = toJson(run);
  if (full) keep(bench, json, result);
  console.log(JSON.stringify(json));
}

function printTable(figures: readonly Figure[]): void {
  const rows = figures.map((figure) => [figure.name, String(figure.value), judgement(figure)] as const);
  const [first, second] = [0, 1].map((i) => Math.max(...rows.map((row) => row[i]!.length)));
  for (const [name, value, word] of rows)
    console.log(`  ${name.padEnd(first!)}  ${value.padStart(second!)}  ${word}`.trimEnd());
}

function judgement(figure: Figure): string {
  if (figure.target === undefined) return "";
  const wanted =
    "atLeast" in figure.target ? `at least ${figure.target.atLeast}` : `below ${figure.target.below}`;
  return `${isReached(figure) ? "reached" : "NOT REACHED"}: ${wanted}`;
}

function toJson({ bench, full, seconds, versions, result }: Run) {
  const { figures, settings, books } = result;
  const targets = figures.filter(({ target }) => target !== undefined);
  return {
    bench,
    figures: Object.fromEntries(figures.map(({ name, value }) => [name, value])),
    targets: Object.fromEntries(
      targets.map((figure) => [figure.name, { ...figure.target, reached: isReached(figure) }]),
    ),
    integrity: books.ok,
    integrity_detail: books.detail,
    machine: machine(),
    versions,
    commit: commit(),
    settings: { ...settings, full_size: full ? "yes" : "no" },
    at: new Date().toISOString(),
    seconds: Math.round(seconds),
  };
}

function keep(bench: string, json: object, { charts = [] }: Result): void {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, `${bench}.json`), `${JSON.stringify(json, undefined, 2)}\n`);
  for (const chart of charts) writeFileSync(join(RESULTS, `${bench}-${chart.name}.svg`), drawChart(chart));
}

function machine() {
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memory_gib: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
  };
}

/** Of the working copy; "+" marks local changes. */
function commit(): string {
  const git = (...args: string[]) => execFileSync("git", args, { encoding: "utf8", cwd: repositoryPath() });
  try {
    const changed = git("status", "--porcelain", "--untracked-files=no", "--", ":!bench/results").trim();
    return git("rev-parse", "--short", "HEAD").trim() + (changed === "" ? "" : "+");
  } catch {
    return "unknown";
  }
}
