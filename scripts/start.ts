// npm start: a whole Metercast on this machine. Starts Postgres and nats-server (or uses those of DATABASE_URL and NATS_URL), migrates, starts the
// services as processes of their own, then the demo; watches them, and stops all of it in the opposite order.
import { setTimeout as sleep } from "node:timers/promises";
import { repositoryPath, repositoryRoot } from "../packages/testkit/src/files.ts";
import { type Home, openHome, resetHome } from "./start/home.ts";
import { HELP, readOptions, type StartOptions } from "./start/options.ts";
import { type Part, startSystem } from "./start/system.ts";

/** A service that died this often in one run won't be helped by dying again. */
const MOST_RESTARTS = 3;
/** A signal while something starts: it gets this long to come to a point where it can be stopped, then it is killed. */
const START_GRACE_MS = 20_000;

class Stopped extends Error {}

const print = (line: string) => console.log(line);
const parts: Part[] = [];
/** The end of everything: the exit code, decided by whoever is first (a signal: 0; trouble: 1). */
let finish: (code: number) => void = () => {};
const finished = new Promise<number>((resolve) => {
  finish = resolve;
});
let stopping = false;

function stopWith(code: number): void {
  stopping = true;
  finish(code);
}

/** Says so, starts it again at most three times, then gives up on the whole system. */
async function watch(part: Part): Promise<void> {
  for (let restarts = 0; ; restarts++) {
    const { code, signal } = await part.exited();
    if (stopping) return;
    const how = signal === null ? `ended with code ${code}` : `was killed (${signal})`;
    if (part.restart === undefined && code === 0) return print(`${part.name} has ended`);
    const last = part
      .lines()
      .slice(-8)
      .map((line) => `  ${line.slice(0, 300)}`);
    console.error([`${part.name} ${how}; its last lines:`, ...last].join("\n"));
    if (part.restart === undefined) return;
    if (restarts === MOST_RESTARTS) {
      console.error(`metercast: ${part.name} ended ${restarts + 1} times: giving up.`);
      return stopWith(1);
    }
    try {
      await part.restart();
      print(`${part.name}: started again (${restarts + 1} of ${MOST_RESTARTS})`);
    } catch (error) {
      if (stopping) return;
      // What could not be started has ended: the next round counts it.
      console.error(`metercast: ${messageOf(error)}`);
    }
  }
}

/** Demo, gateway, billing, wallet, nats-server, Postgres: each bounded by its own stop (15 s and a kill). */
async function stopAll(): Promise<void> {
  for (const part of [...parts].reverse()) {
    await part.stop().catch((error: unknown) => console.error(`${part.name}: ${messageOf(error)}`));
  }
}

async function bringUp(options: StartOptions, home: Home): Promise<void> {
  if (options.reset) {
    await resetHome(home);
    print("everything was removed: beginning anew");
  }
  await startSystem({
    options,
    home,
    print,
    add: (part) => {
      parts.push(part);
      void watch(part);
    },
    checkpoint: () => {
      if (stopping) throw new Stopped();
    },
  });
}

async function run(options: StartOptions): Promise<number> {
  const home = openHome(options.home);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stopWith(0));
  // The bootstrap that started us was killed: nobody could stop us any more.
  process.on("disconnect", () => stopWith(0));
  const up = bringUp(options, home).catch((error: unknown) => {
    if (stopping) return;
    console.error(`metercast: ${messageOf(error)}`);
    stopWith(1);
  });
  const code = await finished;
  if (parts.length > 0 && code === 0) print("stopping …");
  await Promise.race([up, sleep(START_GRACE_MS, undefined, { ref: false })]);
  await stopAll();
  home.release();
  if (code === 0) print("stopped");
  return code;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

process.chdir(repositoryPath());
try {
  const options = readOptions(process.argv.slice(2), process.env, repositoryRoot);
  if (options.help) {
    process.stdout.write(HELP);
    process.exit(0);
  }
  process.exit(await run(options));
} catch (error) {
  console.error(`metercast: ${messageOf(error)}`);
  process.exit(1);
}
