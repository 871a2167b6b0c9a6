/* @name TopUpCredits
   The credits of a top-up to its viewer: the purchase, and what refunds and disputes gave back. */
SELECT t.credit_account AS "account!", a.owner AS "owner!", t.credit_version AS "version!", t.amount AS "tokens!", t.created_at AS "at!", a.version AS "newest!"
  FROM (SELECT 'top-up' AS source, :topUpId AS request_id
        UNION ALL SELECT 'top-up-money', balance_transaction_id FROM top_up_money WHERE top_up_id = :topUpId) AS r
  JOIN transfer t ON t.source = r.source AND t.request_id = r.request_id JOIN account a ON a.id = t.credit_account
 WHERE t.asset = 'TOKEN' ORDER BY t.credit_version;

/* @name ReceivedBefore
   All that an account received by transfers of versions below this one. */
SELECT coalesce(sum(amount), 0)::bigint AS "tokens!" FROM transfer WHERE credit_account = :account::bigint AND credit_version < :version::bigint;

/* @name TokenChanges
   All that an account received, and what refunds and disputes took back, oldest first. */
-- Some rows for each purchase of a viewer, so without a limit.
SELECT credit_version AS "version!", amount AS "tokens!", CASE WHEN source IN ('top-up', 'top-up-money') THEN reference_id ELSE '' END AS "topUpId!",
       credit_balance_after AS "balance!"
  FROM transfer WHERE credit_account = :account::bigint
UNION ALL
SELECT debit_version, -amount, reference_id, debit_balance_after FROM transfer
 WHERE debit_account = :account::bigint AND reference_type = 'TOP_UP_REVERSAL'
ORDER BY 1;

/* @name SpendingAfter
   What left a viewer's account after a version, oldest first. */
-- Of a detached partition only the run of its versions is left.
(SELECT m.version AS "version!", m.tokens::bigint AS "tokens!", 'STREAM_VIEW' AS "reference_type!", minute_session(m.id, m.minute)::text AS session, m.minute,
        m.stream::text AS stream, m.cents::bigint AS cents, b.posted_at AS at, p.creator, a.owner
 FROM viewer_minutes_after(:account::bigint, :after::bigint, 4611686018427387904, :limit::integer) AS m JOIN minute_batch b ON b.id = m.batch
 LEFT JOIN creator_posting p ON p.batch = m.batch AND p.stream = m.stream AND m.cents > 0 LEFT JOIN account a ON a.id = p.creator)
UNION ALL
(SELECT debit_version, amount, reference_type, NULL, NULL, NULL, NULL, created_at, NULL, NULL FROM transfer
 WHERE debit_account = :account::bigint AND debit_version > :after::bigint ORDER BY debit_version LIMIT :limit::integer)
UNION ALL
(SELECT r.last_version, -r.amount, '', NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM closed_run r JOIN minute_partition p ON p.name = r.partition
 WHERE r.account = :account::bigint AND r.last_version > :after::bigint AND r.amount < 0 AND p.detached_at IS NOT NULL
 ORDER BY r.last_version LIMIT :limit::integer)
ORDER BY 1 LIMIT :limit::integer;

/* @name RequestsOfTopUp
   The requests that booked a top-up, and its refunds and disputes. */
SELECT 'top-up' AS "source!", :topUpId AS "requestId!"
UNION ALL SELECT 'top-up-money', balance_transaction_id FROM top_up_money WHERE top_up_id = :topUpId;

/* @name PaidMinutesOf
   The paid minutes of a session from its first one on, with their places in the viewer's account. */
-- By their keys, as MinutesOf.
SELECT m.viewer AS "account!", m.version AS "version!", m.tokens::bigint AS "tokens!", m.balance_after AS "balance!"
  FROM generate_series(1, :limit::integer) AS k
 CROSS JOIN LATERAL (
   SELECT * FROM viewer_minute WHERE id = minute_id(:session::uuid, k)
      AND id BETWEEN minute_id(:session::uuid, 1) AND minute_id(:session::uuid, :limit::integer) OFFSET 0) AS m
 WHERE m.paid AND m.tokens > 0 ORDER BY k;
