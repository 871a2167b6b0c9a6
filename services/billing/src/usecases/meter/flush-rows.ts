import { failpoint } from "@metercast/runtime";
import type { LogReader } from "../../ports/log.ts";
import type { MeteredSessions, MeterRow } from "../../ports/metered-sessions.ts";
import { type Checkpoint, LeaseLost, type ShardLeases } from "../../ports/shard-leases.ts";
import type { Meter } from "./meter.ts";
import { idOf, keyOf } from "./store/keys.ts";
import type { TableSession } from "./store/session-table.ts";

export interface WriteRowsPorts {
  meter: Meter;
  rows: Pick<MeteredSessions, "flush">;
  presence: Pick<LogReader, "state">;
  replica: string;
}

export interface FlushRowsPorts extends WriteRowsPorts {
  leases: Pick<ShardLeases, "checkpoint">;
  results: Pick<LogReader, "state">;
  flushing: { cycle?: FlushCycle | undefined };
}

/**
 * A cycle writes every row that was dirty when it began. Then the checkpoint moves to the position of the
 * logs at that time.
 */
export interface FlushCycle {
  slots: Uint32Array;
  next: number;
  at: Checkpoint;
  /** The shards for which both logs had been read from their checkpoints on. */
  shards: number[];
}

/** In one statement: some 30 ms. */
const CHUNK_ROWS = 1_000;
/** A bound on the load of Postgres for state that the logs hold too. */
const CHUNKS_PER_RUN = 4;

/** Writes dirty rows, at most 4,000 in a run. Gives the number written. */
export async function flushRows(ports: FlushRowsPorts): Promise<number> {
  const { meter, flushing } = ports;
  let written = 0;
  flushing.cycle ??= beginCycle(ports);
  const { cycle } = flushing;
  for (let chunk = 0; chunk < CHUNKS_PER_RUN && cycle.next < cycle.slots.length; chunk++) {
    const slots = cycle.slots.subarray(cycle.next, cycle.next + CHUNK_ROWS);
    // A slot may have another session by now: writing that one early does no harm.
    written += await writeRows(ports, keysAt(meter, slots));
    cycle.next += slots.length;
  }
  if (cycle.next >= cycle.slots.length) {
    await endCycle(ports, cycle);
    flushing.cycle = undefined;
  }
  return written;
}

function beginCycle({ meter, presence, results }: FlushRowsPorts): FlushCycle {
  const read = [...meter.shards].filter(([, shard]) => shard.loaded && shard.presence && shard.results);
  return {
    slots: meter.dirty.toArray(),
    next: 0,
    at: { presence: presence.state().positionAt, results: results.state().positionAt },
    shards: read.map(([shard]) => shard),
  };
}

/** The keys of the sessions at these slots now. */
export function keysAt(meter: Meter, slots: Uint32Array): string[] {
  return Array.from(slots, (slot) => meter.table.keyAt(slot)).filter((key) => key !== undefined);
}

async function endCycle(
  { meter, leases, replica }: FlushRowsPorts,
  { at, shards }: FlushCycle,
): Promise<void> {
  const behind = shards.filter((shard) => {
    const checkpoint = meter.shards.get(shard)?.checkpoint;
    return checkpoint && (checkpoint.presence < at.presence || checkpoint.results < at.results);
  });
  if (behind.length === 0) return;
  try {
    await leases.checkpoint(replica, behind, at);
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
    return meter.dropShards(error.shards);
  }
  for (const shard of behind) {
    const leased = meter.shards.get(shard);
    if (!leased) continue;
    leased.checkpoint.presence = Math.max(leased.checkpoint.presence, at.presence);
    leased.checkpoint.results = Math.max(leased.checkpoint.results, at.results);
  }
}

/**
 * Writes these sessions' rows now and forgets the ones that are settled. Drops shards whose lease is lost.
 * Gives the number written.
 */
export async function writeRows(ports: WriteRowsPorts, keys: readonly string[]): Promise<number> {
  const { meter, replica, presence } = ports;
  const { readUpTo } = presence.state();
  const rows: MeterRow[] = [];
  for (const key of keys) {
    const session = meter.table.find(key);
    if (!session) continue;
    // Before the statement: a change while it runs makes the row dirty again.
    meter.dirty.delete(session.slot);
    rows.push(meterRow(session, meter.isSettled(session, readUpTo)));
  }
  if (rows.length === 0) return 0;
  // In one order, so that two writers of the same rows can't deadlock.
  rows.sort((a, b) => (a.id < b.id ? -1 : 1));
  failpoint("billing.before_result_commit");
  try {
    await ports.rows.flush(replica, rows);
  } catch (error) {
    if (error instanceof LeaseLost) meter.dropShards(error.shards);
    // The rows of the other shards were rolled back too.
    for (const key of keys) markDirty(meter, key);
    if (error instanceof LeaseLost) return 0;
    throw error;
  }
  meter.metrics.flushed(rows.length);
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

const meterRow = (session: TableSession, settled: boolean): MeterRow => ({
  id: idOf(session.key),
  lastSeenAt: session.lastSeenAt,
  emitted: session.emitted,
  paid: session.paid,
  refusedMinute: session.refusedMinute,
  settled,
  mediaFrom: session.mediaFrom,
});
