// Made by `npm run sql` from metered-sessions.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface LoadSessionsParams {
  shard: number;
  after: string;
  limit: number;
}

export interface LoadSessionsRow {
  id: string;
  sequence: bigint;
  shard: number;
  stream_id: string;
  viewer_id: string;
  creator_id: string;
  state: string;
  rate_card_id: string;
  tokens_per_minute: number;
  creator_cents_per_minute: number;
  minute_ms: number;
  viewer_account: bigint | null;
  creator_account: bigint | null;
  started_at: Date;
  carried_ms: number;
  presence_policy: string;
  media_from: Date | null;
  last_seen_at: Date;
  minutes_emitted: number;
  minutes_billed: number;
  refused_minute: number;
  ended_at: Date | null;
  end_reason: string | null;
  silent_ms: number;
  carried_to: string | null;
  changed_at: Date;
  settled: boolean;
  limits_version: number;
}

/** A page of a shard's sessions that are open or not settled. */
export const loadSessions: Statement<LoadSessionsParams, LoadSessionsRow> = {
  sql: `SELECT * FROM session
 WHERE shard = $1::int AND state <> 'joining' AND NOT settled AND id > $2::uuid ORDER BY id LIMIT $3::int`,
  parameters: ["shard", "after", "limit"],
};

export interface SessionsByIdsParams {
  ids: readonly string[] | Buffer;
}

export interface SessionsByIdsRow {
  id: string;
  sequence: bigint;
  shard: number;
  stream_id: string;
  viewer_id: string;
  creator_id: string;
  state: string;
  rate_card_id: string;
  tokens_per_minute: number;
  creator_cents_per_minute: number;
  minute_ms: number;
  viewer_account: bigint | null;
  creator_account: bigint | null;
  started_at: Date;
  carried_ms: number;
  presence_policy: string;
  media_from: Date | null;
  last_seen_at: Date;
  minutes_emitted: number;
  minutes_billed: number;
  refused_minute: number;
  ended_at: Date | null;
  end_reason: string | null;
  silent_ms: number;
  carried_to: string | null;
  changed_at: Date;
  settled: boolean;
  limits_version: number;
}

/** The sessions among these that have opened. */
export const sessionsByIds: Statement<SessionsByIdsParams, SessionsByIdsRow> = {
  sql: `SELECT * FROM session WHERE id = ANY ($1::uuid[]) AND state <> 'joining'`,
  parameters: ["ids"],
};

export interface SessionsChangedSinceParams {
  since: number;
  shards: readonly number[] | Buffer;
  limit: number;
}

export interface SessionsChangedSinceRow {
  id: string;
  sequence: bigint;
  shard: number;
  stream_id: string;
  viewer_id: string;
  creator_id: string;
  state: string;
  rate_card_id: string;
  tokens_per_minute: number;
  creator_cents_per_minute: number;
  minute_ms: number;
  viewer_account: bigint | null;
  creator_account: bigint | null;
  started_at: Date;
  carried_ms: number;
  presence_policy: string;
  media_from: Date | null;
  last_seen_at: Date;
  minutes_emitted: number;
  minutes_billed: number;
  refused_minute: number;
  ended_at: Date | null;
  end_reason: string | null;
  silent_ms: number;
  carried_to: string | null;
  changed_at: Date;
  settled: boolean;
  limits_version: number;
}

/** A page of the shards' sessions that opened or ended. */
export const sessionsChangedSince: Statement<SessionsChangedSinceParams, SessionsChangedSinceRow> = {
  sql: `SELECT * FROM session
 WHERE changed_at >= at_ms($1::float8) AND state <> 'joining' AND NOT settled AND shard = ANY ($2::int[])
 ORDER BY changed_at LIMIT $3::int`,
  parameters: ["since", "shards", "limit"],
};

export interface DatabaseTimeRow {
  now: number;
}

/** The database's time. */
export const databaseTime: Statement<void, DatabaseTimeRow> = {
  sql: `SELECT ms_of(now()) AS "now"`,
  parameters: [],
};

export interface SessionWithStreamParams {
  id: string;
}

export interface SessionWithStreamRow {
  id: string;
  sequence: bigint;
  shard: number;
  stream_id: string;
  viewer_id: string;
  creator_id: string;
  state: string;
  rate_card_id: string;
  tokens_per_minute: number;
  creator_cents_per_minute: number;
  minute_ms: number;
  viewer_account: bigint | null;
  creator_account: bigint | null;
  started_at: Date;
  carried_ms: number;
  presence_policy: string;
  media_from: Date | null;
  last_seen_at: Date;
  minutes_emitted: number;
  minutes_billed: number;
  refused_minute: number;
  ended_at: Date | null;
  end_reason: string | null;
  silent_ms: number;
  carried_to: string | null;
  changed_at: Date;
  settled: boolean;
  limits_version: number;
  stream_ended_at: Date | null;
}

