/* @name ClaimAttempts */
UPDATE payout_attempt SET claimed_until = now() + make_interval(secs => :leaseSeconds::float8)
WHERE id IN (SELECT id FROM payout_attempt WHERE next_at <= now() AND (claimed_until IS NULL OR claimed_until < now())
             ORDER BY next_at LIMIT :limit::integer FOR UPDATE SKIP LOCKED)
RETURNING id, withdrawal AS "withdrawalId", creator_id AS "creatorId", amount, method, destination, state, funding_ref AS "fundingRef", payout_ref AS "payoutRef",
  failure, paid_at AS "paidAt", call_number AS "callNumber", key_used_at AS "keyUsedAt", key_spent AS "keySpent", unknown_since AS "unknownSince", retries,
  version, notices, speed, charged, fee, fee_returned AS "feeReturned", claim_until AS "claimUntil", details, created_at AS "createdAt", updated_at AS "updatedAt";

/* @name NoticeAttempts
   Makes attempts due that are not at their end. */
UPDATE payout_attempt SET notices = notices + 1, next_at = now()
WHERE state NOT IN ('failed', 'reversed', 'returned', 'settled')
  AND (id = :id?::uuid OR (funding_ref = :fundingRef AND :fundingRef <> '') OR (payout_ref = :payoutRef AND :payoutRef <> ''));

/* @name LockDueWithdrawals
   Approved withdrawals without an attempt. */
SELECT w.id AS "id!", w.creator_id AS "creatorId!", w.amount AS "amount!", w.destination AS "destination!", w.needs_review AS "needsReview!", w.speed AS "speed!", w.fee AS "fee!", m.kind, m.state, m.locked_until AS "lockedUntil",
  greatest(0, w.approvals_needed - (SELECT count(*) FROM approval a WHERE a.withdrawal = w.id AND a.destination_version = w.destination_version))::integer
    AS "approvalsMissing!",
  coalesce((SELECT p.paused FROM payout_pause p WHERE p.creator_id = w.creator_id AND p.by = 'admin' ORDER BY p.id DESC LIMIT 1), false) AS "isPaused!"
FROM (SELECT * FROM withdrawal w
      WHERE w.status = 'APPROVED' AND w.hold = 'posted' AND w.next_at <= now()
        AND NOT EXISTS (SELECT 1 FROM payout_attempt a WHERE a.withdrawal = w.id)
      ORDER BY w.next_at LIMIT :limit::integer FOR UPDATE SKIP LOCKED) AS w
LEFT JOIN payout_method m ON m.id = w.payout_method;

/* @name UpdateAttempt
   A step, unless another worker has changed the attempt. A notice during the call makes it due. */
UPDATE payout_attempt SET
  state = :state, funding_ref = :fundingRef, payout_ref = :payoutRef, failure = :failure, paid_at = :paidAt?::timestamptz,
  call_number = :callNumber::integer, key_used_at = :keyUsedAt?::timestamptz, key_spent = :keySpent::boolean,
  unknown_since = :unknownSince?::timestamptz, retries = :retries::integer,
  fee = :fee::bigint, fee_returned = :feeReturned::bigint, claim_until = :claimUntil?::timestamptz, details = details || :details::jsonb,
  next_at = CASE WHEN notices <> :noticesSeen?::integer THEN now() ELSE now() + :nextInMs?::float8 * interval '1 millisecond' END,
  claimed_until = CASE WHEN :nextInMs?::float8 = 0 THEN now() + make_interval(secs => :leaseSeconds::float8) END,
  version = version + 1, updated_at = CASE WHEN state = :state THEN updated_at ELSE now() END
WHERE id = :id::uuid AND version = :version::integer
RETURNING id, withdrawal AS "withdrawalId", creator_id AS "creatorId", amount, method, destination, state, funding_ref AS "fundingRef", payout_ref AS "payoutRef",
  failure, paid_at AS "paidAt", call_number AS "callNumber", key_used_at AS "keyUsedAt", key_spent AS "keySpent", unknown_since AS "unknownSince", retries,
  version, notices, speed, charged, fee, fee_returned AS "feeReturned", claim_until AS "claimUntil", details, created_at AS "createdAt", updated_at AS "updatedAt";

/* @name PostponeAttempt */
UPDATE payout_attempt SET next_at = now() + make_interval(secs => :seconds::float8), claimed_until = NULL
WHERE id = :id::uuid AND version = :version::integer;

/* @name ReportAttempt
   A person's report. The payer no longer takes the attempt. */
UPDATE payout_attempt SET
  state = :state, payout_ref = coalesce(:payoutRef?, payout_ref), failure = coalesce(:failure?, failure),
  paid_at = CASE WHEN :isPaid::boolean THEN coalesce(paid_at, now()) ELSE paid_at END,
  unknown_since = NULL, next_at = NULL, claimed_until = NULL, version = version + 1, updated_at = now()
WHERE id = :id::uuid AND (:evenIfClaimed::boolean OR claimed_until IS NULL OR claimed_until < now());

/* @name ReceiverOf
   Where its method leads, for the payer only. */
SELECT m.fields AS "fields!", m.details AS "details!" FROM withdrawal w JOIN payout_method m ON m.id = w.payout_method WHERE w.id = :withdrawalId::uuid;
