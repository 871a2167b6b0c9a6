/* @name ShareStream
   The stream, which can't end before the transaction does. */
SELECT id, creator_id AS "creatorId", title, presence_policy AS "presencePolicy", started_at AS "startedAt", ended_at AS "endedAt",
       ended_by AS "endedBy", sessions_ended AS "sessionsEnded"
  FROM stream WHERE id = :id::uuid FOR SHARE;

/* @name LockStream
   The stream, for ending it. */
SELECT id, creator_id AS "creatorId", title, presence_policy AS "presencePolicy", started_at AS "startedAt", ended_at AS "endedAt",
       ended_by AS "endedBy", sessions_ended AS "sessionsEnded"
  FROM stream WHERE id = :id::uuid FOR UPDATE;

/* @name ListStreams
   A page after a place: live streams first, then newest first. */
-- One index walk: the rows of the place's half with smaller ids, and after the live half the ended one.
SELECT id, creator_id AS "creatorId", title, presence_policy AS "presencePolicy", started_at AS "startedAt", ended_at AS "endedAt",
       ended_by AS "endedBy", sessions_ended AS "sessionsEnded"
  FROM stream
 WHERE (:creatorId::text = '' OR creator_id = :creatorId)
   AND (:afterId?::uuid IS NULL OR ((ended_at IS NULL) = :afterLive::boolean AND id < :afterId)
        OR (:afterLive AND ended_at IS NOT NULL))
 ORDER BY (ended_at IS NULL) DESC, id DESC LIMIT :limit::int;

/* @name AudienceOfStreams
   The open sessions of each stream that has any. */
SELECT stream_id AS id, count(*)::float8 AS "viewers!", sum(creator_cents_per_minute)::float8 AS "cents!"
  FROM session WHERE state = 'active' AND stream_id = ANY (:ids::uuid[]) GROUP BY stream_id;

/* @name LiveTotals
   Totals over all live streams. */
SELECT (SELECT count(*)::float8 FROM stream WHERE ended_at IS NULL) AS "streams!", count(*)::float8 AS "viewers!",
       coalesce(sum(tokens_per_minute), 0)::int8 AS "tokensPerMinute!",
       coalesce(sum(creator_cents_per_minute), 0)::int8 AS "creatorCentsPerMinute!"
  FROM session WHERE state = 'active';

/* @name EndingStreams
   Ended streams that still have open sessions. */
SELECT id, creator_id AS "creatorId", title, presence_policy AS "presencePolicy", started_at AS "startedAt", ended_at AS "endedAt",
       ended_by AS "endedBy", sessions_ended AS "sessionsEnded"
  FROM stream WHERE ended_at IS NOT NULL AND NOT sessions_ended ORDER BY id LIMIT :limit::int;

/* @name CountLiveStreams
   The creator's live streams, counted up to a bound. */
SELECT count(*)::int AS "live!"
  FROM (SELECT FROM stream WHERE creator_id = :creatorId AND ended_at IS NULL LIMIT :most::int) AS counted;

/* @name AddStreamWords */
INSERT INTO stream_word (word, stream_id) SELECT word, :id::uuid FROM unnest(:words::text[]) AS word ON CONFLICT DO NOTHING;
