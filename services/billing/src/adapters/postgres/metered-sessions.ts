import { one, retryConflicts, rows } from "@metercast/postgres";
import { shardOf } from "../../domain/shard.ts";
import type { MeteredSessions, MeterRow } from "../../ports/metered-sessions.ts";
import type { Database } from "./database.ts";
import * as sql from "./metered-sessions.queries.ts";
import { toSession } from "./session-row.ts";
import { assertLeased } from "./shard-leases.ts";

/** The meter's rows in Postgres. */
export function meteredSessions(database: Database): MeteredSessions {
  return {
    async load(shard, after, limit) {
      return (await rows(database, sql.loadSessions, { shard, after, limit })).map(toSession);
    },
    async byIds(ids) {
      return (await rows(database, sql.sessionsByIds, { ids })).map(toSession);
    },
    async changedSince(shards, since, limit) {
      const { now } = (await one(database, sql.databaseTime))!;
      // The first call only reads the time: shards are loaded after it.
      if (since === undefined || shards.length === 0) return { sessions: [], lastChangedAt: now, now };
      const found = await rows(database, sql.sessionsChangedSince, { since, shards, limit });
      const lastChangedAt = found.at(-1)?.changed_at.getTime() ?? now;
      return { sessions: found.map(toSession), lastChangedAt, now };
    },
    async withStream(id) {
      const row = await one(database, sql.sessionWithStream, { id });
      return row && { session: toSession(row), streamEndedAt: row.stream_ended_at?.getTime() };
    },
    flush: (replica, written) =>
      retryConflicts(async () => {
        const shards = shardsOf(written);
        const settled = written.map((row) => row.settled);
        const leased = await rows(database, sql.flushSessions, {
          shards,
          replica,
          settled,
          ...meterColumns(written),
        });
        assertLeased(shards, leased);
      }),
  };
}

export const shardsOf = (written: readonly { id: string }[]): number[] => [
  ...new Set(written.map(({ id }) => shardOf(id))),
];

/** The meter's columns as arrays, one place per row. */
export const meterColumns = (written: readonly MeterRow[]) => ({
  ids: written.map((row) => row.id),
  seen: written.map((row) => row.lastSeenAt),
  emitted: written.map((row) => row.emitted),
  paid: written.map((row) => row.paid),
  refused: written.map((row) => row.refusedMinute),
  media: written.map((row) => row.mediaFrom ?? 0),
});
