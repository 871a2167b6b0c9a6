import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { debianSources } from "./debian.ts";
import { startProcess } from "./processes.ts";

/** Fetching 15 MB of package lists and a 5 MB package takes 4 s here; slow connections take longer. */
const FETCH_TIMEOUT_MS = 300_000;

export interface DebianProgram {
  /** The Debian package that has it. */
  package: string;
  /** Where it lies in the package; the first that is there. */
  paths: readonly string[];
  /** The file to write. */
  destination: string;
}

/**
 * Extracts one program from a package of a newer Debian at this machine's mirror, without installing or
 * root. Tries each suite in turn; returns the error (empty: the program is at `destination`).
 */
export async function fetchDebianProgram(program: DebianProgram): Promise<string[]> {
  const sources = debianSources();
  if (sources.length === 0) return ["this machine has no Debian package sources"];
  const problems: string[] = [];
  for (const source of sources) {
    const work = mkdtempSync(join(tmpdir(), "metercast-debian-"));
    try {
      await fetchFrom(source.line, work, program);
      return [];
    } catch (error) {
      problems.push(`${source.suite}: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  return problems;
}

/**
 * apt with its own lists, cache and state: it reads the machine's keys and proxy settings and writes below
 * `work` only.
 */
async function fetchFrom(sourceLine: string, work: string, program: DebianProgram): Promise<void> {
  const { destination } = program;
  mkdirSync(join(work, "lists", "partial"), { recursive: true });
  mkdirSync(join(work, "cache", "archives", "partial"), { recursive: true });
  writeFileSync(join(work, "sources.list"), `${sourceLine}\n`);
  writeFileSync(join(work, "status"), "");
  const settings = [
    `Dir::Etc::SourceList=${join(work, "sources.list")}`,
    "Dir::Etc::SourceParts=/dev/null",
    `Dir::State=${work}`,
    `Dir::State::Lists=${join(work, "lists")}`,
    `Dir::State::Status=${join(work, "status")}`,
    `Dir::Cache=${join(work, "cache")}`,
    "APT::Sandbox::User=", // download as ourselves: `_apt` may not enter our folder
    "Acquire::Languages=none",
    "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false",
    "APT::Update::Post-Invoke-Success::=", // the machine's hooks would write elsewhere
  ].flatMap((setting) => ["-o", setting]);
  await run("apt-get", [...settings, "update"], work);
  await run("apt-get", [...settings, "download", program.package], work);
  const archive = readdirSync(work).find((file) => file.endsWith(".deb"));
  if (archive === undefined) throw new Error("apt-get download left no package");
  await run("dpkg-deb", ["-x", archive, "unpacked"], work);
  mkdirSync(dirname(destination), { recursive: true });
  // A rename, so that concurrent fetches both end with a complete file.
  const next = `${destination}.${process.pid}`;
  const unpacked = program.paths.map((path) => join(work, "unpacked", path)).find((path) => existsSync(path));
  if (unpacked === undefined) throw new Error(`the package holds no ${program.paths[0]}`);
  copyFileSync(unpacked, next);
  chmodSync(next, 0o755);
  renameSync(next, destination);
}

async function run(command: string, args: string[], cwd: string): Promise<void> {
  const child = await startProcess({
    name: command,
    command,
    args,
    cwd,
    env: { ...process.env, LC_ALL: "C" },
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), FETCH_TIMEOUT_MS);
  const { code } = await child.exited;
  clearTimeout(timer);
  if (code !== 0) {
    const said = child.lines().filter((line) => /^(E|Err|dpkg)/.test(line));
    throw new Error(
      `${command} ${args.at(-2) === "download" ? "download" : args.at(-1)} failed: ${said.at(-1) ?? child.lines().at(-1) ?? "no output"}`,
    );
  }
}
