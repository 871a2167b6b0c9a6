/* @name MakeInboxes */
INSERT INTO inbox_state (user_id, unread) SELECT user_id, 0 FROM unnest(:userIds::text[]) AS u (user_id) ORDER BY user_id
ON CONFLICT DO NOTHING;

/* @name LockInboxes
   In one order, so that two transactions never wait for each other. */
SELECT user_id FROM inbox_state WHERE user_id = ANY (:userIds::text[]) ORDER BY user_id FOR UPDATE;

/* @name AnnouncedSince */
SELECT user_id, count(*)::integer AS "count!" FROM notification
WHERE kind = :kind AND user_id = ANY (:userIds::text[]) AND is_announced AND created_at > :since::timestamptz GROUP BY user_id;

/* @name AddNotifications
   Skips what exists. */
INSERT INTO notification (event_id, user_id, kind, params, in_inbox, is_announced, created_at)
SELECT r.event_id, r.user_id, r.kind, r.params, r.in_inbox, r.is_announced, :now::timestamptz
FROM jsonb_to_recordset(:rows::jsonb) AS r (event_id text, user_id text, kind text, params jsonb, in_inbox boolean, is_announced boolean)
ON CONFLICT (event_id, user_id, kind) DO NOTHING
RETURNING id::text AS "id!", user_id, kind, in_inbox;

/* @name AddDeliveries */
INSERT INTO delivery (notification_id, user_id, channel, target, template, digest, created_at, due_at)
SELECT r.notification_id, r.user_id, r.channel, r.target, r.template, r.digest, :now::timestamptz, r.due_at
FROM jsonb_to_recordset(:rows::jsonb) AS r (notification_id uuid, user_id text, channel text, target text, template text, digest text, due_at timestamptz)
ON CONFLICT DO NOTHING;

/* @name CountUnread */
UPDATE inbox_state s SET unread = s.unread + u.count, version = s.version + 1
FROM (SELECT user_id, count(*)::integer AS count FROM unnest(:userIds::text[]) AS n (user_id) GROUP BY user_id) AS u
WHERE s.user_id = u.user_id
RETURNING s.user_id, s.unread, s.version;

/* @name Advance
   No row where a newer version is known. */
INSERT INTO crossing (user_id, kind, version) VALUES (:userId, :kind, :version::bigint)
ON CONFLICT (user_id, kind) DO UPDATE SET version = excluded.version WHERE crossing.version < excluded.version;

/* @name OldNotifications
   A chunk, so that no inbox is locked for long. */
SELECT id, user_id FROM notification WHERE created_at < :before::timestamptz LIMIT 500;

/* @name DeleteNotifications
   With their deliveries; what was still unread leaves the count. */
WITH gone AS (
  DELETE FROM notification WHERE id = ANY (:ids::uuid[]) RETURNING user_id, (in_inbox AND read_at IS NULL)::integer AS unread
)
UPDATE inbox_state s SET unread = greatest(0, s.unread - g.unread), version = s.version + 1
FROM (SELECT user_id, sum(unread)::integer AS unread FROM gone GROUP BY user_id) AS g
WHERE s.user_id = g.user_id AND g.unread > 0
RETURNING s.user_id, s.unread, s.version;
