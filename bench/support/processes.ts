import { readFileSync } from "node:fs";

function statusMb(pid: number, field: "VmHWM" | "VmRSS"): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1_024);
}

/** The most resident memory that a process ever had, in MB, as Linux counts it. */
export const peakRssMb = (pid: number): number => statusMb(pid, "VmHWM");

/** Its resident memory now, in MB. */
export const rssMb = (pid: number): number => statusMb(pid, "VmRSS");

/** Linux counts processor time in hundredths of a second (USER_HZ), on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Seconds of processor that a process has used, user and system; `ended`: by children that have ended. */
export function processorOf(pid: number): { parent: number; own: number; ended: number } {
  // The name, in parentheses, may hold spaces.
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

/** Seconds of processor that a process has used: user and system. */
export const cpuSeconds = (pid: number): number => processorOf(pid).own;
