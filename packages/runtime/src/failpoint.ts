/** "service.what_happened" */
export type Failpoint = `${string}.${string}`;

const [crashAt, nth = "1"] = (process.env.METERCAST_FAILPOINT ?? "").split(":");
let passes = 0;

/**
 * Marks a critical place for crashes. With METERCAST_FAILPOINT=<name> (or <name>:<n> for the n-th pass) the
 * process kills itself here as in a power cut: no handler runs, nothing is flushed. Otherwise it costs one
 * comparison.
 */
export function failpoint(name: Failpoint): void {
  if (crashAt !== name) return;
  passes += 1;
  if (passes === Number(nth)) process.kill(process.pid, "SIGKILL");
}
