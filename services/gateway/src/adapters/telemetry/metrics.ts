import { counter, gauge, histogram, observedCounter } from "@metercast/runtime";
import { MEDIA_OUTCOMES, type MediaOutcome } from "../../usecases/media/media-outcome.ts";

const FLUSH_BUCKETS = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000];

/** The gateway's own metrics, besides those of each request (adapters/http/request-context.ts). */
export function gatewayMetrics() {
  const flushSize = histogram(
    "metercast_presence_flush_sightings",
    "Presence reports per message",
    FLUSH_BUCKETS,
  );
  const mediaEvents = counter(
    "metercast_media_events_total",
    "LiveKit's webhooks about participants, by outcome",
    MEDIA_OUTCOMES.map((outcome) => ({ outcome })),
  );
  return {
    mediaEvent: (outcome: MediaOutcome) => mediaEvents.add(1, { outcome }),
    flushed: (reports: number) => flushSize.record(reports),
    /** Values that are read at each scrape. */
    observe(read: { connections: () => number; waiting: () => number; dropped: () => number }) {
      gauge("metercast_sse_connections", "Open event streams", (result) =>
        result.observe(read.connections()),
      );
      gauge(
        "metercast_presence_waiting_sightings",
        "Presence reports that the broker does not have yet",
        (result) => result.observe(read.waiting()),
      );
      observedCounter(
        "metercast_presence_dropped_sightings_total",
        "Presence reports dropped because the broker was away for too long; later reports include them",
        read.dropped,
      );
    },
  };
}
