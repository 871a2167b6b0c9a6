import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fetchDebianProgram } from "./debian-package.ts";

/** 2.10 is the first with `filter_subjects` and `sync_interval`, which the streams need. */
const LEAST = [2, 10] as const;

export interface FindNatsOptions {
  /** Where a fetched server is kept. */
  cacheFolder: string;
  log?: (line: string) => void;
  /** Called with the present step. */
  progress?: (doing: string) => void;
}

export interface NatsServer {
  path: string;
  version: string;
}

/**
 * Finds a nats-server of at least 2.10: NATS_SERVER_BIN, on PATH, fetched before, or Debian's package,
 * unpacked privately without root. Rejects with one sentence.
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
  const problems = await fetchDebianProgram({
    package: "nats-server",
    paths: ["usr/sbin/nats-server", "usr/bin/nats-server"],
    destination: cached,
  });
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
