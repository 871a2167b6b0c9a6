/* @name LockChannel
   One claim at a time, so that each sees the claims before it. */
SELECT pg_advisory_xact_lock(hashtextextended('delivery ' || :channel, 0))::text AS locked;

/* @name ClaimDeliveries
   The oldest due one of each person and target, with the members of its digest (200 a mail at most). None
   where another one to the target is claimed, or waits for its repetition. A claim that ran out was lost with
   its process: it may have arrived. */
WITH head AS (
  SELECT d.id, d.user_id, d.channel, d.target, d.digest FROM delivery d
  WHERE d.channel = :channel AND d.state = 'pending' AND d.due_at <= :now::timestamptz
    AND (d.claimed_until IS NULL OR d.claimed_until <= :now::timestamptz)
    AND NOT EXISTS (
      SELECT FROM delivery o
      WHERE o.user_id = d.user_id AND o.channel = d.channel AND o.target = d.target AND o.state = 'pending' AND o.id <> d.id
        AND (o.claimed_until > :now::timestamptz
          OR (o.id < d.id AND (o.due_at <= :now::timestamptz OR o.attempted_at > :holdsUpSince::timestamptz))))
  ORDER BY d.due_at, d.id LIMIT :limit::integer FOR UPDATE SKIP LOCKED
), member AS (
  SELECT id FROM head
  UNION
  SELECT m.id FROM head CROSS JOIN LATERAL (
    SELECT o.id FROM delivery o
    WHERE head.digest <> '' AND o.user_id = head.user_id AND o.channel = head.channel AND o.target = head.target
      AND o.state = 'pending' AND o.digest = head.digest AND o.due_at <= :now::timestamptz
    ORDER BY o.id LIMIT 200) m
)
UPDATE delivery d SET claimed_until = :claimedUntil::timestamptz, attempted_at = coalesce(d.attempted_at, :now::timestamptz),
  maybe_sent = d.maybe_sent OR d.claimed_until IS NOT NULL
FROM member, notification n
WHERE d.id = member.id AND n.id = d.notification_id
RETURNING d.id AS "id!", d.notification_id AS "notificationId!", d.user_id AS "userId!", d.channel AS "channel!", d.target AS "target!", d.template AS "template!",
  d.digest AS "digest!", n.kind AS "kind!", n.params AS "params!", d.attempts AS "attempts!", d.attempted_at AS "attemptedAt!",
  d.maybe_sent AS "maybeSent!";

/* @name PostponeDeliveries
   The later ones of the person move with them: a claim would skip each of them every second. Those with an
   attempt of their own keep their time. */
WITH failed AS (
  UPDATE delivery SET due_at = :dueAt::timestamptz, claimed_until = NULL, attempts = attempts + 1, error = :error, maybe_sent = maybe_sent OR :maybeSent::boolean
  WHERE id = ANY(:ids::uuid[]) AND state = 'pending' AND claimed_until = :claimedUntil::timestamptz
  RETURNING id, user_id, channel, target
), first AS (
  SELECT DISTINCT ON (user_id, channel, target) id, user_id, channel, target FROM failed ORDER BY user_id, channel, target, id
)
UPDATE delivery d SET due_at = :dueAt::timestamptz FROM first
WHERE d.user_id = first.user_id AND d.channel = first.channel AND d.target = first.target AND d.state = 'pending' AND d.id > first.id
  AND d.id <> ALL(:ids::uuid[]) AND d.due_at < :dueAt::timestamptz AND d.attempted_at IS NULL;

/* @name EndDeliveries */
UPDATE delivery SET state = :state, error = :error, claimed_until = NULL, attempts = attempts + 1, ended_at = :at::timestamptz
WHERE id = ANY(:ids::uuid[]) AND state = 'pending' AND claimed_until = :claimedUntil::timestamptz;

/* @name ReadDeliveryFigures
   Read every few seconds, also after days without a mail server: it counts up to 100,000 of a channel, and
   takes the age from the ends of two indexes. */
SELECT c.channel AS "channel!", unsent.rows AS "unsent!",
  coalesce(extract(epoch FROM :now::timestamptz - least(
    (SELECT min(due_at) FROM delivery WHERE channel = c.channel AND state = 'pending' AND due_at <= :now::timestamptz),
    (SELECT min(attempted_at) FROM delivery WHERE channel = c.channel AND state = 'pending' AND attempted_at IS NOT NULL)
  )), 0)::float8 AS "oldestUnsentSeconds!"
FROM (VALUES ('email'), ('push')) AS c (channel) CROSS JOIN LATERAL (
  SELECT count(*)::integer AS rows FROM (
    (SELECT FROM delivery WHERE channel = c.channel AND state = 'pending' AND due_at <= :now::timestamptz LIMIT 100000)
    UNION ALL
    (SELECT FROM delivery WHERE channel = c.channel AND state = 'pending' AND attempted_at IS NOT NULL AND due_at > :now::timestamptz LIMIT 100000)
    LIMIT 100000) one) unsent;
