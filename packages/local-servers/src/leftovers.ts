import { existsSync, readFileSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A server that was left behind has nobody to wait for: 10 s to end, then it is killed. */
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
  // Ended, but not yet collected by its parent (a container's first process may never do so): nothing runs
  // any more.
  if (commandLine(pid) === "") return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Ends the process of an earlier run whose starter was killed: the one named in the first line of `pidFile`, if its command line
 * holds `mark` (the system may have given its number to a stranger). Removes the file. Bounded: 10 s, then SIGKILL and 5 s.
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

/**
 * Sends the signal and waits 10 s, then SIGKILL and 5 s more (an unkillable process is left to the caller's
 * next step to fail on).
 */
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
    return false; // it ended in the meantime
  }
}
