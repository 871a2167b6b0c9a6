/* @name OpenRequest */
INSERT INTO open_request (withdrawal_id, creator_id, amount, requested_at)
VALUES (:withdrawalId, :creatorId, :amount::bigint, :requestedAt::timestamptz) ON CONFLICT DO NOTHING;

/* @name CloseRequest
   Also before it is known: the row then keeps a late request closed. */
INSERT INTO open_request (withdrawal_id, creator_id, amount, requested_at, closed_at)
VALUES (:withdrawalId, '', 0, :now::timestamptz, :now::timestamptz)
ON CONFLICT (withdrawal_id) DO UPDATE SET closed_at = coalesce(open_request.closed_at, excluded.closed_at);

/* @name AnnounceOldest */
UPDATE open_request SET announced_at = :now::timestamptz
WHERE withdrawal_id = (
  SELECT withdrawal_id FROM open_request
  WHERE requested_at < :requestedBefore::timestamptz AND closed_at IS NULL AND announced_at IS NULL
  ORDER BY requested_at LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING withdrawal_id AS "withdrawalId", creator_id AS "creatorId", amount, requested_at AS "requestedAt";
