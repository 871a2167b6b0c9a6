// Made by `npm run sql` from audiences.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface AudienceOfRangesParams {
  now: number;
  from: readonly (Date | string)[] | Buffer;
  to: readonly (Date | string)[] | Buffer;
  creatorId: string;
}

export interface AudienceOfRangesRow {
  place: number;
  viewers: number;
  watchSeconds: number;
}

/** Different viewers of a creator in each of some times, and how long they watched; "place" is from 1. */
export const audienceOfRanges: Statement<AudienceOfRangesParams, AudienceOfRangesRow> = {
  sql: `SELECT r.place::integer AS "place", count(DISTINCT s.viewer_id)::integer AS "viewers",
       floor(sum(extract(epoch FROM least(coalesce(s.ended_at, at_ms($1::float8)), r.until) - greatest(s.started_at, r.since))))::float8
         AS "watchSeconds"
  FROM unnest($2::timestamptz[], $3::timestamptz[]) WITH ORDINALITY AS r (since, until, place)
  JOIN stream t ON t.creator_id = $4 AND t.started_at < r.until AND (t.ended_at IS NULL OR t.ended_at > r.since)
  JOIN session s ON s.stream_id = t.id AND s.state <> 'joining' AND s.started_at < r.until
                AND coalesce(s.ended_at, at_ms($1)) > r.since
 GROUP BY r.place ORDER BY r.place`,
  parameters: ["now", "from", "to", "creatorId"],
};

export interface WatchedStreamsParams {
  now: number;
  ids: readonly string[] | Buffer;
  creatorId: string;
}

export interface WatchedStreamsRow {
  id: string;
  viewers: number;
  watchSeconds: number;
}

/** The same of each of some streams of a creator. */
export const watchedStreams: Statement<WatchedStreamsParams, WatchedStreamsRow> = {
  sql: `SELECT s.stream_id::text AS "id", count(DISTINCT s.viewer_id)::integer AS "viewers",
       floor(sum(extract(epoch FROM greatest(coalesce(s.ended_at, at_ms($1::float8)), s.started_at) - s.started_at)))::float8
         AS "watchSeconds"
  FROM session s JOIN stream t ON t.id = s.stream_id
 WHERE s.stream_id = ANY ($2::uuid[]) AND t.creator_id = $3 AND s.state <> 'joining' GROUP BY s.stream_id`,
  parameters: ["now", "ids", "creatorId"],
};

export interface AudienceChangesParams {
  times: readonly (Date | string)[] | Buffer;
  streamId: string;
}

export interface AudienceChangesRow {
  place: number;
  viewers: number;
  cents: number;
}

/** What sessions of a stream add and take, at the first of some times that is not before; "place" is from 0. */
export const audienceChanges: Statement<AudienceChangesParams, AudienceChangesRow> = {
  sql: `SELECT place AS "place", sum(viewers)::integer AS "viewers", sum(cents)::float8 AS "cents" FROM (
  SELECT width_bucket(started_at - interval '1 microsecond', $1::timestamptz[]) AS place, 1 AS viewers, creator_cents_per_minute AS cents
    FROM session WHERE stream_id = $2::uuid AND state <> 'joining'
  UNION ALL
  SELECT width_bucket(ended_at - interval '1 microsecond', $1::timestamptz[]), -1, -creator_cents_per_minute
    FROM session WHERE stream_id = $2::uuid AND state = 'ended') AS changes
 GROUP BY place ORDER BY place`,
  parameters: ["times", "streamId"],
};
