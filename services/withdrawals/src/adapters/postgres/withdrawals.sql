/* @name InsertWithdrawal
   No row where another withdrawal of the creator is open. */
INSERT INTO withdrawal (id, creator_id, amount, payout_method, destination, approvals_needed, scheduled, speed, fee, creator_name, creator_email, idempotency_key, request_hash, next_at, first_payout)
VALUES (:id::uuid, :creatorId, :amount::bigint, :payoutMethodId?::uuid, :destination, :approvalsNeeded::integer, :scheduled::boolean, :speed, :fee::bigint, :creatorName, :creatorEmail, :idempotencyKey,
  :requestHash::bytea, now() + make_interval(secs => :nextInSeconds::float8),
  NOT EXISTS (SELECT FROM payout_attempt a WHERE a.creator_id = :creatorId AND a.paid_at IS NOT NULL))
ON CONFLICT DO NOTHING;

/* @name UpdateWithdrawal
   What is null stays. */
UPDATE withdrawal SET
  status = coalesce(:status?, status),
  hold = coalesce(:hold?, hold),
  reason = coalesce(:reason?, reason),
  needs_review = coalesce(:needsReview?, needs_review),
  estimated_arrival = coalesce(:estimatedArrival?::timestamptz, estimated_arrival),
  next_at = coalesce(now() + make_interval(secs => :nextInSeconds?::float8), next_at),
  updated_at = CASE WHEN :isUnseen::boolean THEN updated_at ELSE now() END
WHERE id = :id::uuid;

/* @name RedirectWithdrawal
   Approvals of the former destination no longer count. */
UPDATE withdrawal SET payout_method = :methodId::uuid, destination = :account, destination_version = destination_version + 1, updated_at = now()
WHERE id = :id::uuid;

/* @name SetStuck */
UPDATE withdrawal SET is_stuck = true WHERE id = :id::uuid;

/* @name SetTerms */
UPDATE withdrawal SET speed = :speed, fee = :fee::bigint WHERE id = :id::uuid;

/* @name InstantWithinDay
   Cents, without those that came to nothing. */
SELECT coalesce(sum(w.amount), 0)::bigint AS "cents!"
FROM withdrawal w
WHERE w.creator_id = :creatorId AND w.speed = 'instant' AND w.created_at > now() - interval '24 hours'
  AND (w.status IN ('PENDING', 'APPROVED', 'COMPLETED')
    OR EXISTS (SELECT 1 FROM payout_attempt a WHERE a.withdrawal = w.id AND a.paid_at IS NOT NULL));

/* @name AskedWithinDay
   Cents, also what a bank (or an admin, in its name) sent back. */
SELECT coalesce(sum(w.amount), 0)::bigint AS "cents!"
FROM withdrawal w
WHERE w.creator_id = :creatorId AND w.created_at > now() - interval '24 hours'
  AND (w.status IN ('PENDING', 'APPROVED', 'COMPLETED')
    OR EXISTS (SELECT 1 FROM payout_attempt a WHERE a.withdrawal = w.id AND a.paid_at IS NOT NULL));

/* @name ClaimPlacing
   Withdrawals whose hold was not answered in time. */
UPDATE withdrawal SET next_at = now() + make_interval(secs => :afterSeconds::float8)
WHERE id IN (SELECT id FROM withdrawal WHERE hold = 'placing' AND next_at <= now() ORDER BY next_at LIMIT :limit::integer FOR UPDATE SKIP LOCKED)
RETURNING id;

/* @name WakeWithdrawalsOf */
UPDATE withdrawal SET next_at = now() WHERE creator_id = :creatorId AND status = 'APPROVED' AND hold = 'posted';

/* @name WakeFrozenWithdrawals */
UPDATE withdrawal SET next_at = now() WHERE needs_review = 'frozen';

/* @name WakeFrozenAttempts */
UPDATE payout_attempt SET next_at = now()
WHERE state = 'created' AND withdrawal IN (SELECT id FROM withdrawal WHERE needs_review = 'frozen');

/* @name WakePausedWithdrawals */
UPDATE withdrawal SET next_at = now() WHERE needs_review = 'payouts_paused' AND creator_id = :creatorId;

/* @name WakePausedAttempts */
UPDATE payout_attempt SET next_at = now()
WHERE state = 'created' AND withdrawal IN (SELECT id FROM withdrawal WHERE needs_review = 'payouts_paused' AND creator_id = :creatorId);
