import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { commandLine, endLeftover, isAlive, removePostgres } from "../../packages/local-servers/src/index.ts";

/** `--reset` removes only these, because METERCAST_HOME may name any folder. */
const OWNED = [
  "nats",
  "logs",
  "mail",
  "run",
  "secrets.json",
  "roles.json",
  "stripe.json",
  "stripe-state.json",
  "paypal.json",
  "paypal-state.json",
];

export interface Home {
  readonly folder: string;
  path(...names: string[]): string;
  /** The log file of a process; the previous start's is <name>.log.1. */
  newLog(name: string): string;
  release(): void;
}

/**
 * Opens the data folder and locks it, so that only one `npm start` uses it. Throws one sentence on failure.
 */
export function openHome(folder: string): Home {
  prepare(folder);
  const lock = join(folder, "start.lock");
  takeLock(lock, folder);
  const path = (...names: string[]) => join(folder, ...names);
  return {
    folder,
    path,
    newLog: (name) => {
      mkdirSync(path("logs"), { recursive: true });
      const file = path("logs", `${name}.log`);
      if (existsSync(file)) renameSync(file, `${file}.1`);
      return file;
    },
    release: () => rmSync(lock, { force: true }),
  };
}

function prepare(folder: string): void {
  try {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false) {
      throw Object.assign(new Error(), { code: "it is not a folder" });
    }
    makeFolder(folder);
    // Other users (Postgres', when we are root) may pass through the folder, but not list it.
    if (statSync(folder).uid === process.getuid?.()) chmodSync(folder, 0o711);
    const probe = join(folder, `.write-${process.pid}`);
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`The data folder ${folder} can't be written (${code}): choose another METERCAST_HOME.`);
  }
}

/** One folder after the other: Node's `recursive` never ends if a parent can't be created (below /proc). */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

function takeLock(lock: string, folder: string): void {
  // A second attempt after removing a stale lock, and one more for two simultaneous starts.
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(lock, `${process.pid}\n`, { flag: "wx" });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const pid = Number.parseInt(readFileSync(lock, "utf8"), 10);
    // Another process may have the number of a killed start now. Without /proc, trust the number.
    const command = Number.isInteger(pid) && isAlive(pid) ? (commandLine(pid) ?? "start.ts") : "";
    if (command.includes("start.ts")) {
      throw new Error(
        `Metercast already runs on ${folder} (process ${pid}): stop it first, or choose another METERCAST_HOME.`,
      );
    }
    rmSync(lock, { force: true });
  }
  throw new Error(`${lock} can't be taken: another start is taking it too.`);
}

/** Stops the services of an earlier start that was killed. */
export async function endLeftovers(home: Home, names: readonly string[]): Promise<void> {
  for (const name of names) await endLeftover(home.path("run", `${name}.pid`), `${name}/`);
}

/** Stops processes of an earlier start, then removes the data of the embedded servers. */
export async function resetHome(home: Home): Promise<void> {
  const real = home.path("postgres", "data-is-here");
  const data = existsSync(real) ? join(real, "data") : home.path("postgres", "data");
  await endLeftover(join(data, "postmaster.pid"), "postgres", "SIGINT");
  await endLeftover(home.path("nats", "nats.pid"), home.path("nats"));
  removePostgres(home.path("postgres"));
  for (const name of OWNED) rmSync(home.path(name), { recursive: true, force: true });
}
