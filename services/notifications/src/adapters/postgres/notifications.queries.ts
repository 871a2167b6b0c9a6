// Made by `npm run sql` from notifications.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface MakeInboxesParams {
  userIds: readonly string[] | Buffer;
}

export const makeInboxes: Statement<MakeInboxesParams, never> = {
  sql: `INSERT INTO inbox_state (user_id, unread) SELECT user_id, 0 FROM unnest($1::text[]) AS u (user_id) ORDER BY user_id
ON CONFLICT DO NOTHING`,
  parameters: ["userIds"],
};

export interface LockInboxesParams {
  userIds: readonly string[] | Buffer;
}

export interface LockInboxesRow {
  user_id: string;
}

/** In one order, so that two transactions never wait for each other. */
export const lockInboxes: Statement<LockInboxesParams, LockInboxesRow> = {
  sql: `SELECT user_id FROM inbox_state WHERE user_id = ANY ($1::text[]) ORDER BY user_id FOR UPDATE`,
  parameters: ["userIds"],
};

export interface AnnouncedSinceParams {
  kind: string;
  userIds: readonly string[] | Buffer;
  since: Date | string;
}

export interface AnnouncedSinceRow {
  user_id: string;
  count: number;
}

export const announcedSince: Statement<AnnouncedSinceParams, AnnouncedSinceRow> = {
  sql: `SELECT user_id, count(*)::integer AS "count" FROM notification
WHERE kind = $1 AND user_id = ANY ($2::text[]) AND is_announced AND created_at > $3::timestamptz GROUP BY user_id`,
  parameters: ["kind", "userIds", "since"],
};

export interface AddNotificationsParams {
  now: Date | string;
  rows: string;
}

export interface AddNotificationsRow {
  id: string;
  user_id: string;
  kind: string;
  in_inbox: boolean;
}

/** Skips what exists. */
export const addNotifications: Statement<AddNotificationsParams, AddNotificationsRow> = {
  sql: `INSERT INTO notification (event_id, user_id, kind, params, in_inbox, is_announced, created_at)
SELECT r.event_id, r.user_id, r.kind, r.params, r.in_inbox, r.is_announced, $1::timestamptz
FROM jsonb_to_recordset($2::jsonb) AS r (event_id text, user_id text, kind text, params jsonb, in_inbox boolean, is_announced boolean)
ON CONFLICT (event_id, user_id, kind) DO NOTHING
RETURNING id::text AS "id", user_id, kind, in_inbox`,
  parameters: ["now", "rows"],
};

export interface AddDeliveriesParams {
  now: Date | string;
  rows: string;
}

export const addDeliveries: Statement<AddDeliveriesParams, never> = {
  sql: `INSERT INTO delivery (notification_id, user_id, channel, target, template, digest, created_at, due_at)
SELECT r.notification_id, r.user_id, r.channel, r.target, r.template, r.digest, $1::timestamptz, r.due_at
FROM jsonb_to_recordset($2::jsonb) AS r (notification_id uuid, user_id text, channel text, target text, template text, digest text, due_at timestamptz)
ON CONFLICT DO NOTHING`,
  parameters: ["now", "rows"],
};

export interface CountUnreadParams {
  userIds: readonly string[] | Buffer;
}

export interface CountUnreadRow {
  user_id: string;
  unread: number;
  version: bigint;
}

export const countUnread: Statement<CountUnreadParams, CountUnreadRow> = {
  sql: `UPDATE inbox_state s SET unread = s.unread + u.count, version = s.version + 1
FROM (SELECT user_id, count(*)::integer AS count FROM unnest($1::text[]) AS n (user_id) GROUP BY user_id) AS u
WHERE s.user_id = u.user_id
RETURNING s.user_id, s.unread, s.version`,
  parameters: ["userIds"],
};

export interface AdvanceParams {
  userId: string;
  kind: string;
  version: bigint | number;
}

/** No row where a newer version is known. */
export const advance: Statement<AdvanceParams, never> = {
  sql: `INSERT INTO crossing (user_id, kind, version) VALUES ($1, $2, $3::bigint)
ON CONFLICT (user_id, kind) DO UPDATE SET version = excluded.version WHERE crossing.version < excluded.version`,
  parameters: ["userId", "kind", "version"],
};

export interface OldNotificationsParams {
  before: Date | string;
}

export interface OldNotificationsRow {
  id: string;
  user_id: string;
}

/** A chunk, so that no inbox is locked for long. */
export const oldNotifications: Statement<OldNotificationsParams, OldNotificationsRow> = {
  sql: `SELECT id, user_id FROM notification WHERE created_at < $1::timestamptz LIMIT 500`,
  parameters: ["before"],
};

export interface DeleteNotificationsParams {
  ids: readonly string[] | Buffer;
}

export interface DeleteNotificationsRow {
  user_id: string;
  unread: number;
  version: bigint;
}

/** With their deliveries; what was still unread leaves the count. */
export const deleteNotifications: Statement<DeleteNotificationsParams, DeleteNotificationsRow> = {
  sql: `WITH gone AS (
  DELETE FROM notification WHERE id = ANY ($1::uuid[]) RETURNING user_id, (in_inbox AND read_at IS NULL)::integer AS unread
)
UPDATE inbox_state s SET unread = greatest(0, s.unread - g.unread), version = s.version + 1
FROM (SELECT user_id, sum(unread)::integer AS unread FROM gone GROUP BY user_id) AS g
WHERE s.user_id = g.user_id AND g.unread > 0
RETURNING s.user_id, s.unread, s.version`,
  parameters: ["ids"],
};
