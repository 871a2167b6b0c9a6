import { monitorEventLoopDelay } from "node:perf_hooks";
import { gauge, observedCounter } from "./metrics.ts";

const NS = 1e9;
const RESOLUTION_MS = 20;
/** Longer than between two scrapes: quantiles of about the last minute. */
const WINDOW_MS = 60_000;

/** The cost of the process, and the event loop's delay, which shows when Node is the bottleneck. */
export function observeProcess(): void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let began = Date.now();
  // The measurement includes the timer's own period.
  const seconds = (ns: number) => Math.max(0, ns - RESOLUTION_MS * 1e6) / NS;
  // Separate metrics, because a label `quantile` means a summary.
  const figure = (name: "p50" | "p99" | "max", words: string, read: () => number) =>
    gauge(
      `metercast_event_loop_delay_${name}_seconds`,
      `How late timers ran over the last minute: ${words}`,
      (result) => {
        if (delay.count > 0) result.observe(seconds(read()));
        if (name !== "max" || Date.now() - began < WINDOW_MS) return;
        began = Date.now();
        delay.reset();
      },
    );
  figure("p50", "half of them no later", () => delay.percentile(50));
  figure("p99", "99 % of them no later", () => delay.percentile(99));
  figure("max", "the latest", () => delay.max);
  observedCounter("metercast_process_cpu_seconds_total", "Processor time used", () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  gauge("metercast_process_resident_memory_bytes", "Memory in use", (result) =>
    result.observe(process.memoryUsage.rss()),
  );
  const startedAt = Date.now() / 1_000 - process.uptime();
  gauge("metercast_process_start_time_seconds", "When the process started, seconds since 1970", (result) =>
    result.observe(startedAt),
  );
}
