/* @name FindTransferRequest
   A request, with the first of its transfers. */
SELECT r.content_hash AS "content_hash!", r.rejection_code, t.id::text AS transfer_id,
       coalesce(t.created_at, r.created_at) AS "created_at!"
  FROM transfer_request r LEFT JOIN transfer t USING (source, request_id)
 WHERE r.source = :source AND r.request_id = :requestId ORDER BY t.id LIMIT 1;

/* @name InsertTransferRequest
   A new request. Fails where its key is there. */
INSERT INTO transfer_request (source, request_id, content_hash, rejection_code)
VALUES (:source, :requestId, :contentHash, :rejection?);

/* @name InsertRejection
   A request that was rejected, unless its key is there. */
INSERT INTO transfer_request (source, request_id, content_hash, rejection_code)
VALUES (:source, :requestId, :contentHash, :rejection) ON CONFLICT DO NOTHING;

/* @name InsertTransfer
   A transfer of a request. */
INSERT INTO transfer (source, request_id, asset, amount, debit_account, debit_platform, debit_balance_after, debit_version,
  credit_account, credit_platform, credit_balance_after, credit_version, reference_type, reference_id, reason, actor_id)
VALUES (:source, :requestId, :asset, :amount::bigint, :debitAccount?::bigint, :debitPlatform?, :debitBalance?::bigint, :debitVersion?::bigint,
  :creditAccount?::bigint, :creditPlatform?, :creditBalance?::bigint, :creditVersion?::bigint, :referenceType, :referenceId, :reason, :actorId)
RETURNING id::text AS "id!", created_at;

/* @name InsertDelta
   A change of a platform account's balance. */
INSERT INTO platform_delta (account, amount) VALUES (:account, :amount::bigint);
