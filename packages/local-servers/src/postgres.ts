import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { keepSecrets } from "@metercast/provision";
import pg from "pg";
import { endLeftover } from "./leftovers.ts";
import { freePort } from "./ports.ts";
import { chownTo, type PostgresPlace, placePostgres, removePostgres } from "./postgres-binary.ts";
import { type Exit, type RunningProcess, startProcess } from "./processes.ts";

/** Crash recovery of 2 GB of WAL took 6 s here. */
const START_TIMEOUT_MS = 60_000;
/** 1.1 s here. */
const INITDB_TIMEOUT_MS = 60_000;

export interface PostgresOptions {
  /** Holds data, password and, where it had to be elsewhere, a link; made if missing. */
  folder: string;
  /** Default: a free one. */
  port?: number;
  log?: (line: string) => void;
  /** File for its whole output. */
  logFile?: string;
  /** More settings (`name: value`), beside ours. Durability stays on. */
  settings?: Readonly<Record<string, string>>;
}

export interface Postgres {
  /** `postgresql://metercast:<password>@127.0.0.1:<port>/postgres`, a superuser. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Fast shutdown: sessions are cut, nothing committed is lost. */
  stop(): Promise<Exit>;
  /** SIGKILL by default: a crash. Resolves when the main process is gone. */
  kill(signal?: NodeJS.Signals): Promise<Exit>;
  /** Starts it again on the same port with the same data. */
  restart(): Promise<void>;
  /** Resolves when the present process has ended. */
  exited(): Promise<Exit>;
  lines(): string[];
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

/**
 * Starts a real Postgres 18 on 127.0.0.1 (and creates the cluster if there is none). Rejects with one
 * sentence.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const place = placePostgres(options.folder);
  const data = join(place.folder, "data");
  prepareFolder(place.folder);
  const { superuser } = keepSecrets(join(place.folder, "password.json"), ["superuser"]);
  checkData(data);
  if (!existsSync(join(data, "PG_VERSION"))) await initialize(place, data, superuser);
  else await endLeftover(join(data, "postmaster.pid"), data, "SIGINT");

  const port = options.port ?? (await freePort());
  const url = `postgresql://metercast:${superuser}@127.0.0.1:${port}/postgres`;
  let child = await launch(options, place, data, port, url);
  return {
    url,
    port,
    get pid() {
      return child.pid;
    },
    stop: () => child.stop(),
    kill: (signal = "SIGKILL") => {
      child.kill(signal);
      return child.exited;
    },
    restart: async () => {
      await child.stop();
      child = await launch(options, place, data, port, url);
    },
    exited: () => child.exited,
    lines: () => child.lines(),
    remove: async () => {
      await child.stop();
      removePostgres(options.folder);
    },
  };
}

function prepareFolder(folder: string): void {
  try {
    // Other users (Postgres', when we are root) may pass through, but not list it.
    if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o711 });
    const probe = join(folder, `.write-${process.pid}`);
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (error) {
    throw new Error(`The data folder ${folder} can't be written (${(error as NodeJS.ErrnoException).code}).`);
  }
}

/** Refuses a data folder of another version with a clear sentence. */
function checkData(data: string): void {
  if (!existsSync(data)) return;
  if (!statSync(data).isDirectory())
    throw new Error(`The data folder ${data} is not a folder: move it away, or start with --reset.`);
  const owner = statSync(data).uid;
  const me = process.getuid?.() ?? owner;
  if (me !== 0 && me !== owner) {
    throw new Error(
      `The data folder ${data} belongs to another user (uid ${owner}): start as that user, or choose another METERCAST_HOME.`,
    );
  }
  const file = join(data, "PG_VERSION");
  if (!existsSync(file)) {
    if (readdirSync(data).length === 0) return;
    throw new Error(
      `The data folder ${data} is broken (it has no PG_VERSION): restore it, or start with --reset.`,
    );
  }
  const version = readFileSync(file, "utf8").trim();
  if (!/^\d+$/.test(version))
    throw new Error(
      `The data folder ${data} is broken (PG_VERSION is unreadable): restore it, or start with --reset.`,
    );
  if (version !== "18")
    throw new Error(
      `The data folder ${data} was made by Postgres ${version}, this is Postgres 18: migrate it, or start with --reset.`,
    );
}

async function initialize(place: PostgresPlace, data: string, superuser: string): Promise<void> {
  // Created under another name and moved when complete, so that a killed initdb does not look like a
  // database.
  const next = `${data}.new`;
  rmSync(next, { recursive: true, force: true });
  rmSync(data, { recursive: true, force: true });
  mkdirSync(next, { mode: 0o700 });
  chownTo(next, place.user);
  const passwordFile = join(place.folder, "initdb-password");
  writeFileSync(passwordFile, superuser, { mode: 0o600 });
  chmodSync(passwordFile, 0o600);
  chownTo(passwordFile, place.user);
  const child = await startProcess({
    name: "initdb",
    command: join(place.native, "bin", "initdb"),
    args: [
      "-D",
      next,
      "-U",
      "metercast",
      "-E",
      "UTF8",
      "--locale=C",
      "-A",
      "scram-sha-256",
      `--pwfile=${passwordFile}`,
    ],
    cwd: next,
    ...identity(place),
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), INITDB_TIMEOUT_MS);
  const { code } = await child.exited;
  clearTimeout(timer);
  rmSync(passwordFile, { force: true });
  if (code !== 0) {
    rmSync(next, { recursive: true, force: true });
    throw new Error(
      `Postgres could not make its data folder ${data}: ${child.lines().findLast((line) => line.includes("error")) ?? "initdb failed"}`,
    );
  }
  renameSync(next, data);
}

function identity(place: PostgresPlace): { uid?: number; gid?: number; env: NodeJS.ProcessEnv } {
  // LC_ALL: a missing locale would stop it. TZ and PG* of the shell must not affect the server.
  const env = { PATH: process.env.PATH, LC_ALL: "C" };
  return place.user === undefined ? { env } : { uid: place.user.uid, gid: place.user.gid, env };
}

async function launch(
  options: PostgresOptions,
  place: PostgresPlace,
  data: string,
  port: number,
  url: string,
): Promise<RunningProcess> {
  const settings = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "", // no Unix socket, so no file in /tmp of another cluster
    max_connections: "200",
    max_wal_size: "2GB",
    fsync: "on",
    synchronous_commit: "on",
    password_encryption: "scram-sha-256",
    ...options.settings,
  };
  const args = [
    "-D",
    data,
    ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ];
  const until = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const child = await startProcess({
      name: "postgres",
      command: join(place.native, "bin", "postgres"),
      args,
      cwd: data,
      stopSignal: "SIGINT", // fast shutdown
      ...identity(place),
      ...(options.log === undefined ? {} : { onLine: options.log }),
      ...(options.logFile === undefined ? {} : { logFile: options.logFile }),
    });
    const problem = await whenReady(child, url, until);
    if (problem === undefined) return child;
    await child.stop();
    // After a crash the old workers hold the shared memory for a moment.
    const busy = child.lines().some((line) => /shared memory block|is another postmaster/.test(line));
    if (!busy || Date.now() > until) throw new Error(`Postgres did not start on ${data}: ${problem}`);
    await sleep(250);
  }
}

/** Undefined once it responds; else the error. Bounded by `until`. */
async function whenReady(child: RunningProcess, url: string, until: number): Promise<string | undefined> {
  let last = "it does not answer";
  while (Date.now() < until) {
    if (child.exit() !== undefined) {
      const said = child.lines().findLast((line) => /FATAL|PANIC/.test(line));
      return said?.replace(/^.*(FATAL|PANIC):\s*/, "") ?? child.lines().at(-1) ?? "it ended at once";
    }
    try {
      await askPostgres(url);
      return undefined;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
      // A wrong password is permanent.
      if ((error as { code?: string }).code === "28P01")
        return "its password is not the one that is kept beside it";
    }
    await sleep(30);
  }
  return last;
}

/** Rejects where Postgres does not take a connection within 5 s. */
export async function askPostgres(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  try {
    await client.connect();
  } finally {
    await client.end().catch(() => {});
  }
}
