/* @name TransfersOfRequest
   The transfers with a request's id, of any source. */
-- Sources are few: Postgres skips from one to the next in the index of (source, request_id). A request has
-- a handful of transfers.
SELECT t.id::text AS "id!", t.asset, t.amount, t.reference_type, t.reference_id, t.created_at,
       coalesce((SELECT owner FROM account WHERE id = coalesce(t.debit_account, t.credit_account)), '') AS "owner!"
  FROM transfer t WHERE t.request_id = :requestId ORDER BY t.source LIMIT 10;

/* @name TransfersBetween
   Of the transfers between two ids, which the beginning of an id names, the newest few. */
SELECT t.id::text AS "id!", t.asset, t.amount, t.reference_type, t.reference_id, t.created_at,
       coalesce((SELECT owner FROM account WHERE id = coalesce(t.debit_account, t.credit_account)), '') AS "owner!"
  FROM transfer t WHERE t.id BETWEEN :from::uuid AND :to::uuid ORDER BY t.id DESC LIMIT 5;

/* @name HoldsBetween
   The same of holds. */
SELECT h.id::text AS "id!", h.amount, h.status, h.reference_id, h.created_at, a.owner, a.asset
  FROM hold h JOIN account a ON a.id = h.account WHERE h.id BETWEEN :from::uuid AND :to::uuid ORDER BY h.id DESC LIMIT 5;

/* @name FindMinute
   A decided minute. */
SELECT minute_session(m.id, m.minute)::text AS "session!", m.minute, m.tokens, m.paid, b.posted_at, a.owner
  FROM viewer_minute m JOIN minute_batch b ON b.id = m.batch JOIN account a ON a.id = m.viewer WHERE m.id = :id::uuid;
