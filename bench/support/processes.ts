import { readFileSync } from "node:fs";

function statusMb(pid: number, field: "VmHWM" | "VmRSS"): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1_024);
}

/** The most resident memory that a process ever had, in MB, as Linux counts it. */
export const peakRssMb = (pid: number): number => statusMb(pid, "VmHWM");

/** Its resident memory now, in MB. */
export const rssMb = (pid: number): number => statusMb(pid, "VmRSS");
