/* @name FindSession
   A session by its id. */
SELECT * FROM session WHERE id = :id::uuid;

/* @name NewestSession
   The viewer's newest session in a stream that has opened. */
SELECT * FROM session WHERE viewer_id = :viewerId AND stream_id = :streamId::uuid AND state <> 'joining' ORDER BY id DESC LIMIT 1;

/* @name ListSessions
   A page of a viewer's sessions, newest first. */
SELECT * FROM session
 WHERE viewer_id = :viewerId AND state <> 'joining' AND (:streamId?::uuid IS NULL OR stream_id = :streamId)
   AND (:afterId?::uuid IS NULL OR id < :afterId)
 ORDER BY id DESC LIMIT :limit::int;

/* @name SessionsOfStream
   A page of a stream's sessions, newest first. */
SELECT * FROM session
 WHERE stream_id = :streamId::uuid AND state <> 'joining' AND (:afterId?::uuid IS NULL OR id < :afterId)
 ORDER BY id DESC LIMIT :limit::int;

/* @name ActiveSessions
   A viewer's active sessions. */
SELECT * FROM session WHERE viewer_id = :viewerId AND state = 'active' ORDER BY id;

/* @name OpenSession
   The viewer's session in the stream that is joining or active. */
SELECT * FROM session WHERE viewer_id = :viewerId AND stream_id = :streamId::uuid AND state IN ('joining', 'active');

/* @name CountActive
   The number of a viewer's active sessions. */
SELECT count(*)::int AS "active!" FROM session WHERE viewer_id = :viewerId AND state = 'active';

/* @name UnpaidSessions
   The viewer's ended sessions with a creator that were not carried on. */
SELECT * FROM session
 WHERE viewer_id = :viewerId AND creator_id = :creatorId AND state = 'ended' AND carried_to IS NULL
   AND ended_at >= at_ms(:since::float8)
 ORDER BY ended_at LIMIT :limit::int;

/* @name CarryOn
   Notes which session took over what others left unpaid. */
UPDATE session SET carried_to = :to::uuid WHERE id = ANY (:from::uuid[]) AND carried_to IS NULL;

/* @name InsertJoining
   A session that begins to open. */
INSERT INTO session (id, shard, stream_id, viewer_id, creator_id, state, rate_card_id, tokens_per_minute, creator_cents_per_minute,
                     minute_ms, started_at, last_seen_at, carried_ms, presence_policy)
VALUES (:id::uuid, :shard::int, :streamId::uuid, :viewerId, :creatorId, 'joining', :rateId::uuid, :tokensPerMinute::int,
        :creatorCentsPerMinute::int, :minuteMs::int, at_ms(:startedAt::float8), at_ms(:startedAt), 0, :presencePolicy)
RETURNING *;

/* @name PricesUpTo
   The price of each active session of the viewer, and of each that began to open no later. */
SELECT tokens_per_minute AS price FROM session
 WHERE viewer_id = :viewerId AND (state = 'active' OR (state = 'joining' AND sequence <= :sequence::float8::int8));

/* @name ActivateSession
   Opens a joining session. */
UPDATE session SET state = 'active', viewer_account = :viewer::int8, creator_account = :creator::int8, carried_ms = :carriedMs::int,
                   limits_version = :limitsVersion::int, changed_at = now()
 WHERE id = :id::uuid AND state = 'joining' RETURNING *;

/* @name DropJoining
   Deletes a session that is still joining. */
DELETE FROM session WHERE id = :id::uuid AND state = 'joining';

/* @name DropAbandoned
   Deletes joining sessions that a crash left. */
DELETE FROM session WHERE state = 'joining' AND started_at < at_ms(:before::float8);

/* @name EndSessionsOfStream
   Ends some of a stream's open sessions with it. */
-- Takes back later reports: they were not in this stream.
UPDATE session s SET state = 'ended', ended_at = greatest(at_ms(:endedAt::float8), s.started_at), end_reason = 'stream_ended',
                     changed_at = now(), last_seen_at = least(s.last_seen_at, greatest(at_ms(:endedAt), s.started_at))
  FROM (SELECT id FROM session WHERE stream_id = :streamId::uuid AND state = 'active' ORDER BY id LIMIT :limit::int FOR UPDATE) AS open
 WHERE s.id = open.id RETURNING s.*;

/* @name PayersOf
   Who paid for some streams of a creator, the largest one's share, and their disputes whose money is gone. */
WITH watched AS (
  SELECT viewer_id, minutes_billed::int8 * creator_cents_per_minute AS cents FROM session
   WHERE stream_id = ANY (:streams::uuid[]) AND creator_id = :creatorId AND state <> 'joining' AND (ended_at IS NULL OR ended_at >= :since::timestamptz)
   ORDER BY id DESC LIMIT :limit::int),
paying AS (SELECT viewer_id, sum(cents) AS cents FROM watched WHERE cents > 0 GROUP BY viewer_id)
SELECT (SELECT count(*) FROM watched)::int AS "sessions!", count(*)::int AS "viewers!",
       coalesce(round(max(cents) * 100 / nullif(sum(cents), 0)), 0)::int AS "largestViewerSharePercent!",
       (SELECT count(*) FROM (
          SELECT m.source_id FROM paying p JOIN top_up t ON t.viewer_id = p.viewer_id JOIN top_up_money_move m ON m.top_up_id = t.id
           WHERE m.kind = 'dispute' GROUP BY m.source_id HAVING sum(m.cents) < 0) AS d)::int AS "openDisputes!"
  FROM paying;

/* @name SessionIntegrity
   Emitted against answered minutes, and sessions that contradict themselves. */
SELECT count(*)::int8 AS "sessions!",
       coalesce(sum(due - minutes_billed) FILTER (WHERE NOT settled AND refused_minute = 0 AND due > minutes_billed
                                                    AND last_seen_at < at_ms(:seenBefore::float8)), 0)::int8 AS "unansweredMinutes!",
       coalesce(sum(minutes_billed), 0)::int8 AS "paidMinutes!",
       count(*) FILTER (WHERE minutes_billed > due
                           OR (refused_minute > 0 AND (refused_minute <> minutes_billed + 1 OR state = 'active'))
                           OR (settled AND refused_minute = 0 AND minutes_billed < due))::int8 AS "contradictions!",
       coalesce(sum(minutes_billed::int8 * tokens_per_minute), 0)::int8 AS "tokensCharged!"
  FROM (SELECT *, CASE WHEN presence_policy = 'both' AND media_from IS NULL THEN 0
                       ELSE greatest(0, floor((ms_of(least(last_seen_at, ended_at)) - ms_of(coalesce(media_from, started_at))
                                               + carried_ms) / minute_ms))
                  END AS due
          FROM session WHERE state <> 'joining') AS s;
