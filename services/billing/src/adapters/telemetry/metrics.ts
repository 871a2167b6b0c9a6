import { counter, gauge, histogram } from "@metercast/runtime";
import { END_REASONS } from "../../domain/session.ts";
import type { MeterGauges, MeterMetrics } from "../../ports/meter-metrics.ts";

const OUTCOMES = ["paid", "refused", "gap", "too_old"] as const;
/** The objective is 5 s (docs/METRICS.md); the long buckets show the length of an outage. */
const DELAY_BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800];
const BATCH_BUCKETS = [1, 10, 100, 250, 500, 1_000, 1_500, 2_000];

/** The meter's metrics. */
export function meterMetrics(): MeterMetrics {
  const emitted = counter("metercast_meter_due_emitted_total", "Minutes sent to the wallet");
  const answered = counter(
    "metercast_meter_due_answered_total",
    "Minutes answered by the wallet, by outcome",
    OUTCOMES.map((outcome) => ({ outcome })),
  );
  const delay = histogram(
    "metercast_meter_decision_delay_seconds",
    "From the presence report that made a minute due to the wallet's decision",
    DELAY_BUCKETS,
    "s",
  );
  const batch = histogram("metercast_meter_batch_lines", "Minutes in one batch", BATCH_BUCKETS);
  const flushed = counter("metercast_meter_rows_flushed_total", "Session rows written lazily");
  const ended = counter(
    "metercast_sessions_ended_total",
    "Sessions that the meter ended, by reason",
    END_REASONS.map((reason) => ({ reason })),
  );
  return {
    emitted(minutes) {
      emitted.add(minutes);
      batch.record(minutes);
    },
    answered: (outcome) => answered.add(1, { outcome }),
    decided: (seconds) => delay.record(seconds),
    flushed: (rows) => flushed.add(rows),
    ended: (reason) => ended.add(1, { reason }),
    observe,
  };
}

function observe(read: () => MeterGauges): void {
  const show = (name: `metercast_meter_${string}`, description: string, of: keyof MeterGauges) =>
    gauge(name, description, (result) => result.observe(read()[of]));
  show("metercast_meter_sessions", "Sessions in memory: open, or ended and not settled", "sessions");
  show("metercast_meter_due_unanswered", "Due minutes that the wallet has not decided", "unansweredMinutes");
  show(
    "metercast_meter_oldest_unanswered_age_seconds",
    "For how long the oldest undecided minute has been due",
    "oldestUnansweredSeconds",
  );
  show(
    "metercast_meter_lag_seconds",
    "How far the presence reports that were read are behind now",
    "lagSeconds",
  );
  show("metercast_meter_backlog_messages", "Presence messages not read yet", "backlog");
  show("metercast_meter_partitions", "Shards leased", "shards");
}
