import { counter, gauge, histogram, type Logger, type Sampled, sample } from "@metercast/runtime";
import type { Accounts } from "../../ports/accounts.ts";
import type { MinuteMetrics } from "../../ports/minute-metrics.ts";

const OUTCOMES = ["paid", "refused", "replayed", "gap", "too_old", "put_aside"] as const;
const LINE_BUCKETS = [1, 10, 100, 250, 500, 1_000, 1_500, 2_000];
/** A batch of 2,000 lines takes some 50 ms; seconds mean locks or a disk that does not keep up. */
const POSTING_BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const DELAY_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** The posting of minutes on /metrics. */
export function minuteMetrics(): MinuteMetrics {
  const minutes = counter(
    "metercast_minute_outcomes_total",
    "Viewer-minutes, by what the ledger made of them",
    OUTCOMES.map((outcome) => ({ outcome })),
  );
  const lines = histogram("metercast_posting_batch_lines", "Lines in a batch", LINE_BUCKETS);
  const duration = histogram(
    "metercast_posting_duration_seconds",
    "Time to post a batch",
    POSTING_BUCKETS,
    "s",
  );
  const delay = histogram(
    "metercast_posting_delay_seconds",
    "From a batch's commit in billing to its posting",
    DELAY_BUCKETS,
    "s",
  );
  return {
    posted({ paid, refused, replayed, gaps, periodClosed }, putAside, seconds) {
      const counts = { paid, refused, replayed, gap: gaps, too_old: periodClosed, put_aside: putAside };
      for (const outcome of OUTCOMES) if (counts[outcome] > 0) minutes.add(counts[outcome], { outcome });
      lines.record(paid + refused + replayed + gaps + periodClosed + putAside);
      duration.record(seconds);
    },
    delay: (seconds) => delay.record(seconds),
  };
}

/** Partitions of the viewers' minutes that are there ahead of time. */
export function partitionMetrics(log: Logger, ahead: () => Promise<number>): Sampled<number> {
  const partitions = sample(log, "partitions", ahead);
  gauge(
    "metercast_ledger_partitions_ahead",
    "Partitions of viewers' minutes that begin in the future",
    (result) => {
      const count = partitions.latest();
      if (count !== undefined) result.observe(count);
    },
  );
  return partitions;
}

/**
 * The platform's accounts: what was earned, owed, paid and lost. Their sum is what all users have, with the
 * sign turned.
 */
export function platformMetrics(log: Logger, accounts: Accounts): Sampled<unknown> {
  const balances = sample(log, "platform_balances", () => accounts.platformBalances());
  gauge(
    "metercast_platform_balance_minor_units",
    "Balance of a platform account: tokens, or cents",
    (result) => {
      for (const { name, asset, balance } of balances.latest() ?? [])
        result.observe(Number(balance), { account: name, asset });
    },
  );
  return balances;
}
