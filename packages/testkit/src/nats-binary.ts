import { spawnSync } from "node:child_process";
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
import { delimiter, join } from "node:path";
import { debianSources } from "./debian.ts";
import { startProcess } from "./processes.ts";

/** 2.10 is the first with `filter_subjects` and `sync_interval`, which the streams need. */
const LEAST = [2, 10] as const;
/** Fetching 15 MB of package lists and a 5 MB package takes 4 s here; a slow line gets five minutes, then we say so. */
const FETCH_TIMEOUT_MS = 300_000;

export interface FindNatsOptions {
  /** Where a fetched server is kept. */
  cacheFolder: string;
  log?: (line: string) => void;
  /** Told what is being done now, while it may take longer. */
  progress?: (doing: string) => void;
}

export interface NatsServer {
  path: string;
  version: string;
}

/**
 * Finds a nats-server of at least 2.10: the one that NATS_SERVER_BIN names, on PATH, fetched before, or Debian's package,
 * unpacked privately (no root needed, nothing is installed). Rejects with one sentence when there is no way.
 */
export async function findNatsServer(options: FindNatsOptions): Promise<NatsServer> {
  const given = process.env.NATS_SERVER_BIN;
  if (given !== undefined && given !== "") {
    const version = natsVersion(given);
    if (version === undefined)
      throw new Error(`NATS_SERVER_BIN is ${given}, which is not a nats-server that runs.`);
    if (!isEnough(version))
      throw new Error(`NATS_SERVER_BIN is nats-server ${version}; 2.10 or newer is needed.`);
    return { path: given, version };
  }
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const found = usable(join(folder, "nats-server"));
    if (found !== undefined) return found;
  }
  const cached = join(options.cacheFolder, "nats-server", "nats-server");
  const kept = usable(cached);
  if (kept !== undefined) return kept;
  options.progress?.("fetching nats-server (Debian package, unpacked privately)");
  const problems = await fetchDebianPackage(cached);
  const fetched = usable(cached);
  if (fetched !== undefined) {
    options.log?.(`nats-server ${fetched.version} fetched into ${cached}`);
    return fetched;
  }
  throw new Error(
    `No nats-server 2.10 or newer was found or could be fetched (${problems.join("; ")}): install one on PATH, or name it in NATS_SERVER_BIN, or set NATS_URL.`,
  );
}

/** "2.10.27", or undefined when the file is missing or is not a nats-server that runs on this machine. */
function natsVersion(path: string): string | undefined {
  // It prints one line and ends; 10 s is for a machine that is very busy.
  const answer = spawnSync(path, ["--version"], { encoding: "utf8", timeout: 10_000 });
  return /nats-server: v(\d+\.\d+\.\d+)/.exec(answer.stdout ?? "")?.[1];
}

function isEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1]);
}

function usable(path: string): NatsServer | undefined {
  if (!existsSync(path)) return undefined;
  const version = natsVersion(path);
  return version !== undefined && isEnough(version) ? { path, version } : undefined;
}

/** Tries each suite in turn; returns what went wrong (empty: the server is at `destination`). */
async function fetchDebianPackage(destination: string): Promise<string[]> {
  const sources = debianSources();
  if (sources.length === 0) return ["this machine has no Debian package sources"];
  const problems: string[] = [];
  for (const source of sources) {
    const work = mkdtempSync(join(tmpdir(), "metercast-nats-"));
    try {
      await fetchFrom(source.line, work, destination);
      return [];
    } catch (error) {
      problems.push(`${source.suite}: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  return problems;
}

/** apt with lists, cache and state of its own: it reads the machine's keys and proxy settings and writes below `work` only. */
async function fetchFrom(sourceLine: string, work: string, destination: string): Promise<void> {
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
    "APT::Sandbox::User=", // run its downloads as ourselves: `_apt` may not enter our folder
    "Acquire::Languages=none",
    "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false",
    "APT::Update::Post-Invoke-Success::=", // the machine's own hooks would write outside
  ].flatMap((setting) => ["-o", setting]);
  await run("apt-get", [...settings, "update"], work);
  await run("apt-get", [...settings, "download", "nats-server"], work);
  const archive = readdirSync(work).find((file) => file.endsWith(".deb"));
  if (archive === undefined) throw new Error("apt-get download left no package");
  await run("dpkg-deb", ["-x", archive, "unpacked"], work);
  const folder = join(destination, "..");
  mkdirSync(folder, { recursive: true });
  // Two that fetch at the same time both end with a whole file.
  const next = `${destination}.${process.pid}`;
  const unpacked = ["usr/sbin", "usr/bin"]
    .map((bin) => join(work, "unpacked", bin, "nats-server"))
    .find(existsSync);
  if (unpacked === undefined) throw new Error("the package holds no nats-server");
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
