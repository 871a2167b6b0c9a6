import { packMinutesDue } from "@metercast/contracts";
import { appendEvents } from "@metercast/outbox";
import type { Sql } from "@metercast/postgres";
import type { DueMinutesOutbox } from "../../ports/due-minutes-outbox.ts";
import { type Database, inTransaction } from "./database.ts";
import { checkLease } from "./shard-leases.ts";

/** Batches of due minutes in the outbox: `billing.minutes.due.v1`. */
export function dueMinutesOutbox(database: Database): DueMinutesOutbox {
  return {
    append: (replica, batch) =>
      inTransaction(database, async (tx) => {
        await checkLease(tx, replica, [...batch.shards]);
        const ended = await endedStreams(tx, [...batch.liveStreams]);
        if (ended.size === 0)
          await appendEvents(tx, [{ type: "billing.minutes.due.v1", message: packMinutesDue(batch) }]);
        return ended;
      }),
  };
}

/** The streams among these that have ended, with their times; the others can't end before the transaction does. */
async function endedStreams(tx: Sql, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.$queryRawUnsafe<{ id: string; ended_ms: number | null }[]>(
    "SELECT id::text, ms_of(ended_at) AS ended_ms FROM stream WHERE id = ANY($1::uuid[]) ORDER BY id FOR SHARE",
    ids,
  );
  return new Map(rows.flatMap(({ id, ended_ms }) => (ended_ms === null ? [] : [[id, ended_ms]])));
}