/** A session that has opened, and the end of its stream. */
export const sessionWithStream: Statement<SessionWithStreamParams, SessionWithStreamRow> = {
  sql: `SELECT s.*, stream.ended_at AS stream_ended_at FROM session s JOIN stream ON stream.id = s.stream_id
 WHERE s.id = $1::uuid AND s.state <> 'joining'`,
  parameters: ["id"],
};

export interface FlushSessionsParams {
  shards: readonly number[] | Buffer;
  replica: string;
  ids: readonly string[] | Buffer;
  seen: readonly number[] | Buffer;
  emitted: readonly number[] | Buffer;
  paid: readonly number[] | Buffer;
  refused: readonly number[] | Buffer;
  settled: readonly boolean[] | Buffer;
  media: readonly number[] | Buffer;
}

export interface FlushSessionsRow {
  shard: number;
}

/** Writes the meter's columns, which only grow. Gives the shards that the replica leases. */
export const flushSessions: Statement<FlushSessionsParams, FlushSessionsRow> = {
  sql: `WITH held AS MATERIALIZED (
       SELECT shard FROM shard_lease WHERE shard = ANY ($1::int[]) AND owner = $2::uuid ORDER BY shard FOR KEY SHARE),
     written AS (
       UPDATE session s
          SET last_seen_at = least(greatest(s.last_seen_at, at_ms(u.seen)), coalesce(s.ended_at, 'infinity')),
              minutes_emitted = greatest(s.minutes_emitted, u.emitted), minutes_billed = greatest(s.minutes_billed, u.paid),
              media_from = least(s.media_from, at_ms(nullif(u.media, 0))),
              refused_minute = CASE WHEN s.refused_minute > 0 THEN s.refused_minute ELSE u.refused END,
              settled = u.settled AND s.state = 'ended'
         FROM unnest($3::uuid[], $4::float8[], $5::int[], $6::int[], $7::int[], $8::boolean[], $9::float8[])
           AS u (id, seen, emitted, paid, refused, settled, media)
        WHERE (SELECT count(*) FROM held) = cardinality($1) AND s.id = u.id AND s.state <> 'joining')
SELECT shard FROM held`,
  parameters: ["shards", "replica", "ids", "seen", "emitted", "paid", "refused", "settled", "media"],
};

export interface EndSessionsParams {
  ids: readonly string[] | Buffer;
  seen: readonly number[] | Buffer;
  emitted: readonly number[] | Buffer;
  paid: readonly number[] | Buffer;
  refused: readonly number[] | Buffer;
  media: readonly number[] | Buffer;
  ended: readonly number[] | Buffer;
  reasons: readonly string[] | Buffer;
  silent: readonly number[] | Buffer;
}

export interface EndSessionsRow {
  id: string;
  sequence: bigint;
  shard: number;
  stream_id: string;
  viewer_id: string;
  creator_id: string;
  state: string;
  rate_card_id: string;
  tokens_per_minute: number;
  creator_cents_per_minute: number;
  minute_ms: number;
  viewer_account: bigint | null;
  creator_account: bigint | null;
  started_at: Date;
  carried_ms: number;
  presence_policy: string;
  media_from: Date | null;
  last_seen_at: Date;
  minutes_emitted: number;
  minutes_billed: number;
  refused_minute: number;
  ended_at: Date | null;
  end_reason: string | null;
  silent_ms: number;
  carried_to: string | null;
  changed_at: Date;
  settled: boolean;
  limits_version: number;
}

/** Ends active sessions and writes the meter's columns. */
export const endSessions: Statement<EndSessionsParams, EndSessionsRow> = {
  sql: `UPDATE session s
   SET last_seen_at = least(greatest(s.last_seen_at, at_ms(u.seen)), coalesce(at_ms(u.ended), 'infinity')),
       minutes_emitted = greatest(s.minutes_emitted, u.emitted), minutes_billed = greatest(s.minutes_billed, u.paid),
       media_from = least(s.media_from, at_ms(nullif(u.media, 0))),
       refused_minute = CASE WHEN s.refused_minute > 0 THEN s.refused_minute ELSE u.refused END,
       state = 'ended', ended_at = at_ms(u.ended), end_reason = u.reason, silent_ms = u.silent, changed_at = now()
  FROM unnest($1::uuid[], $2::float8[], $3::int[], $4::int[], $5::int[], $6::float8[], $7::float8[],
              $8::text[], $9::int[])
    AS u (id, seen, emitted, paid, refused, media, ended, reason, silent)
 WHERE s.id = u.id AND s.state = 'active' RETURNING s.*`,
  parameters: ["ids", "seen", "emitted", "paid", "refused", "media", "ended", "reasons", "silent"],
};

export interface StreamsOfBatchParams {
  ids: readonly string[] | Buffer;
}

export interface StreamsOfBatchRow {
  id: string;
  ended_at: Date | null;
}

/** When these streams ended; the live ones can't end before the transaction does. */
export const streamsOfBatch: Statement<StreamsOfBatchParams, StreamsOfBatchRow> = {
  sql: `SELECT id, ended_at FROM stream WHERE id = ANY ($1::uuid[]) ORDER BY id FOR SHARE`,
  parameters: ["ids"],
};
