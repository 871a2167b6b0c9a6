// Made by `npm run sql` from streams.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface ShareStreamParams {
  id: string;
}

export interface ShareStreamRow {
  id: string;
  creatorId: string;
  title: string;
  presencePolicy: string;
  startedAt: Date;
  endedAt: Date | null;
  endedBy: string | null;
  sessionsEnded: boolean;
}

/** The stream, which can't end before the transaction does. */
export const shareStream: Statement<ShareStreamParams, ShareStreamRow> = {
  sql: `SELECT id, creator_id AS "creatorId", title, presence_policy AS "presencePolicy", started_at AS "startedAt", ended_at AS "endedAt",
       ended_by AS "endedBy", sessions_ended AS "sessionsEnded"
  FROM stream WHERE id = $1::uuid FOR SHARE`,
  parameters: ["id"],
};

export interface LockStreamParams {
  id: string;
}

export interface LockStreamRow {
  id: string;
  creatorId: string;
  title: string;
  presencePolicy: string;
  startedAt: Date;
  endedAt: Date | null;
  endedBy: string | null;
  sessionsEnded: boolean;
}

/** The stream, for ending it. */
export const lockStream: Statement<LockStreamParams, LockStreamRow> = {
  sql: `SELECT id, creator_id AS "creatorId", title, presence_policy AS "presencePolicy", started_at AS "startedAt", ended_at AS "endedAt",
       ended_by AS "endedBy", sessions_ended AS "sessionsEnded"
  FROM stream WHERE id = $1::uuid FOR UPDATE`,
  parameters: ["id"],
};

export interface ListStreamsParams {
  creatorId: string;
  afterId: string | null;
  afterLive: boolean;
  limit: number;
}

export interface ListStreamsRow {
  id: string;
  creatorId: string;
  title: string;
  presencePolicy: string;
  startedAt: Date;
  endedAt: Date | null;
  endedBy: string | null;
  sessionsEnded: boolean;
}

/** A page after a place: live streams first, then newest first. */
export const listStreams: Statement<ListStreamsParams, ListStreamsRow> = {
  sql: `SELECT id, creator_id AS "creatorId", title, presence_policy AS "presencePolicy", started_at AS "startedAt", ended_at AS "endedAt",
       ended_by AS "endedBy", sessions_ended AS "sessionsEnded"
  FROM stream
 WHERE ($1::text = '' OR creator_id = $1)
   AND ($2::uuid IS NULL OR ((ended_at IS NULL) = $3::boolean AND id < $2)
        OR ($3 AND ended_at IS NOT NULL))
 ORDER BY (ended_at IS NULL) DESC, id DESC LIMIT $4::int`,
  parameters: ["creatorId", "afterId", "afterLive", "limit"],
};

export interface AudienceOfStreamsParams {
  ids: readonly string[] | Buffer;
}

export interface AudienceOfStreamsRow {
  id: string;
  viewers: number;
  cents: number;
}

/** The open sessions of each stream that has any. */
export const audienceOfStreams: Statement<AudienceOfStreamsParams, AudienceOfStreamsRow> = {
  sql: `SELECT stream_id AS id, count(*)::float8 AS "viewers", sum(creator_cents_per_minute)::float8 AS "cents"
  FROM session WHERE state = 'active' AND stream_id = ANY ($1::uuid[]) GROUP BY stream_id`,
  parameters: ["ids"],
};

export interface LiveTotalsRow {
  streams: number;
  viewers: number;
  tokensPerMinute: bigint;
  creatorCentsPerMinute: bigint;
}

/** Totals over all live streams. */
export const liveTotals: Statement<void, LiveTotalsRow> = {
  sql: `SELECT (SELECT count(*)::float8 FROM stream WHERE ended_at IS NULL) AS "streams", count(*)::float8 AS "viewers",
       coalesce(sum(tokens_per_minute), 0)::int8 AS "tokensPerMinute",
       coalesce(sum(creator_cents_per_minute), 0)::int8 AS "creatorCentsPerMinute"
  FROM session WHERE state = 'active'`,
  parameters: [],
};

export interface EndingStreamsParams {
  limit: number;
}

export interface EndingStreamsRow {
  id: string;
  creatorId: string;
  title: string;
  presencePolicy: string;
  startedAt: Date;
  endedAt: Date | null;
  endedBy: string | null;
  sessionsEnded: boolean;
}

/** Ended streams that still have open sessions. */
export const endingStreams: Statement<EndingStreamsParams, EndingStreamsRow> = {
  sql: `SELECT id, creator_id AS "creatorId", title, presence_policy AS "presencePolicy", started_at AS "startedAt", ended_at AS "endedAt",
       ended_by AS "endedBy", sessions_ended AS "sessionsEnded"
  FROM stream WHERE ended_at IS NOT NULL AND NOT sessions_ended ORDER BY id LIMIT $1::int`,
  parameters: ["limit"],
};

export interface CountLiveStreamsParams {
  creatorId: string;
  most: number;
}

export interface CountLiveStreamsRow {
  live: number;
}

/** The creator's live streams, counted up to a bound. */
export const countLiveStreams: Statement<CountLiveStreamsParams, CountLiveStreamsRow> = {
  sql: `SELECT count(*)::int AS "live"
  FROM (SELECT FROM stream WHERE creator_id = $1 AND ended_at IS NULL LIMIT $2::int) AS counted`,
  parameters: ["creatorId", "most"],
};

export interface AddStreamWordsParams {
  id: string;
  words: readonly string[] | Buffer;
}

export const addStreamWords: Statement<AddStreamWordsParams, never> = {
  sql: `INSERT INTO stream_word (word, stream_id) SELECT word, $1::uuid FROM unnest($2::text[]) AS word ON CONFLICT DO NOTHING`,
  parameters: ["id", "words"],
};
