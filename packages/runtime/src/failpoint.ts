import { readFileSync } from "node:fs";

/** "service.what_happened" */
export type Failpoint = `${string}.${string}`;

const setting = process.env.METERCAST_FAILPOINT ?? "";
let passes = 0;

/**
 * Marks a critical place for crashes. With METERCAST_FAILPOINT=<name> (or <name>:<n> for the n-th pass) the
 * process kills itself here as in a power cut: no handler runs, nothing is flushed. With @<file> that text
 * is read from the file, after the pid of the process that it is for, so that a test need not start a
 * service to arm it. Otherwise it costs one comparison.
 */
export function failpoint(name: Failpoint): void {
  if (setting === "") return;
  const [crashAt, nth = "1"] = armedWith().split(":");
  if (crashAt !== name) return;
  passes += 1;
  if (passes === Number(nth)) process.kill(process.pid, "SIGKILL");
}

function armedWith(): string {
  if (!setting.startsWith("@")) return setting;
  try {
    const [pid, text = ""] = readFileSync(setting.slice(1), "utf8").split(" ");
    return pid === String(process.pid) ? text : "";
  } catch {
    // No file: not armed.
    return "";
  }
}
