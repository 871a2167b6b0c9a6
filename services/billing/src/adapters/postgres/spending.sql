/* @name LimitVersions
   The versions of these viewers' spending limits. */
SELECT viewer_id, effective_at, day_tokens, month_tokens, zone FROM spending_limit
 WHERE viewer_id = ANY (:viewerIds::text[]) ORDER BY viewer_id, effective_at;

/* @name UnsettledSessions
   The viewers' sessions whose minutes can still grow, and joining ones. */
SELECT * FROM session WHERE id IN (
  SELECT id FROM session WHERE viewer_id = ANY (:viewerIds::text[]) AND state IN ('joining', 'active')
  UNION ALL
  SELECT id FROM session WHERE viewer_id = ANY (:viewerIds) AND state = 'ended' AND ended_at >= at_ms(:since::float8) AND NOT settled);

/* @name SettledTokens
   What viewers paid in periods, in sessions that are settled. */
SELECT (u.ord - 1)::int AS "place!", coalesce(paid.tokens, 0)::int8 AS "tokens!"
  FROM unnest(:viewerIds::text[], :froms::float8[], :tos::float8[]) WITH ORDINALITY AS u (viewer_id, from_ms, to_ms, ord)
 CROSS JOIN LATERAL (
   SELECT sum((minutes_before(s, u.to_ms) - minutes_before(s, u.from_ms)) * s.tokens_per_minute) AS tokens
     FROM session s
    WHERE s.viewer_id = u.viewer_id AND s.state = 'ended' AND s.ended_at >= at_ms(u.from_ms) AND s.settled
      AND s.started_at < at_ms(u.to_ms) AND s.id <> ALL (:without::uuid[])) AS paid;

/* @name RemoveWaitingLimits
   Removes the versions that are not in force yet. */
DELETE FROM spending_limit WHERE viewer_id = :viewerId AND effective_at > at_ms(:now::float8);

/* @name RemoveOldLimits
   Removes versions that another one replaced before a time. */
DELETE FROM spending_limit old
 WHERE viewer_id = :viewerId AND EXISTS (
   SELECT FROM spending_limit newer
    WHERE newer.viewer_id = old.viewer_id AND newer.effective_at > old.effective_at AND newer.effective_at < at_ms(:before::float8));

/* @name AddLimits
   A version of a viewer's limits. */
INSERT INTO spending_limit (viewer_id, effective_at, day_tokens, month_tokens, zone, set_at)
VALUES (:viewerId, at_ms(:effectiveAt::float8), :dayTokens?::bigint, :monthTokens?::bigint, :zone, at_ms(:now::float8))
ON CONFLICT (viewer_id, effective_at) DO UPDATE
   SET day_tokens = excluded.day_tokens, month_tokens = excluded.month_tokens, zone = excluded.zone, set_at = excluded.set_at;

/* @name JudgeAgain
   The viewer's open sessions are judged again. */
UPDATE session SET limits_version = limits_version + 1, changed_at = now() WHERE viewer_id = :viewerId AND state = 'active';

/* @name WarnOnce
   Notes the warning of a period. */
INSERT INTO spending_warning AS w (viewer_id, kind, period_from) VALUES (:viewerId, :kind, at_ms(:from::float8))
ON CONFLICT (viewer_id, kind) DO UPDATE SET period_from = excluded.period_from WHERE w.period_from < excluded.period_from;

/* @name SpendingByDay
   What a viewer paid by stream and day, in sessions that ended at or after the first bound or are open. */
WITH days AS (
       SELECT (ord - 1)::int AS day, from_ms, to_ms
         FROM unnest(:froms::float8[], :tos::float8[]) WITH ORDINALITY AS u (from_ms, to_ms, ord)),
     watched AS (
       SELECT s.* FROM session s WHERE s.viewer_id = :viewerId AND s.state = 'active'
       UNION ALL
       SELECT s.* FROM session s WHERE s.viewer_id = :viewerId AND s.state = 'ended' AND s.ended_at >= at_ms(:since::float8)),
     paid AS (
       SELECT days.day, s.stream_id, sum(m.minutes)::int8 AS minutes, sum(m.minutes * s.tokens_per_minute)::int8 AS tokens
         FROM watched w JOIN session s ON s.id = w.id
         JOIN days ON ms_of(s.started_at) < days.to_ms AND (s.ended_at IS NULL OR ms_of(s.ended_at) >= days.from_ms)
        CROSS JOIN LATERAL (SELECT minutes_before(s, days.to_ms) - minutes_before(s, days.from_ms) AS minutes) AS m
        WHERE m.minutes > 0 GROUP BY days.day, s.stream_id)
SELECT paid.day AS "day!", paid.stream_id AS "streamId!", stream.title AS "title!", stream.creator_id AS "creatorId!",
       paid.minutes AS "minutes!", paid.tokens AS "tokens!",
       (sum(paid.minutes) OVER ())::int8 AS "allMinutes!", (sum(paid.tokens) OVER ())::int8 AS "allTokens!"
  FROM paid JOIN stream ON stream.id = paid.stream_id
 ORDER BY paid.day DESC, paid.tokens DESC, paid.stream_id LIMIT :limit::int;
