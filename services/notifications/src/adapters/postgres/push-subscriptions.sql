/* @name PutSubscription
   A browser that another person used gets a new id: deliveries to the old one are theirs. */
INSERT INTO push_subscription AS known (user_id, endpoint, p256dh, auth, user_agent, platform_key, created_at)
VALUES (:userId, :endpoint, :p256dh, :auth, :userAgent, :platformKey, :createdAt::timestamptz)
ON CONFLICT (endpoint) DO UPDATE SET
  id = CASE WHEN known.user_id = excluded.user_id THEN known.id ELSE excluded.id END,
  created_at = CASE WHEN known.user_id = excluded.user_id THEN known.created_at ELSE excluded.created_at END,
  user_id = excluded.user_id, p256dh = excluded.p256dh, auth = excluded.auth, user_agent = excluded.user_agent,
  platform_key = excluded.platform_key
RETURNING id, user_id AS "userId", endpoint, p256dh, auth, user_agent AS "userAgent",
  platform_key AS "platformKey", created_at AS "createdAt";

/* @name KeepNewest */
DELETE FROM push_subscription WHERE id IN (
  SELECT id FROM push_subscription WHERE user_id = :userId ORDER BY id DESC OFFSET :count::integer);
