import { readFileSync } from "node:fs";

function statusMb(pid: number, field: "VmHWM" | "VmRSS"): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1_024);
}

/** Peak resident memory of a process in MB, by Linux. */
export const peakRssMb = (pid: number): number => statusMb(pid, "VmHWM");

export const rssMb = (pid: number): number => statusMb(pid, "VmRSS");

/**
 * Linux counts processor time in hundredths of a second (USER_HZ), on every architecture that Node runs on.
 */
const TICKS_PER_SECOND = 100;

/** Processor time of a process in seconds, user and system; `ended`: of ended children. */
export function processorOf(pid: number): { parent: number; own: number; ended: number } {
  // The name, in parentheses, may contain spaces.
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ")
    .map(Number);
  const [parent, user, system, endedUser, endedSystem] = [1, 11, 12, 13, 14].map((i) => fields[i]!);
  return {
    parent: parent!,
    own: (user! + system!) / TICKS_PER_SECOND,
    ended: (endedUser! + endedSystem!) / TICKS_PER_SECOND,
  };
}

/** Processor time of a process in seconds, user and system. */
export const cpuSeconds = (pid: number): number => processorOf(pid).own;
