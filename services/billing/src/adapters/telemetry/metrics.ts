import { counter, gauge, histogram } from "@metercast/runtime";
import { END_REASONS } from "../../domain/session.ts";
import type { Gauges, Metrics } from "../../ports.ts";

const OUTCOMES = ["paid", "refused", "gap", "too_old"] as const;
/** 5 s is the promise (docs/METRICS.md); what is much later is an outage, whose length shows. */
const DELAY_BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800];
const BATCH_BUCKETS = [1, 10, 100, 250, 500, 1_000, 1_500, 2_000];

/** The meter's figures on /metrics. */
export function meterMetrics(): Metrics {
  const emitted = counter("metercast_meter_due_emitted_total", "Minutes sent to the wallet");
  const answered = counter(
    "metercast_meter_due_answered_total",
    "Minutes answered by the wallet, by outcome",
    OUTCOMES.map((outcome) => ({ outcome })),
  );
  const delay = histogram(
    "metercast_meter_decision_delay_seconds",
    "From the sighting that made a minute due to the wallet's decision",
    DELAY_BUCKETS,
    "s",
  );
  const batch = histogram("metercast_meter_batch_lines", "Lines of one batch of due minutes", BATCH_BUCKETS);
  const flushed = counter("metercast_meter_rows_flushed_total", "Session rows written lazily");
  const ended = counter(
    "metercast_sessions_ended_total",
    "Sessions that the meter ended, by reason",
    END_REASONS.map((reason) => ({ reason })),
  );
  return {
    emitted: (lines) => emitted.add(lines),
    answered: (outcome) => answered.add(1, { outcome }),
    decided: (seconds) => delay.record(seconds),
    batch: (lines) => batch.record(lines),
    flushed: (rows) => flushed.add(rows),
    ended: (reason) => ended.add(1, { reason }),
    observe,
  };
}

function observe(read: () => Gauges): void {
  const show = (name: `metercast_meter_${string}`, description: string, of: keyof Gauges) =>
    gauge(name, description, (result) => result.observe(read()[of]));
  show("metercast_meter_sessions", "Sessions in memory: open, or ended and not settled", "sessions");
  show("metercast_meter_due_unanswered", "Due minutes that the wallet has not decided", "unansweredMinutes");
  show(
    "metercast_meter_oldest_unanswered_age_seconds",
    "For how long the oldest undecided minute has been due",
    "oldestUnansweredSeconds",
  );
  show("metercast_meter_lag_seconds", "How far the sightings that were read are behind now", "lagSeconds");
  show("metercast_meter_backlog_messages", "Presence messages not read yet", "backlog");
  show("metercast_meter_partitions", "Partitions held", "partitions");
}
