import type { Outcome } from "../domain/meter.ts";
import type { EndReason } from "../domain/session.ts";

export interface MeterMetrics {
  /** A batch of minutes was sent. */
  emitted(minutes: number): void;
  answered(outcome: Outcome): void;
  /** A minute was paid or refused this long after it became due. */
  decided(seconds: number): void;
  flushed(rows: number): void;
  ended(reason: EndReason): void;
  /** `read` runs whenever the metrics are read. */
  observe(read: () => MeterGauges): void;
}

export interface MeterGauges {
  /** In memory: open, or ended and not settled. */
  sessions: number;
  unansweredMinutes: number;
  /** How long the oldest of them has been due. */
  oldestUnansweredSeconds: number;
  lagSeconds: number;
  backlog: number;
  shards: number;
}
