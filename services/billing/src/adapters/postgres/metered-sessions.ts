import type { Sql } from "@metercast/postgres";
import { retryConflicts } from "@metercast/postgres";
import type { Session } from "../../domain/session.ts";
import { shardOf } from "../../domain/shard.ts";
import type { MeteredSessions, MeterRow } from "../../ports/metered-sessions.ts";
import type { Database } from "./database.ts";
import { SESSION_COLUMNS, type SessionRow, toSession } from "./rows.ts";
import { assertHeld, HELD, type HeldRow } from "./shard-leases.ts";

/** The meter's rows in Postgres. */
export function meteredSessions(sql: Database): MeteredSessions {
  return {
    flush: (replica, rows) => retryConflicts(() => flushRows(sql, replica, rows)),
    byIds: (ids) => sessionsById(sql, ids),
    async withStream(id) {
      const [row] = await sql.$queryRawUnsafe<(SessionRow & { stream_ended_ms: number | null })[]>(
        `SELECT ${SESSION_COLUMNS}, ms_of(stream.ended_at) AS stream_ended_ms FROM session s JOIN stream ON stream.id = s.stream_id
         WHERE s.id = $1::uuid AND s.state <> 'joining'`,
        id,
      );
      return row && { session: toSession(row), streamEndedAt: row.stream_ended_ms ?? undefined };
    },
    async load(shard, after, limit) {
      const rows = await sql.$queryRawUnsafe<SessionRow[]>(
        `SELECT ${SESSION_COLUMNS} FROM session s
         WHERE s.partition = $1::int AND s.state <> 'joining' AND NOT s.settled AND s.id > $2::uuid ORDER BY s.id LIMIT $3::int`,
        shard,
        after,
        limit,
      );
      return rows.map(toSession);
    },
    async changedSince(shards, since, limit) {
      const [time] = await sql.$queryRawUnsafe<{ now: number }[]>("SELECT ms_of(now()) AS now");
      const now = time!.now;
      // The first call only reads the time: shards are loaded after it.
      if (since === undefined || shards.length === 0) return { sessions: [], lastChangedAt: now, now };
      const rows = await sql.$queryRawUnsafe<(SessionRow & { changed_ms: number })[]>(
        `SELECT ${SESSION_COLUMNS}, ms_of(s.changed_at) AS changed_ms FROM session s
         WHERE s.changed_at >= at_ms($1::float8) AND s.state <> 'joining' AND NOT s.settled AND s.partition = ANY($2::int[])
         ORDER BY s.changed_at LIMIT $3::int`,
        since,
        shards,
        limit,
      );
      return { sessions: rows.map(toSession), lastChangedAt: rows.at(-1)?.changed_ms ?? now, now };
    },
  };
}

export async function sessionsById(sql: Sql, ids: readonly string[]): Promise<Session[]> {
  const rows = await sql.$queryRawUnsafe<SessionRow[]>(
    `SELECT ${SESSION_COLUMNS} FROM session s WHERE s.id = ANY($1::uuid[]) AND s.state <> 'joining'`,
    ids,
  );
  return rows.map(toSession);
}

export const shardsOf = (rows: readonly { id: string }[]): number[] => [
  ...new Set(rows.map(({ id }) => shardOf(id))),
];

/** The arrays of SET_METER_COLUMNS' row source, in the order of its columns. */
export const meterColumns = (rows: readonly MeterRow[]) => [
  rows.map((row) => row.id),
  rows.map((row) => row.lastSeenAt),
  rows.map((row) => row.emitted),
  rows.map((row) => row.paid),
  rows.map((row) => row.refusedMinute),
  rows.map((row) => row.settled),
  rows.map((row) => row.mediaFrom ?? 0),
];

/** Columns only grow: reading a log again must not undo what is known. */
export const SET_METER_COLUMNS = `
  last_seen_at = least(greatest(s.last_seen_at, at_ms(u.seen)), coalesce(s.ended_at, 'infinity')),
  minutes_emitted = greatest(s.minutes_emitted, u.emitted), minutes_billed = greatest(s.minutes_billed, u.paid),
  media_from = least(s.media_from, at_ms(nullif(u.media, 0))),
  refused_minute = CASE WHEN s.refused_minute > 0 THEN s.refused_minute ELSE u.refused END`;

/** One statement, because each bill waits for it. It locks the leases as `checkLease` does before it writes a row. */
async function flushRows(sql: Sql, replica: string, rows: readonly MeterRow[]): Promise<void> {
  const shards = shardsOf(rows);
  const held = await sql.$queryRawUnsafe<HeldRow[]>(
    `WITH held AS MATERIALIZED (${HELD}),
          written AS (
            UPDATE session s SET ${SET_METER_COLUMNS}, settled = u.settled AND s.state = 'ended'
            FROM unnest($3::uuid[], $4::float8[], $5::int[], $6::int[], $7::int[], $8::boolean[], $9::float8[])
              AS u (id, seen, emitted, paid, refused, settled, media)
            WHERE (SELECT count(*) FROM held) = cardinality($1::int[]) AND s.id = u.id AND s.state <> 'joining')
     SELECT partition FROM held`,
    shards,
    replica,
    ...meterColumns(rows),
  );
  assertHeld(shards, held);
}
