import type { TableSession } from "../../domain/session-table.ts";
import { type EndRow, LeaseLost, type MeterStore, type Relay } from "../../ports.ts";
import { idOf, type Meter } from "./meter.ts";

export interface EndsDeps {
  meter: Meter;
  store: MeterStore;
  relay: Relay;
  replica: string;
}

/** Ends committed at once: with their events some 100 ms. */
const MAX_ENDS = 500;

/**
 * Commits ends that were decided in memory, each with its event. Where the row had ended before (its stream did), the row counts.
 * Gives how many were looked at. Without keys: whatever waits.
 */
export function commitEnds({ meter, store, relay, replica }: EndsDeps) {
  return async (keys?: readonly string[]): Promise<number> => {
    const rows = (keys ? waitingAmong(meter, keys) : waiting(meter)).map(endRow);
    if (rows.length === 0) return 0;
    try {
      const { ended, others } = await store.end(replica, rows);
      for (const session of [...ended, ...others]) meter.know(session);
      relay.kick();
    } catch (error) {
      if (!(error instanceof LeaseLost)) throw error;
      meter.drop(error.partitions);
      if (keys) throw error;
    }
    return rows.length;
  };
}

function waiting(meter: Meter): TableSession[] {
  const sessions: TableSession[] = [];
  for (const slot of meter.ending) {
    sessions.push(meter.table.at(slot));
    if (sessions.length === MAX_ENDS) break;
  }
  return sessions;
}

function waitingAmong(meter: Meter, keys: readonly string[]): TableSession[] {
  return keys.flatMap((key) => {
    const session = meter.table.find(key);
    return session && meter.ending.has(session.slot) ? [session] : [];
  });
}

const endRow = (session: TableSession): EndRow => ({
  id: idOf(session.key),
  lastSeenAt: session.lastSeenAt,
  emitted: session.emitted,
  paid: session.paid,
  refusedMinute: session.refusedMinute,
  settled: false,
  endedAt: session.endedAt,
  endReason: session.endReason!,
});
