// Made by `npm run sql` from recipients.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface RecipientsParams {
  userIds: readonly string[] | Buffer;
}

export interface RecipientsRow {
  userId: string;
  zone: string;
  quietFrom: number | null;
  quietTo: number | null;
  digest: string;
  off: string[];
  email: string;
  subscriptions: string[];
}

export const recipients: Statement<RecipientsParams, RecipientsRow> = {
  sql: `SELECT u.user_id AS "userId", coalesce(pr.zone, 'UTC') AS "zone",
  pr.quiet_from::integer AS "quietFrom", pr.quiet_to::integer AS "quietTo", coalesce(pr.digest, 'off') AS "digest", coalesce(pr.off, '{}') AS "off",
  coalesce(e.state, 'none') AS "email",
  ARRAY(SELECT s.id::text FROM push_subscription s WHERE s.user_id = u.user_id ORDER BY s.id) AS "subscriptions"
FROM unnest($1::text[]) AS u (user_id)
LEFT JOIN preference pr ON pr.user_id = u.user_id
LEFT JOIN email_address e ON e.user_id = u.user_id`,
  parameters: ["userIds"],
};

export interface AdminsParams {
  since: Date | string;
}

export interface AdminsRow {
  userId: string;
}

/** A platform has a few; the bound keeps one event's transaction short. */
export const admins: Statement<AdminsParams, AdminsRow> = {
  sql: `SELECT user_id AS "userId" FROM person WHERE 'admin' = ANY (roles) AND seen_at > $1::timestamptz ORDER BY seen_at DESC LIMIT 200`,
  parameters: ["since"],
};
