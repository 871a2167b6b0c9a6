import type { Sql } from "@metercast/postgres";
import type { Session } from "../../domain/session.ts";
import type { Stream } from "../../domain/stream.ts";
import type { Page } from "../../ports/page.ts";
import type { Integrity, Sessions } from "../../ports/sessions.ts";
import type { NewSession, SessionAccounts } from "../../ports/transaction.ts";
import { fromCursor, toPage } from "./cursor.ts";
import { SESSION_COLUMNS, type SessionRow, toSession } from "./rows.ts";

const SELECT = `SELECT ${SESSION_COLUMNS} FROM session s`;

async function one(sql: Sql, rest: string, ...values: unknown[]): Promise<Session | undefined> {
  const rows = await sql.$queryRawUnsafe<SessionRow[]>(`${SELECT} ${rest}`, ...values);
  return rows.map(toSession)[0];
}

export function sessionStore(sql: Sql): Sessions {
  return {
    find: (id) => one(sql, "WHERE s.id = $1::uuid", id),
    newest: (viewerId, streamId) =>
      one(
        sql,
        "WHERE s.viewer_id = $1 AND s.stream_id = $2::uuid AND s.state <> 'joining' ORDER BY s.id DESC LIMIT 1",
        viewerId,
        streamId,
      ),
    async list({ limit, cursor }: Page, viewerId, streamId) {
      const rows = await sql.$queryRawUnsafe<SessionRow[]>(
        `${SELECT} WHERE s.viewer_id = $1 AND s.state <> 'joining' AND ($2::uuid IS NULL OR s.stream_id = $2::uuid)
           AND ($3::uuid IS NULL OR s.id < $3::uuid) ORDER BY s.id DESC LIMIT $4::int`,
        viewerId,
        streamId || null,
        fromCursor(cursor)?.id ?? null,
        limit + 1,
      );
      const { items, nextCursor } = toPage(rows, limit, () => false);
      return { items: items.map(toSession), nextCursor };
    },
    async active(viewerId) {
      const rows = await sql.$queryRawUnsafe<SessionRow[]>(
        `${SELECT} WHERE s.viewer_id = $1 AND s.state = 'active' ORDER BY s.id`,
        viewerId,
      );
      return rows.map(toSession);
    },
    dropJoining: (before) =>
      sql.$executeRawUnsafe(
        "DELETE FROM session WHERE state = 'joining' AND started_at < at_ms($1::float8)",
        before,
      ),
    integrity: (seenBefore) => integrity(sql, seenBefore),
  };
}

async function integrity(sql: Sql, seenBefore: number): Promise<Integrity> {
  const rows = await sql.$queryRawUnsafe<Integrity[]>(
    `SELECT count(*)::int8 AS "sessions",
            coalesce(sum(due - minutes_billed) FILTER (WHERE NOT settled AND refused_minute = 0 AND due > minutes_billed AND last_seen_at < at_ms($1::float8)), 0)::int8 AS "unansweredMinutes",
            coalesce(sum(minutes_billed), 0)::int8 AS "paidMinutes",
            count(*) FILTER (WHERE minutes_billed > due OR (refused_minute > 0 AND (refused_minute <> minutes_billed + 1 OR state = 'active'))
              OR (settled AND refused_minute = 0 AND minutes_billed < due))::int8 AS "contradictions",
            coalesce(sum(minutes_billed::int8 * tokens_per_minute), 0)::int8 AS "tokensCharged"
       FROM (SELECT *, CASE WHEN witnesses = 'both' AND media_from IS NULL THEN 0
                            ELSE greatest(0, floor((ms_of(least(last_seen_at, ended_at)) - ms_of(coalesce(media_from, started_at)) + carried_ms) / minute_ms))
                       END AS due
               FROM session WHERE state <> 'joining') AS s`,
    seenBefore,
  );
  return rows[0]!;
}

export async function openSession(tx: Sql, viewerId: string, streamId: string): Promise<Session | undefined> {
  return one(
    tx,
    "WHERE s.viewer_id = $1 AND s.stream_id = $2::uuid AND s.state IN ('joining', 'active')",
    viewerId,
    streamId,
  );
}

export async function countActive(tx: Sql, viewerId: string): Promise<number> {
  const rows = await tx.$queryRawUnsafe<{ open: number }[]>(
    "SELECT count(*)::int AS open FROM session WHERE viewer_id = $1 AND state = 'active'",
    viewerId,
  );
  return rows[0]!.open;
}

