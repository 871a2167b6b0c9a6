import { failpoint } from "@metercast/runtime";
import type { TableSession } from "../../domain/session-table.ts";
import {
  type Checkpoint,
  LeaseLost,
  type LogState,
  type MeterRow,
  type MeterStore,
  type Metrics,
} from "../../ports.ts";
import { idOf, keyOf, type Meter } from "./meter.ts";

export interface FlushDeps {
  meter: Meter;
  store: MeterStore;
  metrics: Metrics;
  replica: string;
  presence: () => LogState;
  results: () => LogState;
}

/** Rows in one statement: some 30 ms. */
const CHUNK_ROWS = 1_000;
/** Chunks a second: what one replica may take of Postgres for state that could be read again from the logs. */
const CHUNKS_PER_CALL = 4;

/** A cycle writes every row that was dirty when it began; then the checkpoint moves to where the logs stood when it began. */
interface Cycle {
  slots: Uint32Array;
  next: number;
  at: Checkpoint;
  /** Partitions for which both logs had been read from their checkpoints on. */
  partitions: number[];
}

/** Writes dirty rows, at most 4,000 a call; called every second. Gives the number written. */
export function flushRows(deps: FlushDeps) {
  let cycle: Cycle | undefined;
  return async (): Promise<number> => {
    let written = 0;
    cycle ??= beginCycle(deps);
    for (let chunk = 0; chunk < CHUNKS_PER_CALL && cycle.next < cycle.slots.length; chunk++) {
      const slots = cycle.slots.subarray(cycle.next, cycle.next + CHUNK_ROWS);
      // Who left a slot was written or is another's; whoever took it is written a little earlier than need be.
      written += await writeRows(deps, keysAt(deps.meter, slots));
      cycle.next += slots.length;
    }
    if (cycle.next >= cycle.slots.length) {
      await endCycle(deps, cycle);
      cycle = undefined;
    }
    return written;
  };
}

function beginCycle({ meter, presence, results }: FlushDeps): Cycle {
  const partitions = [...meter.held].filter(([, held]) => held.loaded && held.presence && held.results);
  return {
    slots: meter.dirty.toArray(),
    next: 0,
    at: { presence: presence().positionAt, results: results().positionAt },
    partitions: partitions.map(([partition]) => partition),
  };
}

/** The keys of those who are at these slots now. */
export function keysAt(meter: Meter, slots: Uint32Array): string[] {
  return Array.from(slots, (slot) => meter.table.keyAt(slot)).filter((key) => key !== undefined);
}

async function endCycle({ meter, store, replica }: FlushDeps, { at, partitions }: Cycle): Promise<void> {
  // Only what moved on, and only where it is still held.
  const behind = partitions.filter((partition) => {
    const checkpoint = meter.held.get(partition)?.checkpoint;
    return checkpoint && (checkpoint.presence < at.presence || checkpoint.results < at.results);
  });
  if (behind.length === 0) return;
  try {
    await store.checkpoint(replica, behind, at);
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
    return meter.drop(error.partitions);
  }
  for (const partition of behind) {
    const held = meter.held.get(partition);
    if (!held) continue;
    held.checkpoint.presence = Math.max(held.checkpoint.presence, at.presence);
    held.checkpoint.results = Math.max(held.checkpoint.results, at.results);
  }
}

/** Writes these sessions' rows now. What settled with it is forgotten. @throws LeaseLost never: its partitions are dropped */
export async function writeRows(
  { meter, store, metrics, replica, presence }: FlushDeps,
  keys: readonly string[],
): Promise<number> {
  const { readUpTo } = presence();
  const rows: MeterRow[] = [];
  for (const key of keys) {
    const session = meter.table.find(key);
    if (!session) continue;
    // Not dirty from here on: what changes while the statement runs makes it dirty again.
    meter.dirty.delete(session.slot);
    rows.push(row(session, meter.isSettled(session, readUpTo)));
  }
  if (rows.length === 0) return 0;
  // In one order, so that two writers of the same rows don't wait for each other in a circle.
  rows.sort((a, b) => (a.id < b.id ? -1 : 1));
  failpoint("billing.before_result_commit");
  try {
    await store.flush(replica, rows);
  } catch (error) {
    if (error instanceof LeaseLost) meter.drop(error.partitions);
    // Those of other partitions were rolled back with it.
    for (const key of keys) markDirty(meter, key);
    if (error instanceof LeaseLost) return 0;
    throw error;
  }
  metrics.flushed(rows.length);
  forgetSettled(meter, rows);
  return rows.length;
}

function forgetSettled(meter: Meter, rows: readonly MeterRow[]): void {
  for (const { id, settled } of rows) {
    if (!settled) continue;
    const session = meter.table.find(keyOf(id));
    if (session && !meter.dirty.has(session.slot)) meter.forget(session.slot);
  }
}

function markDirty(meter: Meter, key: string): void {
  const session = meter.table.find(key);
  if (session) meter.dirty.add(session.slot);
}

const row = (session: TableSession, settled: boolean): MeterRow => ({
  id: idOf(session.key),
  lastSeenAt: session.lastSeenAt,
  emitted: session.emitted,
  paid: session.paid,
  refusedMinute: session.refusedMinute,
  settled,
  mediaFrom: session.mediaFrom,
});
