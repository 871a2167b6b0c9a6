import { existsSync, readFileSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const END_TIMEOUT_MS = 10_000;

/**
 * The command line of a running process (arguments parted by spaces), or undefined. Needs /proc; elsewhere
 * always undefined.
 */
export function commandLine(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return undefined;
  }
}

export function isAlive(pid: number): boolean {
  // A zombie: a container's first process may never collect it.
  if (commandLine(pid) === "") return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Stops the process of an earlier run whose starter was killed: the one in the first line of `pidFile`, if
 * its command line contains `mark` (another process may have its number now). Removes the file. Takes at
 * most 15 s.
 */
export async function endLeftover(
  pidFile: string,
  mark: string,
  signal: NodeJS.Signals = "SIGTERM",
): Promise<boolean> {
  if (!existsSync(pidFile)) return false;
  const pid = Number.parseInt(readFileSync(pidFile, "utf8"), 10);
  const ours = Number.isInteger(pid) && pid > 1 && commandLine(pid)?.includes(mark) === true;
  if (ours) await endProcess(pid, signal);
  rmSync(pidFile, { force: true });
  return ours;
}

/** Sends the signal, waits 10 s, then SIGKILL and 5 s more. */
export async function endProcess(pid: number, signal: NodeJS.Signals): Promise<void> {
  if (!send(pid, signal)) return;
  for (let waited = 0; waited < END_TIMEOUT_MS && isAlive(pid); waited += 50) await sleep(50);
  if (!isAlive(pid)) return;
  send(pid, "SIGKILL");
  for (let waited = 0; waited < 5_000 && isAlive(pid); waited += 50) await sleep(50);
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false; // ended meanwhile
  }
}
