import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  keepSecrets,
  type NatsUser,
  natsAuthorization,
  natsUserNames,
  writePrivateFile,
} from "@metercast/provision";
import { endLeftover } from "./leftovers.ts";
import { freePort } from "./ports.ts";
import { type Exit, type RunningProcess, startProcess, waitForHttp } from "./processes.ts";

/** A large store takes longer to read; an empty one 50 ms. */
const START_TIMEOUT_MS = 60_000;

export interface NatsOptions {
  /** The nats-server program (see `findNatsServer`). */
  binary: string;
  /** Holds the JetStream file store, the configuration and the passwords; made if missing. */
  folder: string;
  /** Default: a free one. */
  port?: number;
  /** Platform clients that have an account, beside "demo". */
  clients?: readonly string[];
  log?: (line: string) => void;
  /** File for its whole output. */
  logFile?: string;
}

export interface Nats {
  /** `nats://admin:<password>@127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** The URL with the user's own password. */
  urlFor(user: NatsUser): string;
  /**
   * Writes a new password of the user into the configuration; the next restart reads it. `urlFor` returns
   * the new one at once.
   */
  setPassword(user: NatsUser, password: string): Promise<void>;
  /** Ends it cleanly (bounded) and keeps the folder. */
  stop(): Promise<Exit>;
  kill(signal?: NodeJS.Signals): Promise<Exit>;
  /** Suspends (SIGSTOP) or continues it (SIGCONT). */
  signal(signal: NodeJS.Signals): void;
  /** Starts it again on the same port, with the same users and data. */
  restart(): Promise<void>;
  /** Resolves when the present process has ended. */
  exited(): Promise<Exit>;
  lines(): string[];
  /** Ends it and removes its folder. */
  remove(): Promise<void>;
}

/** Starts a nats-server with JetStream on 127.0.0.1. Rejects with one sentence when it does not come up. */
export async function startNats(options: NatsOptions): Promise<Nats> {
  makeFolder(options.folder);
  const passwords = keepSecrets(join(options.folder, "users.json"), natsUserNames(options.clients));
  const port = options.port ?? (await freePort());
  const monitorPort = await freePort();
  const settings = natsSettings({ name: "metercast", folder: options.folder, port, monitorPort });
  const config = writeNatsConfiguration(settings, options.folder, passwords);

  await endLeftover(join(options.folder, "nats.pid"), config);
  moveToAccount(join(options.folder, "jetstream", "jetstream"));
  const launching = { ...options, name: "nats-server", config, monitorPort };
  let child = await launchNats(launching);
  const urlFor = (user: NatsUser) => `nats://${user}:${passwords[user]}@127.0.0.1:${port}`;
  return {
    url: urlFor("admin"),
    port,
    get pid() {
      return child.pid;
    },
    urlFor,
    async setPassword(user, password) {
      passwords[user] = password;
      writePrivateFile(join(options.folder, "users.json"), JSON.stringify(passwords));
      writeNatsConfiguration(settings, options.folder, passwords);
    },
    stop: () => child.stop(),
    kill: (signal = "SIGKILL") => {
      child.kill(signal);
      return child.exited;
    },
    signal: (signal) => child.kill(signal),
    restart: async () => {
      await child.stop();
      child = await launchNats(launching);
    },
    exited: () => child.exited,
    lines: () => child.lines(),
    remove: async () => {
      await child.stop();
      rmSync(options.folder, { recursive: true, force: true });
    },
  };
}

/** Moves data from before the services had an account. */
function moveToAccount(store: string): void {
  const [before, now] = [join(store, "$G"), join(store, "METERCAST")];
  if (existsSync(join(before, "streams")) && !existsSync(now)) renameSync(before, now);
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new Error(`The data folder ${folder} can't be written (${(error as NodeJS.ErrnoException).code}).`);
  }
}

export interface NatsSettings {
  /** Unique in a cluster. */
  name: string;
  folder: string;
  port: number;
  monitorPort: number;
  cluster?: { listen: string; routes: readonly string[] };
}

/** The configuration of one server, without its users. */
export function natsSettings({ name, folder, port, monitorPort, cluster }: NatsSettings): string {
  const lines = [
    `server_name: ${name}`,
    `listen: "127.0.0.1:${port}"`,
    `http: "127.0.0.1:${monitorPort}"`,
    `pid_file: ${JSON.stringify(join(folder, "nats.pid"))}`,
    // Batches of minutes are far below the default of 1 MB; 4 MB leaves room for replays.
    "max_payload: 4MB",
    // A restart in tests and in npm start must be quick; clients reconnect.
    'lame_duck_duration: "30s"',
    'lame_duck_grace_period: "1s"',
    `jetstream { store_dir: ${JSON.stringify(join(folder, "jetstream"))} }`,
  ];
  if (cluster !== undefined) {
    const routes = cluster.routes.map((route) => JSON.stringify(route)).join(", ");
    lines.push(`cluster { name: metercast, listen: ${JSON.stringify(cluster.listen)}, routes: [${routes}] }`);
  }
  return `${lines.join("\n")}\n`;
}

/** Writes settings and users into `folder`; gives the file. */
export function writeNatsConfiguration(
  settings: string,
  folder: string,
  passwords: Readonly<Record<string, string>>,
): string {
  const file = join(folder, "nats.conf");
  writePrivateFile(file, settings + natsAuthorization(passwords));
  return file;
}

export interface NatsLaunch extends Pick<NatsOptions, "binary" | "log" | "logFile"> {
  name: string;
  config: string;
  monitorPort: number;
  /** The monitor's page for readiness. Default: `/healthz`, which waits for JetStream's store. */
  until?: string;
}

/** Starts a server on its configuration and waits until it answers. */
export async function launchNats(options: NatsLaunch): Promise<RunningProcess> {
  const child = await startProcess({
    name: options.name,
    command: options.binary,
    args: ["--config", options.config],
    ...(options.log === undefined ? {} : { onLine: options.log }),
    ...(options.logFile === undefined ? {} : { logFile: options.logFile }),
  });
  try {
    // By default only then, so that the next client finds the streams.
    await waitForHttp(`http://127.0.0.1:${options.monitorPort}${options.until ?? "/healthz"}`, {
      timeoutMs: START_TIMEOUT_MS,
      giveUp: () => (child.exit() === undefined ? undefined : "it ended at once"),
    });
    return child;
  } catch (error) {
    await child.stop();
    const why =
      child
        .lines()
        .filter((line) => /\[(FTL|ERR)\]/.test(line))
        .at(-1) ??
      child.lines().at(-1) ??
      "no output";
    throw new Error(`nats-server did not start (${error instanceof Error ? error.message : error}): ${why}`);
  }
}
