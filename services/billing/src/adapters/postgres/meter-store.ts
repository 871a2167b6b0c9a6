import type { AnyEvent } from "@metercast/contracts";
import type { MinutesDue } from "@metercast/contracts/billing/v1/events.ts";
import { appendEvents, type Sql } from "@metercast/outbox";
import { retryConflicts } from "@metercast/runtime";
import { partitionOf } from "../../domain/partition.ts";
import type { Session } from "../../domain/session.ts";
import {
  type Checkpoint,
  type EndRow,
  LeaseLost,
  type MeterRow,
  type MeterStore,
  type PartitionRow,
} from "../../ports.ts";
import { type Database, inTransaction } from "./database.ts";
import { SESSION_COLUMNS, type SessionRow, toSession } from "./rows.ts";

const LEASE_SECONDS = 5;
/** A replica that has not been heard of for this long has no share. */
const ALIVE_SECONDS = 5;

/** The meter's tables. `endedEvent` says how an end is announced. */
export function meterStore(database: Database, endedEvent: (session: Session) => AnyEvent): MeterStore {
  return {
    ...leases(database),
    ...reads(database),
    emit: (owner, partitions, streams, due) =>
      inTransaction(database, async (tx) => {
        await checkLease(tx, owner, partitions);
        const ended = await endedStreams(tx, streams);
        if (ended.size === 0) await appendDue(tx, due);
        return ended;
      }),
    end: (owner, rows) =>
      inTransaction(database, async (tx) => {
        await checkLease(tx, owner, partitionsOf(rows));
        const ended = await endRows(tx, rows);
        await appendEvents(tx, ended.map(endedEvent));
        const done = new Set(ended.map(({ id }) => id));
        const others = rows.filter(({ id }) => !done.has(id)).map(({ id }) => id);
        return { ended, others: others.length > 0 ? await sessionsById(tx, others) : [] };
      }),
    flush: (owner, rows) => retryConflicts(() => flushRows(database, owner, rows)),
    checkpoint: (owner, partitions, at) =>
      inTransaction(database, async (tx) => {
        await checkLease(tx, owner, partitions);
        await moveCheckpoint(tx, partitions, at);
      }),
  };
}

const partitionsOf = (rows: readonly { id: string }[]): number[] => [
  ...new Set(rows.map(({ id }) => partitionOf(id))),
];

/**
 * Keeps the partitions from changing hands until the transaction ends: KEY SHARE stands in the way of `claim` (FOR UPDATE), and not of renewing the lease.
 * @throws LeaseLost
 */
async function checkLease(tx: Sql, owner: string, partitions: readonly number[]): Promise<void> {
  assertHeld(partitions, await tx.$queryRawUnsafe<HeldRow[]>(HELD, partitions, owner));
}

interface HeldRow {
  partition: number;
}

const HELD =
  "SELECT partition FROM meter_partition WHERE partition = ANY($1::int[]) AND owner = $2::uuid ORDER BY partition FOR KEY SHARE";

function assertHeld(partitions: readonly number[], rows: readonly HeldRow[]): void {
  const held = new Set(rows.map(({ partition }) => partition));
  const lost = partitions.filter((partition) => !held.has(partition));
  if (lost.length > 0) throw new LeaseLost(lost);
}

const appendDue = (tx: Sql, due: MinutesDue) =>
  appendEvents(tx, [{ type: "billing.minutes.due.v1", message: due }]);

/** Which of these streams have ended, and when; the others can't end before the transaction does. */
async function endedStreams(tx: Sql, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.$queryRawUnsafe<{ id: string; ended_ms: number | null }[]>(
    "SELECT id::text, ms_of(ended_at) AS ended_ms FROM stream WHERE id = ANY($1::uuid[]) ORDER BY id FOR SHARE",
    ids,
  );
  return new Map(rows.flatMap(({ id, ended_ms }) => (ended_ms === null ? [] : [[id, ended_ms]])));
}

async function sessionsById(sql: Sql, ids: readonly string[]): Promise<Session[]> {
  const rows = await sql.$queryRawUnsafe<SessionRow[]>(
    `SELECT ${SESSION_COLUMNS} FROM session s WHERE s.id = ANY($1::uuid[]) AND s.state <> 'joining'`,
    ids,
  );
  return rows.map(toSession);
}

