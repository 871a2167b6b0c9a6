// npm start: a whole Metercast on this machine. Starts Postgres and nats-server (or uses DATABASE_URL and
// NATS_URL), migrates, starts the services as processes, then the demo. Watches them, and stops everything
// in reverse order.
import { setTimeout as sleep } from "node:timers/promises";
import { repositoryPath, repositoryRoot } from "../packages/provision/src/files.ts";
import type { Part } from "./start/context.ts";
import { type Home, openHome, resetHome } from "./start/home.ts";
import { HELP, readOptions, type StartOptions } from "./start/options.ts";
import { startSystem } from "./start/system.ts";

const MOST_RESTARTS = 3;
/** After a signal during a start, the start has this long to reach a point where it can stop. */
const START_GRACE_MS = 20_000;

class Stopped extends Error {}

const print = (line: string) => console.log(line);
const parts: Part[] = [];
/** Ends the run with an exit code; the first call counts (a signal: 0; a failure: 1). */
let finish: (code: number) => void = () => {};
const finished = new Promise<number>((resolve) => {
  finish = resolve;
});
let stopping = false;

function stopWith(code: number): void {
  stopping = true;
  finish(code);
}

/** Restarts a part at most three times, then stops the whole system. */
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
      // A failed start has ended; the next iteration counts it.
      console.error(`metercast: ${messageOf(error)}`);
    }
  }
}

/** In reverse order; each `stop` takes at most 15 s and then kills. */
async function stopAll(): Promise<void> {
  for (const part of [...parts].reverse()) {
    await part.stop().catch((error: unknown) => console.error(`${part.name}: ${messageOf(error)}`));
  }
}

async function bringUp(options: StartOptions, home: Home): Promise<void> {
  if (options.reset) {
    await resetHome(home);
    print("all data was removed");
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
  // The bootstrap process was killed, so no signal can reach this process.
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
