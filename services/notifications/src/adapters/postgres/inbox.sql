/* @name ListInbox
   Newest first. */
SELECT id, kind, params, created_at AS "createdAt", read_at AS "readAt", archived_at AS "archivedAt"
FROM notification
WHERE user_id = :userId AND in_inbox AND (:before?::uuid IS NULL OR id < :before::uuid)
  AND CASE :status::text
    WHEN 'unread' THEN read_at IS NULL
    WHEN 'archived' THEN archived_at IS NOT NULL
    ELSE archived_at IS NULL
  END
ORDER BY id DESC LIMIT :limit::integer;

/* @name LockInbox */
SELECT user_id FROM inbox_state WHERE user_id = :userId FOR UPDATE;

/* @name ChangeInbox */
INSERT INTO inbox_state (user_id, unread) VALUES (:userId, greatest(0, :by::integer))
ON CONFLICT (user_id) DO UPDATE SET unread = greatest(0, inbox_state.unread + :by::integer),
  version = inbox_state.version + 1
RETURNING unread, version;

/* @name LockItem */
SELECT id, kind, params, created_at AS "createdAt", read_at AS "readAt", archived_at AS "archivedAt"
FROM notification WHERE id = :id::uuid AND user_id = :userId AND in_inbox FOR UPDATE;

/* @name MarkItem
   Earlier marks stay. */
UPDATE notification SET read_at = coalesce(read_at, :readAt::timestamptz), archived_at = coalesce(archived_at, :archivedAt?::timestamptz)
WHERE id = :id::uuid
RETURNING id, kind, params, created_at AS "createdAt", read_at AS "readAt", archived_at AS "archivedAt";

/* @name MarkAllRead */
UPDATE notification SET read_at = :readAt::timestamptz
WHERE user_id = :userId AND in_inbox AND read_at IS NULL AND id <= :upTo::uuid;
