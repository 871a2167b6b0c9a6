// Made by `npm run sql` from push-subscriptions.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface PutSubscriptionParams {
  userId: string;
  endpoint: string;
  p256dh: string;
  auth: string;
  userAgent: string;
  platformKey: string;
  createdAt: Date | string;
}

export interface PutSubscriptionRow {
  id: string;
  userId: string;
  endpoint: string;
  p256dh: string;
  auth: string;
  userAgent: string;
  platformKey: string;
  createdAt: Date;
}

/** A browser that another person used gets a new id: deliveries to the old one are theirs. */
export const putSubscription: Statement<PutSubscriptionParams, PutSubscriptionRow> = {
  sql: `INSERT INTO push_subscription AS known (user_id, endpoint, p256dh, auth, user_agent, platform_key, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7::timestamptz)
ON CONFLICT (endpoint) DO UPDATE SET
  id = CASE WHEN known.user_id = excluded.user_id THEN known.id ELSE excluded.id END,
  created_at = CASE WHEN known.user_id = excluded.user_id THEN known.created_at ELSE excluded.created_at END,
  user_id = excluded.user_id, p256dh = excluded.p256dh, auth = excluded.auth, user_agent = excluded.user_agent,
  platform_key = excluded.platform_key
RETURNING id, user_id AS "userId", endpoint, p256dh, auth, user_agent AS "userAgent",
  platform_key AS "platformKey", created_at AS "createdAt"`,
  parameters: ["userId", "endpoint", "p256dh", "auth", "userAgent", "platformKey", "createdAt"],
};

export interface KeepNewestParams {
  userId: string;
  count: number;
}

export const keepNewest: Statement<KeepNewestParams, never> = {
  sql: `DELETE FROM push_subscription WHERE id IN (
  SELECT id FROM push_subscription WHERE user_id = $1 ORDER BY id DESC OFFSET $2::integer)`,
  parameters: ["userId", "count"],
};
