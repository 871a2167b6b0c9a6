// Made by `npm run sql` from inbox.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface ListInboxParams {
  userId: string;
  before: string | null;
  status: string;
  limit: number;
}

export interface ListInboxRow {
  id: string;
  kind: string;
  params: unknown;
  createdAt: Date;
  readAt: Date | null;
  archivedAt: Date | null;
}

/** Newest first. */
export const listInbox: Statement<ListInboxParams, ListInboxRow> = {
  sql: `SELECT id, kind, params, created_at AS "createdAt", read_at AS "readAt", archived_at AS "archivedAt"
FROM notification
WHERE user_id = $1 AND in_inbox AND ($2::uuid IS NULL OR id < $2::uuid)
  AND CASE $3::text
    WHEN 'unread' THEN read_at IS NULL
    WHEN 'archived' THEN archived_at IS NOT NULL
    ELSE archived_at IS NULL
  END
ORDER BY id DESC LIMIT $4::integer`,
  parameters: ["userId", "before", "status", "limit"],
};

export interface LockInboxParams {
  userId: string;
}

export interface LockInboxRow {
  user_id: string;
}

export const lockInbox: Statement<LockInboxParams, LockInboxRow> = {
  sql: `SELECT user_id FROM inbox_state WHERE user_id = $1 FOR UPDATE`,
  parameters: ["userId"],
};

export interface ChangeInboxParams {
  userId: string;
  by: number;
}

export interface ChangeInboxRow {
  unread: number;
  version: bigint;
}

export const changeInbox: Statement<ChangeInboxParams, ChangeInboxRow> = {
  sql: `INSERT INTO inbox_state (user_id, unread) VALUES ($1, greatest(0, $2::integer))
ON CONFLICT (user_id) DO UPDATE SET unread = greatest(0, inbox_state.unread + $2::integer),
  version = inbox_state.version + 1
RETURNING unread, version`,
  parameters: ["userId", "by"],
};

export interface LockItemParams {
  id: string;
  userId: string;
}

export interface LockItemRow {
  id: string;
  kind: string;
  params: unknown;
  createdAt: Date;
  readAt: Date | null;
  archivedAt: Date | null;
}

export const lockItem: Statement<LockItemParams, LockItemRow> = {
  sql: `SELECT id, kind, params, created_at AS "createdAt", read_at AS "readAt", archived_at AS "archivedAt"
FROM notification WHERE id = $1::uuid AND user_id = $2 AND in_inbox FOR UPDATE`,
  parameters: ["id", "userId"],
};

export interface MarkItemParams {
  readAt: Date | string;
  archivedAt: Date | string | null;
  id: string;
}

export interface MarkItemRow {
  id: string;
  kind: string;
  params: unknown;
  createdAt: Date;
  readAt: Date | null;
  archivedAt: Date | null;
}

/** Earlier marks stay. */
export const markItem: Statement<MarkItemParams, MarkItemRow> = {
  sql: `UPDATE notification SET read_at = coalesce(read_at, $1::timestamptz), archived_at = coalesce(archived_at, $2::timestamptz)
WHERE id = $3::uuid
RETURNING id, kind, params, created_at AS "createdAt", read_at AS "readAt", archived_at AS "archivedAt"`,
  parameters: ["readAt", "archivedAt", "id"],
};

export interface MarkAllReadParams {
  readAt: Date | string;
  userId: string;
  upTo: string;
}

export const markAllRead: Statement<MarkAllReadParams, never> = {
  sql: `UPDATE notification SET read_at = $1::timestamptz
WHERE user_id = $2 AND in_inbox AND read_at IS NULL AND id <= $3::uuid`,
  parameters: ["readAt", "userId", "upTo"],
};
