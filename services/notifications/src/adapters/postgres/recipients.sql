/* @name Recipients */
SELECT u.user_id AS "userId!", coalesce(pr.zone, 'UTC') AS "zone!",
  pr.quiet_from::integer AS "quietFrom?", pr.quiet_to::integer AS "quietTo?", coalesce(pr.digest, 'off') AS "digest!", coalesce(pr.off, '{}') AS "off!",
  coalesce(e.state, 'none') AS "email!",
  ARRAY(SELECT s.id::text FROM push_subscription s WHERE s.user_id = u.user_id ORDER BY s.id) AS "subscriptions!"
FROM unnest(:userIds::text[]) AS u (user_id)
LEFT JOIN preference pr ON pr.user_id = u.user_id
LEFT JOIN email_address e ON e.user_id = u.user_id;

/* @name Admins
   A platform has a few; the bound keeps one event's transaction short. */
SELECT user_id AS "userId!" FROM person WHERE 'admin' = ANY (roles) AND seen_at > :since::timestamptz ORDER BY seen_at DESC LIMIT 200;
