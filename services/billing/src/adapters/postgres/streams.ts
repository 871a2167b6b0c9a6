import type { Sql } from "@metercast/postgres";
import type { Stream } from "../../domain/stream.ts";
import type { Page } from "../../ports/page.ts";
import type { Live, Streams } from "../../ports/streams.ts";
import { fromCursor, toPage } from "./cursor.ts";
import { STREAM_COLUMNS, type StreamRow, toStream } from "./rows.ts";

export function streamStore(sql: Sql): Streams {
  return {
    find: (id) => findStream(sql, id, ""),
    async findAll(ids) {
      const rows = await sql.$queryRawUnsafe<StreamRow[]>(
        `SELECT ${STREAM_COLUMNS} FROM stream WHERE id = ANY ($1::uuid[])`,
        ids,
      );
      return rows.map(toStream);
    },
    list: (page, creatorId) => listStreams(sql, page, creatorId),
    async audience(ids) {
      const rows = await sql.$queryRawUnsafe<{ id: string; viewers: number; cents: number }[]>(
        `SELECT stream_id::text AS id, count(*)::float8 AS viewers, sum(creator_cents_per_minute)::float8 AS cents
         FROM session WHERE state = 'active' AND stream_id = ANY($1::uuid[]) GROUP BY stream_id`,
        ids,
      );
      return new Map(rows.map(({ id, viewers, cents }) => [id, { viewers, centsPerMinute: cents }]));
    },
    async live() {
      const rows = await sql.$queryRawUnsafe<Live[]>(
        `SELECT (SELECT count(*)::float8 FROM stream WHERE ended_at IS NULL) AS "streams", count(*)::float8 AS "viewers",
                coalesce(sum(tokens_per_minute), 0)::int8 AS "tokensPerMinute", coalesce(sum(creator_cents_per_minute), 0)::int8 AS "creatorCentsPerMinute"
         FROM session WHERE state = 'active'`,
      );
      return rows[0]!;
    },
    async ending(limit) {
      const rows = await sql.$queryRawUnsafe<StreamRow[]>(
        `SELECT ${STREAM_COLUMNS} FROM stream WHERE ended_at IS NOT NULL AND NOT sessions_ended ORDER BY id LIMIT $1::int`,
        limit,
      );
      return rows.map(toStream);
    },
  };
}

export async function findStream(
  sql: Sql,
  id: string,
  lock: "" | "FOR SHARE" | "FOR UPDATE",
): Promise<Stream | undefined> {
  const rows = await sql.$queryRawUnsafe<StreamRow[]>(
    `SELECT ${STREAM_COLUMNS} FROM stream WHERE id = $1::uuid ${lock}`,
    id,
  );
  return rows.map(toStream)[0];
}

async function listStreams(sql: Sql, { limit, cursor }: Page, creatorId: string) {
  const place = fromCursor(cursor);
  // One index walk: the rows after a place are those of its half with smaller ids, and after the live half the ended one.
  const rows = await sql.$queryRawUnsafe<StreamRow[]>(
    `SELECT ${STREAM_COLUMNS} FROM stream
     WHERE ($1 = '' OR creator_id = $1)
       AND ($2::uuid IS NULL OR ((ended_at IS NULL) = $3::boolean AND id < $2::uuid) OR ($3::boolean AND ended_at IS NOT NULL))
     ORDER BY (ended_at IS NULL) DESC, id DESC LIMIT $4::int`,
    creatorId,
    place?.id ?? null,
    place?.live ?? false,
    limit + 1,
  );
  const page = toPage(rows, limit, (row) => row.ended_ms === null);
  return { items: page.items.map(toStream), nextCursor: page.nextCursor };
}

/** False where the creator used the key before. */
export async function insertStream(tx: Sql, stream: Stream, key: string): Promise<boolean> {
  const rows = await tx.$executeRawUnsafe(
    `INSERT INTO stream (id, creator_id, title, witnesses, started_at, idempotency_key)
     VALUES ($1::uuid, $2, $3, $4, at_ms($5::float8), nullif($6, '')) ON CONFLICT DO NOTHING`,
    stream.id,
    stream.creatorId,
    stream.title,
    stream.presencePolicy,
    stream.startedAt,
    key,
  );
  return rows === 1;
}

export async function liveStreams(tx: Sql, creatorId: string, most: number): Promise<number> {
  const rows = await tx.$queryRawUnsafe<unknown[]>(
    "SELECT 1 FROM stream WHERE creator_id = $1 AND ended_at IS NULL LIMIT $2::integer",
    creatorId,
    most,
  );
  return rows.length;
}

export async function streamByKey(tx: Sql, creatorId: string, key: string): Promise<Stream | undefined> {
  const rows = await tx.$queryRawUnsafe<StreamRow[]>(
    `SELECT ${STREAM_COLUMNS} FROM stream WHERE creator_id = $1 AND idempotency_key = $2`,
    creatorId,
    key,
  );
  return rows.map(toStream)[0];
}

export async function endStream(tx: Sql, id: string, at: number, by: string): Promise<void> {
  await tx.$executeRawUnsafe(
    "UPDATE stream SET ended_at = at_ms($2::float8), ended_by = $3 WHERE id = $1::uuid AND ended_at IS NULL",
    id,
    at,
    by,
  );
}

export async function markSessionsEnded(tx: Sql, id: string): Promise<void> {
  await tx.$executeRawUnsafe(
    "UPDATE stream SET sessions_ended = true WHERE id = $1::uuid AND ended_at IS NOT NULL",
    id,
  );
}
