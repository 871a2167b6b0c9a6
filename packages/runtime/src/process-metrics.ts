import { monitorEventLoopDelay } from "node:perf_hooks";
import { gauge, observedCounter } from "./metrics.ts";

const NS = 1e9;
/** A finer look costs more than it tells. */
const RESOLUTION_MS = 20;
/** Longer than between two scrapes: the quantiles are those of the last minute or so. */
const WINDOW_MS = 60_000;

/** What the process costs, and whether it comes to its work: the event loop's delay says when Node itself is the bottleneck. */
export function observeProcess(): void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let began = Date.now();
  gauge(
    "metercast_event_loop_delay_seconds",
    "How late timers ran, quantiles over the last minute",
    (result) => {
      // The timer's own period is in what is measured.
      const seconds = (ns: number) => Math.max(0, ns - RESOLUTION_MS * 1e6) / NS;
      if (delay.count > 0) {
        for (const quantile of [0.5, 0.99])
          result.observe(seconds(delay.percentile(quantile * 100)), { quantile: String(quantile) });
        result.observe(seconds(delay.max), { quantile: "1" });
      }
      if (Date.now() - began < WINDOW_MS) return;
      began = Date.now();
      delay.reset();
    },
  );
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
