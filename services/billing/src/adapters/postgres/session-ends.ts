import type { AnyEvent } from "@metercast/contracts";
import { appendEvents } from "@metercast/outbox";
import { rows } from "@metercast/postgres";
import type { Session } from "../../domain/session.ts";
import type { SessionEnds } from "../../ports/session-ends.ts";
import { type Database, inTransaction } from "./database.ts";
import { endSessions, sessionsByIds } from "./metered-sessions.queries.ts";
import { meterColumns, shardsOf } from "./metered-sessions.ts";
import { toSession } from "./session-row.ts";
import { checkLease } from "./shard-leases.ts";

/** Ends of sessions in Postgres. `endedEvent` is the event of an end. */
export function sessionEnds(database: Database, endedEvent: (session: Session) => AnyEvent): SessionEnds {
  return {
    commit: (replica, ends) =>
      inTransaction(database, async (tx) => {
        await checkLease(tx, replica, shardsOf(ends));
        const found = await rows(tx, endSessions, {
          ...meterColumns(ends),
          ended: ends.map((end) => end.endedAt),
          reasons: ends.map((end) => end.endReason),
          silent: ends.map((end) => end.silentMs),
        });
        const ended = found.map(toSession);
        await appendEvents(tx, ended.map(endedEvent));
        const done = new Set(ended.map(({ id }) => id));
        const ids = ends.map(({ id }) => id).filter((id) => !done.has(id));
        const others = ids.length > 0 ? await rows(tx, sessionsByIds, { ids }) : [];
        return { ended, others: others.map(toSession) };
      }),
  };
}
