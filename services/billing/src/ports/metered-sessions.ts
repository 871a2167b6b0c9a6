import type { Session } from "../domain/session.ts";

/** The rows behind the meter's memory. */
export interface MeteredSessions {
  /** A shard's sessions that are open or not settled, ordered by id, after the id `after`. */
  load(shard: number, after: string, limit: number): Promise<Session[]>;
  byIds(ids: readonly string[]): Promise<Session[]>;
  /**
   * Sessions that opened or ended since `since`, in that order. Times are the database's; with `since`
   * undefined the call only gives the time.
   */
  changedSince(
    shards: readonly number[],
    since: number | undefined,
    limit: number,
  ): Promise<{ sessions: Session[]; lastChangedAt: number; now: number }>;
  /** A session, and when its stream ended. */
  withStream(id: string): Promise<{ session: Session; streamEndedAt: number | undefined } | undefined>;
  /** Writes rows; columns only grow. @throws LeaseLost: nothing was written */
  flush(replica: string, rows: readonly MeterRow[]): Promise<void>;
}

/** The columns that the meter writes lazily. */
export interface MeterRow {
  id: string;
  lastSeenAt: number;
  emitted: number;
  paid: number;
  refusedMinute: number;
  settled: boolean;
  /** As in Session. */
  mediaFrom: number | undefined;
}
