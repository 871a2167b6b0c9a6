import type { AnyEvent } from "@metercast/contracts";
import { appendEvents } from "@metercast/outbox";
import type { Sql } from "@metercast/postgres";
import type { Session } from "../../domain/session.ts";
import type { EndRow, SessionEnds } from "../../ports/session-ends.ts";
import { type Database, inTransaction } from "./database.ts";
import { meterColumns, SET_METER_COLUMNS, sessionsById, shardsOf } from "./metered-sessions.ts";
import { SESSION_COLUMNS, type SessionRow, toSession } from "./rows.ts";
import { checkLease } from "./shard-leases.ts";

/** Ends of sessions in Postgres. `endedEvent` is the event of an end. */
export function sessionEnds(database: Database, endedEvent: (session: Session) => AnyEvent): SessionEnds {
  return {
    commit: (replica, rows) =>
      inTransaction(database, async (tx) => {
        await checkLease(tx, replica, shardsOf(rows));
        const ended = await endRows(tx, rows);
        await appendEvents(tx, ended.map(endedEvent));
        const done = new Set(ended.map(({ id }) => id));
        const others = rows.filter(({ id }) => !done.has(id)).map(({ id }) => id);
        return { ended, others: others.length > 0 ? await sessionsById(tx, others) : [] };
      }),
  };
}

async function endRows(tx: Sql, rows: readonly EndRow[]): Promise<Session[]> {
  const ended = await tx.$queryRawUnsafe<SessionRow[]>(
    `UPDATE session s SET ${SET_METER_COLUMNS.replace("s.ended_at", "at_ms(u.ended)")},
            state = 'ended', ended_at = at_ms(u.ended), end_reason = u.reason, silent_ms = u.silent, changed_at = now()
     FROM unnest($1::uuid[], $2::float8[], $3::int[], $4::int[], $5::int[], $6::boolean[], $7::float8[], $8::float8[], $9::text[], $10::int[])
       AS u (id, seen, emitted, paid, refused, settled, media, ended, reason, silent)
     WHERE s.id = u.id AND s.state = 'active' RETURNING ${SESSION_COLUMNS}`,
    ...meterColumns(rows),
    rows.map((row) => row.endedAt),
    rows.map((row) => row.endReason),
    rows.map((row) => row.silentMs),
  );
  return ended.map(toSession);
}
