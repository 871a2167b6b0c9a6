/* @name AddStream */
INSERT INTO stream_owner (stream_id, creator_id, started_at) VALUES (:streamId::uuid, :creatorId, :startedAt::timestamptz) ON CONFLICT DO NOTHING;

/* @name MakeDue */
INSERT INTO earnings_due (creator_id, due_at) VALUES (:creatorId, :dueAt::timestamptz) ON CONFLICT DO NOTHING;

/* @name AddEarnings
   Rows in one order, so that two transactions never wait for each other. */
INSERT INTO stream_earning (stream_id, from_at, minutes, cents)
SELECT e.stream_id, date_bin('15 minutes', :at::timestamptz, '2000-01-01T00:00Z'), sum(e.minutes), sum(e.cents)
FROM unnest(:streamIds::uuid[], :minutes::bigint[], :cents::bigint[]) AS e (stream_id, minutes, cents)
GROUP BY e.stream_id ORDER BY e.stream_id
ON CONFLICT (stream_id, from_at) DO UPDATE SET minutes = stream_earning.minutes + excluded.minutes, cents = stream_earning.cents + excluded.cents;

/* @name LockDue */
SELECT d.creator_id AS "creatorId", coalesce((SELECT p.zone FROM preference p WHERE p.user_id = d.creator_id), 'UTC') AS "zone!"
FROM earnings_due d WHERE d.due_at <= :now::timestamptz ORDER BY d.due_at LIMIT 1 FOR UPDATE SKIP LOCKED;

/* @name SumEarnings */
SELECT coalesce(sum(e.minutes), 0)::bigint AS "minutes!", coalesce(sum(e.cents), 0)::bigint AS "cents!",
  count(DISTINCT e.stream_id) FILTER (WHERE e.cents > 0)::integer AS "streams!"
FROM stream_owner s JOIN stream_earning e ON e.stream_id = s.stream_id
WHERE s.creator_id = :creatorId AND e.from_at >= :from::timestamptz AND e.from_at < :to::timestamptz;

/* @name SetDue */
UPDATE earnings_due SET due_at = :dueAt::timestamptz WHERE creator_id = :creatorId;
