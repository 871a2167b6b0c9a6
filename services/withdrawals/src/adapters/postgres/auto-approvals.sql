/* @name PolicyVersions */
SELECT p.version, p.enabled, p.max_payout, p.max_day, p.min_account_age_days, p.min_completed_payouts, p.reason, p.act, p.at,
  a.requested_by, a.decided_by
FROM auto_approval_policy p JOIN admin_act a ON a.id = p.act ORDER BY p.version DESC LIMIT 100;

/* @name PolicyMakers
   The admins of a version and of those before it, back to the last one that was off. */
SELECT DISTINCT admin AS "admin!" FROM auto_approval_policy p JOIN admin_act a ON a.id = p.act, unnest(ARRAY[a.requested_by, a.decided_by]) AS admin
WHERE admin <> '' AND p.version <= :version::integer
  AND p.version > coalesce((SELECT max(version) FROM auto_approval_policy WHERE NOT enabled AND version < :version::integer), 0);

/* @name DueForPolicy
   Pending withdrawals are few: the index on status answers it. */
SELECT w.id AS "id!", w.creator_id AS "creatorId!" FROM withdrawal w LEFT JOIN auto_approval_check c ON c.withdrawal = w.id
WHERE w.status = 'PENDING' AND w.hold = 'held' AND (c.withdrawal IS NULL OR c.version <> :version::integer OR c.next_at <= :now::timestamptz)
ORDER BY w.id LIMIT :limit::integer;

/* @name DayAmount */
SELECT coalesce(sum(amount), 0)::bigint AS "cents!" FROM auto_approval WHERE day = (:at::timestamptz AT TIME ZONE 'UTC')::date;

/* @name CreatorHistory */
SELECT (SELECT min(created_at) FROM payout_method WHERE creator_id = :creatorId) AS "knownSince?",
  (SELECT count(*) FROM payout_attempt WHERE creator_id = :creatorId AND paid_at IS NOT NULL AND state IN ('paid', 'settled'))::integer AS "completed!";

/* @name AddApproval */
INSERT INTO auto_approval (withdrawal, version, day, amount, at)
VALUES (:withdrawalId::uuid, :version::integer, (:at::timestamptz AT TIME ZONE 'UTC')::date, :amount::bigint, :at::timestamptz);

/* @name KeepCheck */
INSERT INTO auto_approval_check (withdrawal, version, reasons, next_at)
VALUES (:withdrawalId::uuid, :version::integer, string_to_array(:reasons, ','), :nextAt::timestamptz)
ON CONFLICT (withdrawal) DO UPDATE SET version = excluded.version, reasons = excluded.reasons, next_at = excluded.next_at;

/* @name PastWithdrawals
   The newest of a time. What its creator had done before it, and whether payouts were frozen then. */
SELECT w.id, w.creator_id, w.amount, w.approvals_needed, w.needs_review, w.payout_method, w.created_at,
  (SELECT min(m.created_at) FROM payout_method m WHERE m.creator_id = w.creator_id) AS "knownSince?",
  (SELECT count(*) FROM payout_attempt a WHERE a.creator_id = w.creator_id AND a.state IN ('paid', 'settled') AND a.paid_at < w.created_at)::integer AS "completed!",
  coalesce((SELECT f.frozen FROM freeze_change f WHERE f.at <= w.created_at ORDER BY f.id DESC LIMIT 1), false) AS "frozen!"
FROM withdrawal w
WHERE w.id >= :from::uuid AND w.hold <> 'placing' AND w.status <> 'CANCELED'
ORDER BY w.id DESC LIMIT :limit::integer;