const METER_COLUMNS = (rows: readonly MeterRow[]) => [
  rows.map((row) => row.id),
  rows.map((row) => row.lastSeenAt),
  rows.map((row) => row.emitted),
  rows.map((row) => row.paid),
  rows.map((row) => row.refusedMinute),
  rows.map((row) => row.settled),
  rows.map((row) => row.mediaFrom ?? 0),
];

// What is read again from the logs must not undo what is known: everything only grows.
const SET_METER_COLUMNS = `
  last_seen_at = least(greatest(s.last_seen_at, at_ms(u.seen)), coalesce(s.ended_at, 'infinity')),
  minutes_emitted = greatest(s.minutes_emitted, u.emitted), minutes_billed = greatest(s.minutes_billed, u.paid),
  media_from = least(s.media_from, at_ms(nullif(u.media, 0))),
  refused_minute = CASE WHEN s.refused_minute > 0 THEN s.refused_minute ELSE u.refused END`;

/** One statement, because each bill waits for one: the lease is looked at, and locked as by `checkLease`, before the first row is written. @throws LeaseLost: nothing was written */
async function flushRows(sql: Sql, owner: string, rows: readonly MeterRow[]): Promise<void> {
  const partitions = partitionsOf(rows);
  const held = await sql.$queryRawUnsafe<HeldRow[]>(
    `WITH held AS MATERIALIZED (${HELD}),
          written AS (
            UPDATE session s SET ${SET_METER_COLUMNS}, settled = u.settled AND s.state = 'ended'
            FROM unnest($3::uuid[], $4::float8[], $5::int[], $6::int[], $7::int[], $8::boolean[], $9::float8[])
              AS u (id, seen, emitted, paid, refused, settled, media)
            WHERE (SELECT count(*) FROM held) = cardinality($1::int[]) AND s.id = u.id AND s.state <> 'joining')
     SELECT partition FROM held`,
    partitions,
    owner,
    ...METER_COLUMNS(rows),
  );
  assertHeld(partitions, held);
}

async function endRows(tx: Sql, rows: readonly EndRow[]): Promise<Session[]> {
  const ended = await tx.$queryRawUnsafe<SessionRow[]>(
    `UPDATE session s SET ${SET_METER_COLUMNS.replace("s.ended_at", "at_ms(u.ended)")},
            state = 'ended', ended_at = at_ms(u.ended), end_reason = u.reason, silent_ms = u.silent, changed_at = now()
     FROM unnest($1::uuid[], $2::float8[], $3::int[], $4::int[], $5::int[], $6::boolean[], $7::float8[], $8::float8[], $9::text[], $10::int[])
       AS u (id, seen, emitted, paid, refused, settled, media, ended, reason, silent)
     WHERE s.id = u.id AND s.state = 'active' RETURNING ${SESSION_COLUMNS}`,
    ...METER_COLUMNS(rows),
    rows.map((row) => row.endedAt),
    rows.map((row) => row.endReason),
    rows.map((row) => row.silentMs),
  );
  return ended.map(toSession);
}

async function moveCheckpoint(tx: Sql, partitions: readonly number[], at: Checkpoint): Promise<void> {
  await tx.$executeRawUnsafe(
    `UPDATE meter_partition SET checkpoint_presence_at = greatest(checkpoint_presence_at, at_ms($2::float8)),
            checkpoint_results_at = greatest(checkpoint_results_at, at_ms($3::float8))
     WHERE partition = ANY($1::int[])`,
    partitions,
    at.presence,
    at.results,
  );
}

function reads(sql: Sql): Pick<MeterStore, "load" | "sessions" | "standing" | "changed"> {
  return {
    sessions: (ids) => sessionsById(sql, ids),
    async standing(id) {
      const [row] = await sql.$queryRawUnsafe<(SessionRow & { stream_ended_ms: number | null })[]>(
        `SELECT ${SESSION_COLUMNS}, ms_of(stream.ended_at) AS stream_ended_ms FROM session s JOIN stream ON stream.id = s.stream_id
         WHERE s.id = $1::uuid AND s.state <> 'joining'`,
        id,
      );
      return row && { session: toSession(row), streamEndedAt: row.stream_ended_ms ?? undefined };
    },
    async load(partition, after, limit) {
      const rows = await sql.$queryRawUnsafe<SessionRow[]>(
        `SELECT ${SESSION_COLUMNS} FROM session s
         WHERE s.partition = $1::int AND s.state <> 'joining' AND NOT s.settled AND s.id > $2::uuid ORDER BY s.id LIMIT $3::int`,
        partition,
        after,
        limit,
      );
      return rows.map(toSession);
    },
    async changed(partitions, since, limit) {
      const [time] = await sql.$queryRawUnsafe<{ now: number }[]>("SELECT ms_of(now()) AS now");
      const now = time!.now;
      // The first look only learns the time: partitions are loaded after it.
      if (since === undefined || partitions.length === 0) return { sessions: [], lastChangedAt: now, now };
      const rows = await sql.$queryRawUnsafe<(SessionRow & { changed_ms: number })[]>(
        `SELECT ${SESSION_COLUMNS}, ms_of(s.changed_at) AS changed_ms FROM session s
         WHERE s.changed_at >= at_ms($1::float8) AND s.state <> 'joining' AND NOT s.settled AND s.partition = ANY($2::int[])
         ORDER BY s.changed_at LIMIT $3::int`,
        since,
        partitions,
        limit,
      );
      return { sessions: rows.map(toSession), lastChangedAt: rows.at(-1)?.changed_ms ?? now, now };
    },
  };
}

