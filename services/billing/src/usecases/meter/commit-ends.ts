import { MetercastError } from "@metercast/runtime";
import type { Relay } from "../../ports/relay.ts";
import type { EndRow, SessionEnds } from "../../ports/session-ends.ts";
import { LeaseLost } from "../../ports/shard-leases.ts";
import type { Meter } from "./meter.ts";
import { idOf, keyOf } from "./store/keys.ts";
import type { TableSession } from "./store/session-table.ts";

export interface CommitEndsPorts {
  meter: Meter;
  ends: SessionEnds;
  relay: Relay;
  replica: string;
}

/** In one transaction: with their events some 100 ms. */
const MAX_ENDS = 500;

/**
 * Commits decided ends, each with its event. If the row had ended before (with its stream), the row counts.
 * Gives the number of ends.
 * @throws unavailable only with `keys`, if their shard changed hands
 */
export async function commitEnds(ports: CommitEndsPorts, keys?: readonly string[]): Promise<number> {
  const { meter, ends, relay, replica } = ports;
  const rows = (keys ? decidedAmong(meter, keys) : decided(meter)).map(endRow);
  if (rows.length === 0) return 0;
  try {
    const { ended, others } = await ends.commit(replica, rows);
    const found = [...ended, ...others];
    for (const session of found) meter.know(session);
    forgetMissing(meter, rows, found);
    relay.wake();
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
    meter.dropShards(error.shards);
    if (keys)
      throw new MetercastError("unavailable", "The session changed hands; try again", { cause: error });
  }
  return rows.length;
}

function decided({ ends, table }: Meter): TableSession[] {
  const sessions: TableSession[] = [];
  for (const slot of ends) {
    sessions.push(table.at(slot));
    if (sessions.length === MAX_ENDS) break;
  }
  return sessions;
}

function decidedAmong({ ends, table }: Meter, keys: readonly string[]): TableSession[] {
  return keys.flatMap((key) => {
    const session = table.find(key);
    return session && ends.has(session.slot) ? [session] : [];
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

/**
 * A session without a row (a restored database) can't end: without this the meter would try again and
 * again.
 */
function forgetMissing(meter: Meter, rows: readonly EndRow[], found: readonly { id: string }[]): void {
  if (found.length === rows.length) return;
  const ids = new Set(found.map(({ id }) => id));
  for (const { id } of rows) {
    const session = ids.has(id) ? undefined : meter.table.find(keyOf(id));
    if (session) meter.forget(session.slot);
  }
}
