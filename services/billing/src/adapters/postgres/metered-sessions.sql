/* @name LoadSessions
   A page of a shard's sessions that are open or not settled. */
SELECT * FROM session
 WHERE shard = :shard::int AND state <> 'joining' AND NOT settled AND id > :after::uuid ORDER BY id LIMIT :limit::int;

/* @name SessionsByIds
   The sessions among these that have opened. */
SELECT * FROM session WHERE id = ANY (:ids::uuid[]) AND state <> 'joining';

/* @name SessionsChangedSince
   A page of the shards' sessions that opened or ended. */
SELECT * FROM session
 WHERE changed_at >= at_ms(:since::float8) AND state <> 'joining' AND NOT settled AND shard = ANY (:shards::int[])
 ORDER BY changed_at LIMIT :limit::int;

/* @name DatabaseTime
   The database's time. */
SELECT ms_of(now()) AS "now!";

/* @name SessionWithStream
   A session that has opened, and the end of its stream. */
SELECT s.*, stream.ended_at AS stream_ended_at FROM session s JOIN stream ON stream.id = s.stream_id
 WHERE s.id = :id::uuid AND s.state <> 'joining';

/* @name FlushSessions
   Writes the meter's columns, which only grow. Gives the shards that the replica leases. */
-- Reading a log again must not undo what is known. One statement, because each bill waits for it: it locks
-- the leases as KeepLeases does before it writes a row.
WITH held AS MATERIALIZED (
       SELECT shard FROM shard_lease WHERE shard = ANY (:shards::int[]) AND owner = :replica::uuid ORDER BY shard FOR KEY SHARE),
     written AS (
       UPDATE session s
          SET last_seen_at = least(greatest(s.last_seen_at, at_ms(u.seen)), coalesce(s.ended_at, 'infinity')),
              minutes_emitted = greatest(s.minutes_emitted, u.emitted), minutes_billed = greatest(s.minutes_billed, u.paid),
              media_from = least(s.media_from, at_ms(nullif(u.media, 0))),
              refused_minute = CASE WHEN s.refused_minute > 0 THEN s.refused_minute ELSE u.refused END,
              settled = u.settled AND s.state = 'ended'
         FROM unnest(:ids::uuid[], :seen::float8[], :emitted::int[], :paid::int[], :refused::int[], :settled::boolean[], :media::float8[])
           AS u (id, seen, emitted, paid, refused, settled, media)
        WHERE (SELECT count(*) FROM held) = cardinality(:shards) AND s.id = u.id AND s.state <> 'joining')
SELECT shard FROM held;

/* @name EndSessions
   Ends active sessions and writes the meter's columns. */
UPDATE session s
   SET last_seen_at = least(greatest(s.last_seen_at, at_ms(u.seen)), coalesce(at_ms(u.ended), 'infinity')),
       minutes_emitted = greatest(s.minutes_emitted, u.emitted), minutes_billed = greatest(s.minutes_billed, u.paid),
       media_from = least(s.media_from, at_ms(nullif(u.media, 0))),
       refused_minute = CASE WHEN s.refused_minute > 0 THEN s.refused_minute ELSE u.refused END,
       state = 'ended', ended_at = at_ms(u.ended), end_reason = u.reason, silent_ms = u.silent, changed_at = now()
  FROM unnest(:ids::uuid[], :seen::float8[], :emitted::int[], :paid::int[], :refused::int[], :media::float8[], :ended::float8[],
              :reasons::text[], :silent::int[])
    AS u (id, seen, emitted, paid, refused, media, ended, reason, silent)
 WHERE s.id = u.id AND s.state = 'active' RETURNING s.*;

/* @name StreamsOfBatch
   When these streams ended; the live ones can't end before the transaction does. */
SELECT id, ended_at FROM stream WHERE id = ANY (:ids::uuid[]) ORDER BY id FOR SHARE;
