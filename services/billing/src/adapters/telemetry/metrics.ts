import { metrics } from "@opentelemetry/api";
import type { Gauges, Metrics } from "../../ports.ts";

/** The meter's figures on /metrics. */
export function meterMetrics(): Metrics {
  const meter = metrics.getMeter("metercast");
  const emitted = meter.createCounter("meter_minutes_emitted_total", {
    description: "Minutes sent to the wallet",
  });
  const answered = meter.createCounter("meter_minutes_answered_total", {
    description: "Minutes answered, by outcome",
  });
  const batch = meter.createHistogram("meter_batch_lines", {
    description: "Lines of one batch of due minutes",
    advice: { explicitBucketBoundaries: [1, 10, 100, 250, 500, 1_000, 1_500, 2_000] },
  });
  const flushed = meter.createCounter("meter_rows_flushed_total", {
    description: "Session rows written lazily",
  });
  const ended = meter.createCounter("sessions_ended_total", {
    description: "Sessions that the meter ended, by reason",
  });
  return {
    emitted: (lines) => emitted.add(lines),
    answered: (outcome) => answered.add(1, { outcome }),
    batch: (lines) => batch.record(lines),
    flushed: (rows) => flushed.add(rows),
    ended: (reason) => ended.add(1, { reason }),
    observe(read) {
      const gauge = (name: string, description: string, of: (gauges: Gauges) => number) =>
        meter
          .createObservableGauge(name, { description })
          .addCallback((result) => result.observe(of(read())));
      gauge(
        "meter_sessions",
        "Sessions in memory: open, or ended and not settled",
        (gauges) => gauges.sessions,
      );
      gauge(
        "meter_unanswered_minutes",
        "Due minutes that the wallet has not decided",
        (gauges) => gauges.unansweredMinutes,
      );
      gauge(
        "meter_lag_milliseconds",
        "How far the sightings that were read are behind now",
        (gauges) => gauges.lagMs,
      );
      gauge("meter_backlog_messages", "Presence messages not read yet", (gauges) => gauges.backlog);
      gauge("meter_partitions", "Partitions held", (gauges) => gauges.partitions);
    },
  };
}