interface LeaseRow {
  partition: number;
  owner: string | null;
  owner_address: string | null;
  presence: number;
  results: number;
}

const LEASE_COLUMNS =
  "partition, owner::text, owner_address, ms_of(checkpoint_presence_at) AS presence, ms_of(checkpoint_results_at) AS results";

const toPartition = (row: LeaseRow): PartitionRow => ({
  partition: row.partition,
  owner: row.owner ?? undefined,
  ownerAddress: row.owner_address ?? undefined,
  checkpoint: { presence: row.presence, results: row.results },
});

function leases(
  sql: Database,
): Pick<MeterStore, "succeed" | "beat" | "renew" | "claim" | "release" | "partitions"> {
  return {
    async succeed(replica, address) {
      await sql.$executeRawUnsafe(
        `UPDATE meter_partition SET owner = NULL, owner_address = NULL, lease_until = '-infinity' WHERE owner_address = $2 AND owner <> $1::uuid`,
        replica,
        address,
      );
      await sql.$executeRawUnsafe(
        "DELETE FROM meter_replica WHERE address = $2 AND id <> $1::uuid",
        replica,
        address,
      );
    },
    async beat(replica, address) {
      await sql.$executeRawUnsafe(
        `INSERT INTO meter_replica (id, address) VALUES ($1::uuid, $2) ON CONFLICT (id) DO UPDATE SET seen_at = now(), address = excluded.address`,
        replica,
        address,
      );
      await sql.$executeRawUnsafe("DELETE FROM meter_replica WHERE seen_at < now() - interval '1 minute'");
      const [row] = await sql.$queryRawUnsafe<{ alive: number }[]>(
        `SELECT count(*)::int AS alive FROM meter_replica WHERE seen_at > now() - interval '${ALIVE_SECONDS} seconds'`,
      );
      return row!.alive;
    },
    async renew(replica) {
      const rows = await sql.$queryRawUnsafe<{ partition: number }[]>(
        `UPDATE meter_partition SET lease_until = now() + interval '${LEASE_SECONDS} seconds' WHERE owner = $1::uuid RETURNING partition`,
        replica,
      );
      return rows.map(({ partition }) => partition);
    },
    async claim(replica, address, atMost) {
      const rows = await sql.$queryRawUnsafe<LeaseRow[]>(
        `UPDATE meter_partition SET owner = $1::uuid, owner_address = $2, lease_until = now() + interval '${LEASE_SECONDS} seconds'
         WHERE partition IN (SELECT partition FROM meter_partition WHERE owner IS NULL OR lease_until < now()
                             ORDER BY random() LIMIT $3::int FOR UPDATE SKIP LOCKED)
         RETURNING ${LEASE_COLUMNS}`,
        replica,
        address,
        atMost,
      );
      return rows.map(toPartition);
    },
    async release(replica, partitions) {
      if (partitions.length === 0) return;
      await sql.$executeRawUnsafe(
        `UPDATE meter_partition SET owner = NULL, owner_address = NULL, lease_until = '-infinity' WHERE owner = $1::uuid AND partition = ANY($2::int[])`,
        replica,
        partitions,
      );
    },
    async partitions() {
      const rows = await sql.$queryRawUnsafe<LeaseRow[]>(
        `SELECT ${LEASE_COLUMNS} FROM meter_partition ORDER BY partition`,
      );
      return rows.map(toPartition);
    },
  };
}
