import { metrics } from "@opentelemetry/api";

/** The gateway's own numbers, beside those of each request (adapters/http/request-context.ts). */
export function observe() {
  const meter = metrics.getMeter("metercast");
  const flushSize = meter.createHistogram("presence_flush_sightings", {
    description: "Sightings per message",
    advice: { explicitBucketBoundaries: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000] },
  });
  return {
    flushed: (sightings: number) => flushSize.record(sightings),
    /** What is looked at when somebody scrapes. */
    metered(read: { connections: () => number; waiting: () => number; dropped: () => number }) {
      meter
        .createObservableGauge("sse_connections", { description: "Open event streams" })
        .addCallback((result) => result.observe(read.connections()));
      meter
        .createObservableGauge("presence_waiting_sightings", {
          description: "Sightings that the broker does not have yet",
        })
        .addCallback((result) => result.observe(read.waiting()));
      meter
        .createObservableCounter("presence_dropped_sightings_total", {
          description: "Sightings given up because the broker was away for too long; the next ones heal them",
        })
        .addCallback((result) => result.observe(read.dropped()));
    },
  };
}
