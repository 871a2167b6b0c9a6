/* @name FindHolds
   Holds with their accounts. */
SELECT h.id::text AS "hold_id!", h.amount, h.status, h.reference_type, h.reference_id, h.transfer_id::text,
       a.id, a.owner, a.asset, a.posted, a.held, a.version
  FROM hold h JOIN account a ON a.id = h.account WHERE h.id = ANY (:ids::uuid[]);

/* @name LockHolds
   The same, with the holds locked. */
SELECT h.id::text AS "hold_id!", h.amount, h.status, h.reference_type, h.reference_id, h.transfer_id::text,
       a.id, a.owner, a.asset, a.posted, a.held, a.version
  FROM hold h JOIN account a ON a.id = h.account WHERE h.id = ANY (:ids::uuid[]) FOR UPDATE OF h;

/* @name InsertHold
   A new hold, which took a version of its account. */
INSERT INTO hold (id, account, amount, reference_type, reference_id, placed_version)
VALUES (:id::uuid, :account, :amount::bigint, :referenceType, :referenceId, :placedVersion::bigint);

/* @name MarkHoldEnded
   Ends a hold that has not ended. */
UPDATE hold SET status = :status, ended_version = :endedVersion::bigint, transfer_id = :transferId?::uuid, ended_at = now()
 WHERE id = :id::uuid AND status = 'held';
