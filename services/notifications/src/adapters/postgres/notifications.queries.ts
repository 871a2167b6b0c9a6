// Made by `npm run sql` from notifications.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface MakeInboxesParams {
  nowMs: bigint | number;
  userIds: readonly string[] | Buffer;
}

/** A new row's version is the time, so that it is above the versions of a row that was erased. */
export const makeInboxes: Statement<MakeInboxesParams, never> = {
  sql: `INSERT INTO inbox_state (user_id, unread, version) SELECT user_id, 0, $1::bigint FROM unnest($2::text[]) AS u (user_id) ORDER BY user_id
ON CONFLICT DO NOTHING`,
  parameters: ["nowMs", "userIds"],
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
