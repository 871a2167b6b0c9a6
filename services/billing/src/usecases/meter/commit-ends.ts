import { MetercastError } from "@metercast/runtime";
import type { TableSession } from "../../domain/session-table.ts";
import { type EndRow, LeaseLost, type MeterStore, type Relay } from "../../ports.ts";
import { idOf, keyOf, type Meter } from "./meter.ts";

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
      const found = [...ended, ...others];
      for (const session of found) meter.know(session);
      forgetOthers(meter, rows, found);
      relay.wake();
    } catch (error) {
      if (!(error instanceof LeaseLost)) throw error;
      meter.drop(error.partitions);
      if (keys)
        throw new MetercastError("unavailable", "The session changed hands; try again", { cause: error });
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
  mediaFrom: session.mediaFrom,
  endedAt: session.endedAt,
  endReason: session.endReason!,
  silentMs: session.silentMs,
});

/** A session without a row (a database that was put back) can't be ended, and must not be tried for ever. */
function forgetOthers(meter: Meter, rows: readonly EndRow[], found: readonly { id: string }[]): void {
  if (found.length === rows.length) return;
  const ids = new Set(found.map(({ id }) => id));
  for (const { id } of rows) {
    const session = ids.has(id) ? undefined : meter.table.find(keyOf(id));
    if (session) meter.forget(session.slot);
  }
}