/** Far more than can be left in the time in which it is carried. */
const MAX_UNPAID = 1_000;

export async function unpaidSessions(
  tx: Sql,
  viewerId: string,
  creatorId: string,
  since: number,
): Promise<Session[]> {
  const rows = await tx.$queryRawUnsafe<SessionRow[]>(
    `${SELECT} WHERE s.viewer_id = $1 AND s.creator_id = $2 AND s.state = 'ended' AND s.carried_to IS NULL AND s.ended_at >= at_ms($3::float8)
     ORDER BY s.ended_at LIMIT $4::int`,
    viewerId,
    creatorId,
    since,
    MAX_UNPAID,
  );
  return rows.map(toSession);
}

export async function carryOn(tx: Sql, from: readonly string[], to: string): Promise<void> {
  if (from.length === 0) return;
  await tx.$executeRawUnsafe(
    "UPDATE session SET carried_to = $2::uuid WHERE id = ANY($1::uuid[]) AND carried_to IS NULL",
    from,
    to,
  );
}

export async function insertJoining(tx: Sql, row: NewSession): Promise<Session> {
  const rows = await tx.$queryRawUnsafe<SessionRow[]>(
    `INSERT INTO session AS s (id, partition, stream_id, viewer_id, creator_id, state, rate_card_id, tokens_per_minute, creator_cents_per_minute,
                               minute_ms, started_at, last_seen_at, carried_ms, witnesses)
     VALUES ($1::uuid, $2::int, $3::uuid, $4, $5, 'joining', $6::uuid, $7::int, $8::int, $9::int, at_ms($10::float8), at_ms($10::float8), 0, $11)
     RETURNING ${SESSION_COLUMNS}`,
    row.id,
    row.shard,
    row.stream.id,
    row.viewerId,
    row.stream.creatorId,
    row.rate.id,
    row.rate.tokensPerMinute,
    row.rate.creatorCentsPerMinute,
    row.minuteMs,
    row.startedAt,
    row.stream.presencePolicy,
  );
  return toSession(rows[0]!);
}

export async function pricesUpTo(tx: Sql, viewerId: string, sequence: number): Promise<number[]> {
  const rows = await tx.$queryRawUnsafe<{ price: number }[]>(
    `SELECT tokens_per_minute AS price FROM session
     WHERE viewer_id = $1 AND (state = 'active' OR (state = 'joining' AND sequence <= $2::float8::int8))`,
    viewerId,
    sequence,
  );
  return rows.map(({ price }) => price);
}

export async function activate(
  tx: Sql,
  id: string,
  accounts: SessionAccounts,
  carriedMs: number,
): Promise<Session> {
  const rows = await tx.$queryRawUnsafe<SessionRow[]>(
    `UPDATE session s SET state = 'active', viewer_account = $2::int8, creator_account = $3::int8, carried_ms = $4::int, changed_at = now()
     WHERE s.id = $1::uuid AND s.state = 'joining' RETURNING ${SESSION_COLUMNS}`,
    id,
    accounts.viewer,
    accounts.creator,
    carriedMs,
  );
  return toSession(rows[0]!);
}

export async function dropJoining(tx: Sql, id: string): Promise<void> {
  await tx.$executeRawUnsafe("DELETE FROM session WHERE id = $1::uuid AND state = 'joining'", id);
}

/** Ends up to `limit` of a stream's open sessions at the stream's end. What was seen later is taken back: it was not seen in this stream. */
export async function endSessionsOf(tx: Sql, stream: Stream, limit: number): Promise<Session[]> {
  const rows = await tx.$queryRawUnsafe<SessionRow[]>(
    `UPDATE session s SET state = 'ended', ended_at = greatest(at_ms($2::float8), s.started_at), end_reason = 'stream_ended', changed_at = now(),
            last_seen_at = least(s.last_seen_at, greatest(at_ms($2::float8), s.started_at))
     FROM (SELECT id FROM session WHERE stream_id = $1::uuid AND state = 'active' ORDER BY id LIMIT $3::int FOR UPDATE) AS open
     WHERE s.id = open.id RETURNING ${SESSION_COLUMNS}`,
    stream.id,
    stream.endedAt,
    limit,
  );
  return rows.map(toSession);
}
