import { packMinutesDue } from "@metercast/contracts";
import { appendEvents } from "@metercast/outbox";
import { rows } from "@metercast/postgres";
import type { DueMinutesOutbox } from "../../ports/due-minutes-outbox.ts";
import { type Database, inTransaction, type Tx } from "./database.ts";
import { streamsOfBatch } from "./metered-sessions.queries.ts";
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

/**
 * The streams among these that have ended, with their times; the others can't end before the transaction
 * does.
 */
async function endedStreams(tx: Tx, ids: readonly string[]): Promise<Map<string, number>> {
  const found = await rows(tx, streamsOfBatch, { ids });
  return new Map(found.flatMap(({ id, ended_at }) => (ended_at ? [[id, ended_at.getTime()]] : [])));
}
