import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

/** A service drains in less than 10 s. */
const STOP_TIMEOUT_MS = 15_000;
const KEPT_LINES = 200;

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface ProcessOptions {
  /** Shown in errors. */
  name: string;
  command: string;
  args?: readonly string[];
  /** The whole environment of the child (it gets nothing else). Default: ours. */
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  uid?: number;
  gid?: number;
  /** stdout and stderr are appended here too. */
  logFile?: string;
  onLine?: (line: string, stream: "stdout" | "stderr") => void;
  /** The signal that asks for a clean end (default SIGTERM). */
  stopSignal?: NodeJS.Signals;
}

export interface RunningProcess {
  readonly name: string;
  readonly pid: number;
  /** Resolves (never rejects) when the process has ended. */
  readonly exited: Promise<Exit>;
  /** The exit, or undefined while it runs. */
  exit(): Exit | undefined;
  /** The last lines of its output (at most 200), oldest first. */
  lines(): string[];
  /** Sends the stop signal, waits at most 15 s, then kills it. */
  stop(): Promise<Exit>;
  kill(signal?: NodeJS.Signals): void;
}

/** Running processes, killed when this process ends, so that no test leaves a server behind. */
const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/**
 * Starts a process in its own process group, so that Ctrl-C reaches only us and we choose the order of
 * stopping. Rejects if it can't start.
 */
export async function startProcess(options: ProcessOptions): Promise<RunningProcess> {
  const child = spawn(options.command, [...(options.args ?? [])], {
    env: options.env ?? process.env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    ...(options.gid === undefined ? {} : { gid: options.gid }),
  });
  const kept = keepOutput(child, options);
  let exit: Exit | undefined;
  const exited = new Promise<Exit>((resolve) => {
    child.once("close", (code, signal) => {
      exit = { code, signal };
      running.delete(child);
      forgetPid(child.pid);
      resolve(exit);
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", (error) =>
      reject(new Error(`${options.name} could not be started: ${error.message}`)),
    );
  });
  running.add(child);
  recordPid(child.pid, options.command);
  return {
    name: options.name,
    pid: child.pid as number,
    exited,
    exit: () => exit,
    lines: () => [...kept],
    stop: () => stopChild(child, exited, options.stopSignal ?? "SIGTERM"),
    kill: (signal = "SIGKILL") => void child.kill(signal),
  };
}

async function stopChild(child: ChildProcess, exited: Promise<Exit>, signal: NodeJS.Signals): Promise<Exit> {
  // A suspended process would not receive the signal.
  child.kill("SIGCONT");
  child.kill(signal);
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  try {
    return await exited;
  } finally {
    clearTimeout(timer);
  }
}

function keepOutput(child: ChildProcess, options: ProcessOptions): string[] {
  const kept: string[] = [];
  if (options.logFile !== undefined) mkdirSync(dirname(options.logFile), { recursive: true });
  const file = options.logFile === undefined ? undefined : createWriteStream(options.logFile, { flags: "a" });
  // A full disk must not end this process; the lines are in memory too.
  file?.on("error", () => {});
  for (const stream of ["stdout", "stderr"] as const) {
    const input = child[stream];
    if (input === null) continue;
    createInterface({ input, crlfDelay: Infinity }).on("line", (line) => {
      kept.push(line);
      if (kept.length > KEPT_LINES) kept.shift();
      file?.write(`${line}\n`);
      options.onLine?.(line, stream);
    });
  }
  child.once("close", () => file?.end());
  return kept;
}

/** A test worker may be killed before it cleans up; the run's teardown stops the processes in this folder. */
function pidFile(pid: number | undefined): string | undefined {
  const folder = process.env.METERCAST_TEST_PIDS;
  return folder === undefined || pid === undefined ? undefined : join(folder, String(pid));
}

function recordPid(pid: number | undefined, command: string): void {
  const file = pidFile(pid);
  if (file !== undefined) writeFileSync(file, command);
}

function forgetPid(pid: number | undefined): void {
  const file = pidFile(pid);
  if (file !== undefined) rmSync(file, { force: true });
}

/**
 * Waits until a GET returns 2xx. Rejects after `timeoutMs` with the last result, or at once with the reason
 * of `giveUp`.
 */
export async function waitForHttp(
  url: string,
  options: { timeoutMs: number; giveUp?: () => string | undefined },
): Promise<void> {
  const until = Date.now() + options.timeoutMs;
  let last = "no answer";
  while (Date.now() < until) {
    const reason = options.giveUp?.();
    if (reason !== undefined) throw new Error(reason);
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
      const text = await response.text();
      if (response.ok) return;
      last = `${response.status} ${text.slice(0, 300)}`;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await sleep(50);
  }
  throw new Error(`${url} was not ready within ${options.timeoutMs / 1000} s (last: ${last})`);
}
