/* @name AudienceOfRanges
   Different viewers of a creator in each of some times, and how long they watched; "place" is from 1. */
-- A session is within its stream: the creator's index finds the streams of a time, and theirs the sessions.
SELECT r.place::integer AS "place!", count(DISTINCT s.viewer_id)::integer AS "viewers!",
       floor(sum(extract(epoch FROM least(coalesce(s.ended_at, at_ms(:now::float8)), r.until) - greatest(s.started_at, r.since))))::float8
         AS "watchSeconds!"
  FROM unnest(:from::timestamptz[], :to::timestamptz[]) WITH ORDINALITY AS r (since, until, place)
  JOIN stream t ON t.creator_id = :creatorId AND t.started_at < r.until AND (t.ended_at IS NULL OR t.ended_at > r.since)
  JOIN session s ON s.stream_id = t.id AND s.state <> 'joining' AND s.started_at < r.until
                AND coalesce(s.ended_at, at_ms(:now)) > r.since
 GROUP BY r.place ORDER BY r.place;

/* @name WatchedStreams
   The same of each of some streams of a creator. */
SELECT s.stream_id::text AS "id!", count(DISTINCT s.viewer_id)::integer AS "viewers!",
       floor(sum(extract(epoch FROM greatest(coalesce(s.ended_at, at_ms(:now::float8)), s.started_at) - s.started_at)))::float8
         AS "watchSeconds!"
  FROM session s JOIN stream t ON t.id = s.stream_id
 WHERE s.stream_id = ANY (:ids::uuid[]) AND t.creator_id = :creatorId AND s.state <> 'joining' GROUP BY s.stream_id;

/* @name AudienceChanges
   What sessions of a stream add and take, at the first of some times that is not before; "place" is from 0. */
-- Times have milliseconds: a microsecond less puts what happens at a time before it.
SELECT place AS "place!", sum(viewers)::integer AS "viewers!", sum(cents)::float8 AS "cents!" FROM (
  SELECT width_bucket(started_at - interval '1 microsecond', :times::timestamptz[]) AS place, 1 AS viewers, creator_cents_per_minute AS cents
    FROM session WHERE stream_id = :streamId::uuid AND state <> 'joining'
  UNION ALL
  SELECT width_bucket(ended_at - interval '1 microsecond', :times::timestamptz[]), -1, -creator_cents_per_minute
    FROM session WHERE stream_id = :streamId::uuid AND state = 'ended') AS changes
 GROUP BY place ORDER BY place;
